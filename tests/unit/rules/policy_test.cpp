// The card, the day, then any and all of what is asked for; and which reason is told.
#include "rule_cases.h"
#include "vhc/fhir_view.h"

namespace vhc {
namespace {

using test::answer;
using test::ask;
using test::dose;
using test::pcr;
using test::rules_text;

const std::string one_dose = R"({"name":"one","doses":{"set":"v"}})";

TEST(RulesPolicy, TheCardComesFirst) {
  const auto with = [](const std::string& cards) {
    return answer({rules_text(one_dose, R"("cards":{)" + cards + "},"), dose("2026-01-01")});
  };
  EXPECT_EQ("met", with(R"("formats":["shc"],"networks":["o/vci"],"issuers":["https://a.example"])"));
  EXPECT_EQ("rules.format", with(R"("formats":["hcert"],"networks":["x"],"issuers":["y"])"));
  EXPECT_EQ("rules.network", with(R"("networks":["vci"],"issuers":["y"])"));
  EXPECT_EQ("rules.issuer", with(R"("issuers":["https://b.example"])"));
  EXPECT_EQ("", ask({rules_text(one_dose, R"("cards":{"issuers":["y"]},)"), ""}).requirement);
}

TEST(RulesPolicy, InForceInclusive) {
  const std::string rules = rules_text(one_dose, R"("in_force":{"from":"2026-07-01","until":"2026-08-31"},)");
  const auto on = [&rules](const std::string& at, bool exact = true) {
    return answer({.rules = rules, .events = dose("2026-01-01"), .at = at, .exact = exact});
  };
  EXPECT_EQ("rules.not_in_force", on("2026-06-30T23:59:59Z"));
  EXPECT_EQ("met", on("2026-07-01T00:00:00Z"));
  EXPECT_EQ("met", on("2026-08-31T23:59:59Z"));
  EXPECT_EQ("rules.not_in_force", on("2026-09-01T00:00:00Z"));
  EXPECT_EQ("clock.unknown", on("2026-07-15T00:00:00Z", false));
  EXPECT_EQ("rules.not_in_force", on("2026-09-01T00:00:00Z", false));
}

TEST(RulesPolicy, TheFirstThatIsMetDecides) {
  const std::string rules = rules_text(R"({"any":[{"name":"two","doses":{"set":"v","need":2}},)" + one_dose + "]}");
  EXPECT_EQ("one", ask({rules, dose("2026-01-01")}).requirement);
  EXPECT_EQ("two", ask({rules, dose("2026-01-01") + "," + dose("2026-02-01")}).requirement);
}

TEST(RulesPolicy, TheNearestReasonIsTold) {
  const std::string rules =
      rules_text(R"({"any":[{"name":"three","doses":{"set":"v","need":3}},{"name":"two","doses":{"set":"v","need":2}},)"
                 R"({"name":"tested","test":{"set":"pcr","result":"neg","max_hours":24}}]})");
  const RuleOutcome doses = ask({rules, dose("2026-01-01")});
  EXPECT_EQ(Errc::rules_doses, doses.reason);
  EXPECT_EQ("two", doses.requirement);
  EXPECT_EQ(Errc::rules_too_old, ask({rules, dose("2026-01-01") + "," + pcr("2026-07-01T00:00:00Z")}).reason);
  EXPECT_EQ("three", ask({rules, ""}).requirement);
}

TEST(RulesPolicy, OfAllTheFirstThatFailsIsTold) {
  const std::string rules = rules_text(
      R"({"name":"both","all":[{"name":"dose","doses":{"set":"v"}},{"test":{"set":"pcr","result":"neg"}}]})");
  EXPECT_EQ("dose", ask({rules, ""}).requirement);
  EXPECT_EQ("both", ask({rules, dose("2026-01-01")}).requirement);
  EXPECT_EQ(Errc::rules_none, ask({rules, dose("2026-01-01")}).reason);
  EXPECT_EQ("both", ask({rules, dose("2026-01-01") + "," + pcr("2026-07-01")}).requirement);
}

class Never : public RuleLeaf {
 public:
  RuleOutcome evaluate(const RuleInput&) const override {
    return {.answer = RuleAnswer::open, .reason = Errc::rules_open};
  }
  std::string words() const override { return "never"; }
};

// A dose that its issuer wrote in three code systems counts by any of them.
TEST(RulesPolicy, EveryCodeOfAnEventCounts) {
  const auto rules = read_rules(
      R"({"schema":"vhc.rules/1","id":"t","sets":{"v":{"codes":{"sct":["28571000087109"]}}},"accept":{"doses":{"set":"v","need":2,"units":{"sct:28571000087109":2}}}})");
  ASSERT_TRUE(rules);
  const JsonDocument bundle = *JsonDocument::parse(
      R"({"entry":[{"fullUrl":"resource:0","resource":{"resourceType":"Patient"}},{"resource":{"resourceType":"Immunization","status":"completed",)"
      R"("occurrenceDateTime":"2026-01-01","patient":{"reference":"resource:0"},"vaccineCode":{"coding":[{"system":"http://www.whocc.no/atc","code":"J07BX03"},)"
      R"({"system":"http://hl7.org/fhir/sid/cvx","code":"207"},{"system":"http://snomed.info/sct","code":"28571000087109"}]}}}]})");
  CardContents card;
  card.events = view_bundle(bundle.root()).events;
  ASSERT_EQ(1U, card.events.size());
  EXPECT_EQ("207", card.events[0].code);
  EXPECT_EQ(2U, card.events[0].other_codes.size());
  RuleInput input = rule_input(card, "shc", "");
  const test::FixedCalendar utc(0);
  input.now = {*parse_time("2026-08-01T12:00:00Z")};
  input.calendar = &utc;
  EXPECT_TRUE(rules->evaluate(input).met());
  input.events[0].other_codes.clear();
  EXPECT_FALSE(rules->evaluate(input).met());
}

// Amounts are read as they stand, and one with a comparator is none.
TEST(RulesPolicy, AmountsOfACard) {
  const auto amount_of = [](const std::string& quantity) {
    const JsonDocument bundle = *JsonDocument::parse(
        R"({"entry":[{"resource":{"resourceType":"Observation","status":"final","effectiveDateTime":"2026-01-01","code":{"coding":[{"system":"http://loinc.org","code":"16935-9"}]},"valueQuantity":)" +
        quantity + "}}]}");
    CardContents card;
    card.events = view_bundle(bundle.root()).events;
    const RuleInput input = rule_input(card, "shc", "");
    return input.events.at(0).number + "|" + input.events.at(0).unit;
  };
  EXPECT_EQ("12.50|mIU/mL", amount_of(R"({"value":12.50,"unit":"mIU/mL"})"));
  EXPECT_EQ("12|m[IU]/mL", amount_of(R"({"value":12,"code":"m[IU]/mL"})"));
  EXPECT_EQ("|", amount_of(R"({"value":200,"comparator":">","unit":"mIU/mL"})"));
  EXPECT_EQ("|", amount_of(R"({"value":"12","unit":"mIU/mL"})"));
}

// The seam: another kind of rule is one leaf among others, and open is not met.
TEST(RulesPolicy, OtherKindsOfRulesPlugIn) {
  const std::string text =
      rules_text(R"({"any":[{"name":"logic","certlogic":{"file":"AT.json","country":"AT"}},)" + one_dose + "]}");
  EXPECT_EQ("/accept/any/0/certlogic", read_rules(text).error().where);
  std::string seen;
  const LeafReaders readers{
      {"certlogic", [&seen](const JsonValue& settings) -> Result<std::shared_ptr<const RuleLeaf>> {
         seen = settings.find_string("country").value_or("");
         return std::make_shared<Never>();
       }}};
  const auto rules = read_rules(text, readers);
  ASSERT_TRUE(rules);
  EXPECT_EQ("AT", seen);
  const test::FixedCalendar utc(0);
  RuleInput input;
  input.now = {*parse_time("2026-08-01T12:00:00Z")};
  input.calendar = &utc;
  const RuleOutcome outcome = rules->evaluate(input);
  EXPECT_FALSE(outcome.met());
  EXPECT_EQ(RuleAnswer::open, outcome.answer);
  EXPECT_EQ("logic", outcome.requirement);
}

TEST(RulesPolicy, OnlyEventsThatStandReachARule) {
  CardContents card;
  card.issuer = "https://a.example";
  card.subject.birth_date = "1990-01-01";
  card.events.push_back({.kind = EventKind::immunization, .date = "2026-01-01", .code = "03", .status = "completed"});
  card.events.push_back({.kind = EventKind::immunization, .date = "2026-01-02", .code = "03", .status = "not-done"});
  card.events.push_back({.kind = EventKind::test, .date = "2026-01-03", .status = "preliminary"});
  const RuleInput input = rule_input(card, "shc", "o/vci");
  ASSERT_EQ(1U, input.events.size());
  EXPECT_EQ("2026-01-01", input.events[0].date);
  EXPECT_EQ("https://a.example", input.card.iss);
}

}  // namespace
}  // namespace vhc
