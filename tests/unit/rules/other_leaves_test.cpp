// The questions about tests, recoveries, exemptions and age, both sides of every edge.
#include "rule_cases.h"

namespace vhc {
namespace {

using test::answer;
using test::pcr;

constexpr const char* negative = "260415000";
constexpr const char* positive = "260373001";

std::string tested(const std::string& members) {
  return test::rules_text(R"({"test":{"set":"pcr","result":"neg")" + members + "}}");
}

TEST(TestRules, HoursAreElapsedSeconds) {
  const std::string rules = tested(R"(,"max_hours":72)");
  EXPECT_EQ("met", answer({rules, pcr("2026-07-29T12:00:00Z")}));
  EXPECT_EQ("rules.too_old", answer({rules, pcr("2026-07-29T11:59:59Z")}));
  EXPECT_EQ("met", answer({rules, pcr("2026-07-29T14:00:00+02:00")}));
}

TEST(TestRules, ADayIsReckonedFromItsLocalMidnight) {
  const std::string rules = tested(R"(,"max_hours":72)");
  EXPECT_EQ("met", answer({.rules = rules, .events = pcr("2026-07-29"), .at = "2026-08-01T05:00:00Z", .hours = -5}));
  EXPECT_EQ("rules.too_old",
            answer({.rules = rules, .events = pcr("2026-07-29"), .at = "2026-08-01T05:00:01Z", .hours = -5}));
}

TEST(TestRules, FiveMinutesAheadIsTheClock) {
  EXPECT_EQ("met", answer({tested(R"(,"max_hours":72)"), pcr("2026-08-01T12:05:00Z")}));
  EXPECT_EQ("rules.future", answer({tested(R"(,"max_hours":72)"), pcr("2026-08-01T12:05:01Z")}));
}

TEST(TestRules, ANewerResultThatSaysOtherwiseEndsTheSearch) {
  const std::string good = pcr("2026-07-31T12:00:00Z");
  EXPECT_EQ("rules.result", answer({tested(""), good + "," + pcr("2026-07-31T13:00:00Z", positive)}));
  EXPECT_EQ("rules.result", answer({tested(""), good + "," + pcr("2026-07-31T12:00:00Z", positive)}));
  EXPECT_EQ("met", answer({tested(""), good + "," + pcr("2026-07-31T11:59:59Z", positive)}));
  EXPECT_EQ("met", answer({tested(R"(,"newest":false)"), good + "," + pcr("2026-07-31T13:00:00Z", positive)}));
  EXPECT_EQ("rules.result", answer({tested(""), good + "," + pcr("2026-07-31", positive)}));
  EXPECT_EQ("rules.result", answer({tested(""), good + "," + pcr("some day", positive)}));
  EXPECT_EQ("rules.result", answer({tested(""), pcr("2026-07-31T12:00:00Z", "999")}));
}

TEST(TestRules, SpansOfDays) {
  EXPECT_EQ("met", answer({tested(R"(,"max":{"months":1})"), pcr("2026-07-01")}));
  EXPECT_EQ("rules.too_old", answer({tested(R"(,"max":{"months":1})"), pcr("2026-06-30")}));
  EXPECT_EQ("met", answer({tested(R"(,"min_days":11)"), pcr("2026-07-21")}));
  EXPECT_EQ("rules.wait", answer({tested(R"(,"min_days":11)"), pcr("2026-07-22")}));
}

TEST(TestRules, AClockThatIsNotBelieved) {
  const auto unsure = [](const std::string& members, const std::string& events) {
    return answer({.rules = tested(members), .events = events, .exact = false});
  };
  EXPECT_EQ("met", unsure("", pcr("2026-07-29T12:00:00Z")));
  EXPECT_EQ("clock.unknown", unsure(R"(,"max_hours":72)", pcr("2026-08-01T11:00:00Z")));
  EXPECT_EQ("rules.result", unsure(R"(,"max_hours":72)", pcr("2026-08-01T11:00:00Z", positive)));
  EXPECT_EQ("rules.result", unsure("", pcr("2026-07-29T12:00:00Z") + "," + pcr("2026-09-01T12:00:00Z", positive)));
}

TEST(TestRules, AmountsInTheirOwnUnit) {
  const std::string rules = test::rules_text(R"({"test":{"set":"pcr","at_least":{"value":10,"unit":"mIU/mL"}}})");
  const auto amount = [](const std::string& number, const std::string& unit) {
    return R"({"kind":"test","system":"http://loinc.org","code":"94500-6","date":"2026-07-29","value":{"number":)" +
           number + R"(,"unit":")" + unit + "\"}}";
  };
  EXPECT_EQ("met", answer({rules, amount("10", "mIU/mL")}));
  EXPECT_EQ("rules.result", answer({rules, amount("9.99", "mIU/mL")}));
  EXPECT_EQ("rules.result", answer({rules, amount("10", "IU/L")}));
  EXPECT_EQ("rules.result", answer({rules, pcr("2026-07-29")}));
}

TEST(TestRules, NothingOfTheKind) {
  EXPECT_EQ("rules.none", answer({tested(""), ""}));
  EXPECT_EQ("rules.open", answer({tested(""), pcr("", negative)}));
}

TEST(RecoveryRules, StatedOrTested) {
  const std::string rules = test::rules_text(
      R"({"recovery":{"set":"ill","test_set":"pcr","positive":"pos","min_days":11,"max":{"days":180}}})");
  const auto ill = [](const std::string& date) {
    return R"({"kind":"recovery","system":"http://snomed.info/sct","code":"840539006","date":")" + date + "\"}";
  };
  EXPECT_EQ("rules.wait", answer({rules, ill("2026-07-22")}));
  EXPECT_EQ("met", answer({rules, ill("2026-07-21")}));
  EXPECT_EQ("met", answer({rules, ill("2026-02-02")}));
  EXPECT_EQ("rules.too_old", answer({rules, ill("2026-02-01")}));
  EXPECT_EQ("met", answer({rules, pcr("2026-07-21T10:00:00Z", positive)}));
  EXPECT_EQ("rules.result", answer({rules, pcr("2026-07-21T10:00:00Z", negative)}));
  EXPECT_EQ("rules.none", answer({rules, ""}));
  EXPECT_EQ("rules.future", answer({rules, ill("2026-08-02")}));
  EXPECT_EQ("clock.unknown", answer({.rules = rules, .events = ill("2026-07-21"), .exact = false}));
  EXPECT_EQ("rules.open", answer({rules, ill("then")}));
}

TEST(ExemptionRules, HoldToTheirEnd) {
  const auto exempt = [](const std::string& more) {
    return R"({"kind":"exemption","system":"x:ex","code":"medical","date":"2026-01-01")" + more + "}";
  };
  const std::string rules = test::rules_text(R"({"exemption":{"set":"ex"}})");
  const std::string open_ended = test::rules_text(R"({"exemption":{"set":"ex","open_ended":true}})");
  EXPECT_EQ("met", answer({rules, exempt(R"(,"until":"2026-08-01")")}));
  EXPECT_EQ("rules.too_old", answer({rules, exempt(R"(,"until":"2026-07-31")")}));
  EXPECT_EQ("rules.open", answer({rules, exempt("")}));
  EXPECT_EQ("met", answer({open_ended, exempt("")}));
  EXPECT_EQ("rules.too_old", answer({open_ended, exempt(R"(,"until":"2026-07-31")")}));
  EXPECT_EQ("rules.open", answer({open_ended, exempt(R"(,"until":"some day")")}));
  EXPECT_EQ("clock.unknown", answer({.rules = rules, .events = exempt(R"(,"until":"2026-08-01")"), .exact = false}));
  EXPECT_EQ("rules.future", answer({.rules = open_ended, .events = exempt(""), .at = "2025-12-31T12:00:00Z"}));
  EXPECT_EQ("rules.none", answer({rules, ""}));
}

std::string of_age(const std::string& members, const std::string& born, bool exact = true) {
  return answer(
      {.rules = test::rules_text(R"({"age":{)" + members + "}}"), .events = "", .born = born, .exact = exact});
}

TEST(AgeRules, AreReckonedAgainstTheHolder) {
  EXPECT_EQ("met", of_age(R"("under":12)", "2014-08-02"));
  EXPECT_EQ("rules.age", of_age(R"("under":12)", "2014-08-01"));
  EXPECT_EQ("rules.age", of_age(R"("under":12)", "2014"));
  EXPECT_EQ("met", of_age(R"("at_least":18)", "2008-08-01"));
  EXPECT_EQ("rules.age", of_age(R"("at_least":18)", "2008-08-02"));
  EXPECT_EQ("rules.age", of_age(R"("at_least":18)", "2008-08"));
  EXPECT_EQ("met", of_age(R"("under":{"months":12})", "2025-08-02"));
  EXPECT_EQ("met", of_age(R"("born_before":"1957-01-01")", "1956-12-31", false));
  EXPECT_EQ("rules.age", of_age(R"("born_before":"1957-01-01")", "1957-01-01"));
  EXPECT_EQ("rules.birth_date", of_age(R"("under":12)", ""));
  EXPECT_EQ("clock.unknown", of_age(R"("under":12)", "2020-01-01", false));
}

}  // namespace
}  // namespace vhc
