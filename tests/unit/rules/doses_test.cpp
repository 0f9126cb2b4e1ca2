// The question about doses, both sides of every edge.
#include "rule_cases.h"

namespace vhc {
namespace {

using test::answer;
using test::ask;
using test::dose;

std::string doses(const std::string& members) {
  return test::rules_text(R"({"name":"d","doses":{"set":"v",)" + members + "}}");
}

TEST(DoseRules, MinDaysHoldFromTheDay) {
  const std::string rules = doses(R"("min_days":14)");
  EXPECT_EQ("rules.wait", answer({rules, dose("2026-07-19")}));
  EXPECT_EQ("met", answer({rules, dose("2026-07-18")}));
}

TEST(DoseRules, TheDayIsThatOfThePlace) {
  const std::string rules = doses(R"("min_days":14)");
  EXPECT_EQ("rules.wait",
            answer({.rules = rules, .events = dose("2026-07-18"), .at = "2026-08-01T06:59:59Z", .hours = -7}));
  EXPECT_EQ("met", answer({.rules = rules, .events = dose("2026-07-18"), .at = "2026-08-01T07:00:00Z", .hours = -7}));
}

TEST(DoseRules, MaxHoldsToTheDayInclusive) {
  EXPECT_EQ("met", answer({doses(R"("max":{"days":270})"), dose("2025-11-04")}));
  EXPECT_EQ("rules.too_old", answer({doses(R"("max":{"days":270})"), dose("2025-11-03")}));
  EXPECT_EQ("met", answer({doses(R"("max":{"months":9})"), dose("2025-11-01")}));
  EXPECT_EQ("rules.too_old", answer({doses(R"("max":{"months":9})"), dose("2025-10-31")}));
  EXPECT_EQ(
      "met",
      answer({.rules = doses(R"("max":{"years":3})"), .events = dose("2024-02-29"), .at = "2027-02-28T12:00:00Z"}));
  EXPECT_EQ(
      "rules.too_old",
      answer({.rules = doses(R"("max":{"years":3})"), .events = dose("2024-02-29"), .at = "2027-03-01T12:00:00Z"}));
}

TEST(DoseRules, AFreshDoseHarmsNobody) {
  const std::string rules = doses(R"("min_days":14,"max":{"years":1})");
  EXPECT_EQ("met", answer({rules, dose("2026-01-01") + "," + dose("2026-07-30")}));
  EXPECT_EQ("rules.wait", answer({rules, dose("2024-01-01") + "," + dose("2026-07-30")}));
  EXPECT_EQ("rules.too_old", answer({rules, dose("2024-01-01")}));
}

TEST(DoseRules, WaitForTheDoseThatIsEnough) {
  const RuleOutcome outcome = ask(
      {doses(R"("need":2,"min_days":14)"), dose("2026-06-01") + "," + dose("2026-07-20") + "," + dose("2026-07-31")});
  EXPECT_EQ(Errc::rules_wait, outcome.reason);
  EXPECT_EQ(2, outcome.facts.left);
  EXPECT_EQ(12, outcome.facts.passed);
  EXPECT_EQ(14, outcome.facts.need);
  EXPECT_EQ("2026-08-03", outcome.facts.date);
  EXPECT_EQ("V: 12 days ago, 14 needed; it counts from 2026-08-03", sentence(outcome));
}

TEST(DoseRules, EntriesThatMayBeOfOneDayAreOneDose) {
  EXPECT_EQ("rules.doses", answer({doses(R"("need":2)"), dose("2026-01-01") + "," + dose("2026-01-01", "94")}));
  EXPECT_EQ("rules.doses", answer({doses(R"("need":2)"), dose("2026-01") + "," + dose("2026-01-20")}));
  EXPECT_EQ("met", answer({doses(R"("need":2)"), dose("2026-01") + "," + dose("2026-02-01")}));
}

TEST(DoseRules, ADoseTooCloseIsSkippedReckonedFromTheFirst) {
  const std::string rules = doses(R"("need":2,"min_gap_days":28,"grace_days":4)");
  EXPECT_EQ("rules.gap", answer({rules, dose("2026-01-01") + "," + dose("2026-01-24")}));
  EXPECT_EQ("met", answer({rules, dose("2026-01-01") + "," + dose("2026-01-25")}));
  EXPECT_EQ("met", answer({rules, dose("2026-01-01") + "," + dose("2026-01-20") + "," + dose("2026-01-26")}));
  const RuleOutcome outcome = ask({rules, dose("2026-01-01") + "," + dose("2026-01-24")});
  EXPECT_EQ("V: two doses are too close together, 23 days, 28 needed", sentence(outcome));
}

TEST(DoseRules, TheAgeAtADoseIsReckonedAgainstTheHolder) {
  const std::string rules = doses(R"("min_age":{"months":12},"grace_days":4)");
  EXPECT_EQ("met", answer({rules, dose("2016-03-06")}));
  EXPECT_EQ("rules.age_at_dose", answer({rules, dose("2016-03-05")}));
  EXPECT_EQ("rules.age_at_dose", answer({rules, dose("2016-03")}));
  EXPECT_EQ("rules.birth_date", answer({.rules = rules, .events = dose("2016-03-06"), .born = ""}));
  EXPECT_EQ("rules.age_at_dose", answer({.rules = rules, .events = dose("2016-12-26"), .born = "2015"}));
  EXPECT_EQ("met", answer({.rules = rules, .events = dose("2016-12-27"), .born = "2015"}));
}

TEST(DoseRules, DatesWithoutADayCountAgainstTheHolder) {
  EXPECT_EQ("rules.wait", answer({doses(R"("min_days":2)"), dose("2026-07")}));
  EXPECT_EQ("met", answer({doses(R"("min_days":1)"), dose("2026-07")}));
  EXPECT_EQ("rules.too_old", answer({doses(R"("max":{"days":30})"), dose("2026-07")}));
  EXPECT_EQ("met", answer({doses(R"("max":{"days":31})"), dose("2026-07")}));
}

TEST(DoseRules, ProductsMayCountTwice) {
  const std::string rules = test::rules_text(R"({"doses":{"set":"w","need":2,"units":{"cvx:212":2}}})");
  EXPECT_EQ("met", answer({rules, dose("2026-01-01", "212")}));
  EXPECT_EQ("rules.doses", answer({rules, dose("2026-01-01", "207")}));
}

TEST(DoseRules, ANumberedDoseStandsForThoseBefore) {
  const std::string second = dose("2026-01-01", "207", R"(,"dose":2)");
  const std::string both = dose("2025-12-01", "207", R"(,"dose":1)") + "," + second;
  EXPECT_EQ("met", answer({test::rules_text(R"({"doses":{"set":"w","need":2}})"), second}));
  EXPECT_EQ("rules.doses",
            answer({test::rules_text(R"({"doses":{"set":"w","need":2,"dose_numbers":false}})"), second}));
  EXPECT_EQ("met", answer({test::rules_text(R"({"doses":{"set":"w","need":2}})"), both}));
  EXPECT_EQ("rules.doses", answer({test::rules_text(R"({"doses":{"set":"w","need":3}})"), both}));
}

TEST(DoseRules, OneProductOnly) {
  const std::string rules = test::rules_text(R"({"doses":{"set":"w","need":2,"same_product":true}})");
  EXPECT_EQ("rules.doses", answer({rules, dose("2026-01-01", "207") + "," + dose("2026-02-01", "208")}));
  EXPECT_EQ("met", answer({rules, dose("2026-01-01", "207") + "," + dose("2026-02-01", "208") + "," +
                                      dose("2026-03-01", "207")}));
}

TEST(DoseRules, WeakDosesCountOnlyWhereTheRuleSaysSo) {
  const std::string weak = dose("2026-01-01", "03", R"(,"subpotent":true)");
  EXPECT_EQ("rules.subpotent", answer({doses(R"("need":1)"), weak}));
  EXPECT_EQ("met", answer({doses(R"("need":1,"subpotent":true)"), weak}));
}

TEST(DoseRules, FromAndUntilHoldInclusive) {
  const std::string rules = doses(R"("from":"2026-01-01","until":"2026-03-31")");
  EXPECT_EQ("rules.too_old", answer({rules, dose("2025-12-31")}));
  EXPECT_EQ("met", answer({rules, dose("2026-01-01")}));
  EXPECT_EQ("met", answer({rules, dose("2026-03-31")}));
  EXPECT_EQ("rules.doses", answer({rules, dose("2026-04-01")}));
}

TEST(DoseRules, ASeasonBeginsEveryYear) {
  const std::string rules = doses(R"("season_start":"08-01")");
  EXPECT_EQ("met", answer({.rules = rules, .events = dose("2025-08-01"), .at = "2026-07-31T12:00:00Z"}));
  EXPECT_EQ("rules.too_old", answer({.rules = rules, .events = dose("2025-07-31"), .at = "2026-07-31T12:00:00Z"}));
  EXPECT_EQ("rules.too_old", answer({.rules = rules, .events = dose("2025-08-01"), .at = "2026-08-01T12:00:00Z"}));
  const std::string leap = doses(R"("season_start":"02-29")");
  EXPECT_EQ("met", answer({.rules = leap, .events = dose("2026-02-28"), .at = "2026-03-01T12:00:00Z"}));
  EXPECT_EQ("rules.too_old", answer({.rules = leap, .events = dose("2026-02-27"), .at = "2026-03-01T12:00:00Z"}));
}

TEST(DoseRules, DosesOfTheFutureDoNotCount) {
  EXPECT_EQ("rules.future", answer({doses(R"("need":1)"), dose("2026-08-02")}));
  EXPECT_EQ("met", answer({doses(R"("need":1)"), dose("2026-08-01")}));
}

TEST(DoseRules, AClockThatIsNotBelievedCountsDosesAndNoDays) {
  const auto unsure = [](const std::string& members, const std::string& events) {
    return answer({.rules = doses(members), .events = events, .exact = false});
  };
  EXPECT_EQ("met", unsure(R"("min_gap_days":28,"min_age":{"months":12})", dose("2020-01-01")));
  EXPECT_EQ("clock.unknown", unsure(R"("min_days":14)", dose("2020-01-01")));
  EXPECT_EQ("clock.unknown", unsure(R"("max":{"years":50})", dose("2020-01-01")));
  EXPECT_EQ("clock.unknown", unsure(R"("season_start":"08-01")", dose("2020-01-01")));
  EXPECT_EQ("rules.doses", unsure(R"("need":2,"min_days":14)", dose("2020-01-01")));
  EXPECT_EQ("clock.unknown", unsure(R"("need":1)", dose("2026-09-01")));
}

TEST(DoseRules, WhatCannotBeUnderstoodDoesNotCount) {
  EXPECT_EQ("rules.open", answer({doses(R"("need":1)"), dose("last summer")}));
  EXPECT_EQ("rules.open", answer({doses(R"("need":2)"), dose("2026-01-01") + "," + dose("")}));
  EXPECT_EQ("met", answer({doses(R"("need":1)"), dose("2026-01-01") + "," + dose("")}));
  EXPECT_EQ("rules.none", answer({doses(R"("need":1)"), dose("2026-01-01", "3")}));
}

TEST(DoseRules, WhatWasNotGivenDoesNotStand) {
  EXPECT_EQ("rules.none", answer({doses(R"("need":1)"), dose("2026-01-01", "03", R"(,"status":"not-done")")}));
  EXPECT_EQ("met", answer({doses(R"("need":1)"), dose("2026-01-01", "03", R"(,"status":"completed")")}));
}

TEST(DoseRules, TheReasonIsWhatWouldHaveBeenEnough) {
  const std::string weak = dose("2026-01-01", "03", R"(,"subpotent":true)");
  EXPECT_EQ("rules.doses", answer({doses(R"("need":3)"), dose("2025-01-01") + "," + weak}));
  EXPECT_EQ("rules.subpotent", answer({doses(R"("need":2)"), dose("2025-01-01") + "," + weak}));
  const RuleOutcome outcome = ask({doses(R"("need":2)"), dose("2025-01-01")});
  EXPECT_EQ("V: 2 doses needed, the card has 1 that counts", sentence(outcome));
}

}  // namespace
}  // namespace vhc
