// Rules files: what is refused, and where; and what `check` says of one that is good.
#include "rule_cases.h"

namespace vhc {
namespace {

using test::rules_text;

struct Bad {
  std::string text;
  std::string where;
};

const std::string ok = R"({"doses":{"set":"v"}})";

std::string with_sets(const std::string& sets) {
  return R"({"schema":"vhc.rules/1","id":"t","sets":{)" + sets + R"(},"accept":)" + ok + "}";
}

std::string doses(const std::string& members) {
  return rules_text(R"({"doses":{"set":"v",)" + members + "}}");
}

TEST(ReadRules, RefuseWhatIsNotUnderstood) {
  const std::vector<Bad> cases{
      {"[]", ""},
      {R"({"schema":"vhc.rules/2","id":"t","accept":{}})", "/schema"},
      {R"({"id":"t","accept":{}})", "/schema"},
      {R"({"schema":"vhc.rules/1","accept":{}})", "/id"},
      {R"({"schema":"vhc.rules/1","id":"Big Name","accept":{}})", "/id"},
      {R"({"schema":"vhc.rules/1","id":"t"})", "/accept"},
      {rules_text(ok, R"("colour":1,)"), "/colour"},
      {rules_text(ok, R"("title":"School",)"), "/title"},
      {rules_text(ok, R"("title":{"english":5},)"), "/title/english"},
      {rules_text(ok, R"("zone":7,)"), "/zone"},
      {rules_text(ok, R"("in_force":{"from":"2026-02-30"},)"), "/in_force/from"},
      {rules_text(ok, R"("in_force":{"from":"2026-03-01","until":"2026-02-01"},)"), "/in_force"},
      {rules_text(ok, R"("in_force":{"to":"2026-02-01"},)"), "/in_force/to"},
      {rules_text(ok, R"("cards":{"formats":[]},)"), "/cards/formats"},
      {rules_text(ok, R"("cards":{"country":["AT"]},)"), "/cards/country"},
      {rules_text("{}"), "/accept"},
      {rules_text("[]"), "/accept"},
      {rules_text(R"({"name":"x"})"), "/accept"},
      {rules_text(R"({"any":[]})"), "/accept/any"},
      {rules_text(R"({"all":{}})"), "/accept/all"},
      {rules_text(R"({"any":[{"doses":{"set":"v"},"test":{}}]})"), "/accept/any/0/test"},
      {rules_text(R"({"doses":{"set":"v"},"name":5})"), "/accept/name"},
      {rules_text(R"({"none":[{"doses":{"set":"v"}}]})"), "/accept/none"},
      {rules_text(R"({"certlogic":{"file":"AT.json"}})"), "/accept/certlogic"},
      {rules_text(R"({"doses":{}})"), "/accept/doses/set"},
      {rules_text(R"({"doses":{"set":"x"}})"), "/accept/doses/set"},
      {rules_text(R"({"doses":[]})"), "/accept/doses"},
      {doses(R"("needs":2)"), "/accept/doses/needs"},
      {doses(R"("need":0)"), "/accept/doses/need"},
      {doses(R"("need":"2")"), "/accept/doses/need"},
      {doses(R"("need":1.5)"), "/accept/doses/need"},
      {doses(R"("need":1e1)"), "/accept/doses/need"},
      {doses(R"("need":99999999999999999999)"), "/accept/doses/need"},
      {doses(R"("min_days":-1)"), "/accept/doses/min_days"},
      {doses(R"("max":270)"), "/accept/doses/max"},
      {doses(R"("max":{})"), "/accept/doses/max"},
      {doses(R"("max":{"days":1,"months":1})"), "/accept/doses/max"},
      {doses(R"("max":{"weeks":1})"), "/accept/doses/max/weeks"},
      {doses(R"("max":{"years":1000})"), "/accept/doses/max/years"},
      {doses(R"("season_start":"13-01")"), "/accept/doses/season_start"},
      {doses(R"("from":"2026")"), "/accept/doses/from"},
      {doses(R"("same_product":1)"), "/accept/doses/same_product"},
      {doses(R"("units":{"212":2})"), "/accept/doses/units/212"},
      {doses(R"("units":{"cvx:":2})"), "/accept/doses/units/cvx:"},
      {doses(R"("units":[2])"), "/accept/doses/units"},
      {rules_text(R"({"test":{"set":"pcr"}})"), "/accept/test"},
      {rules_text(R"({"test":{"set":"pcr","result":"neg","at_least":{"value":1,"unit":"x"}}})"), "/accept/test"},
      {rules_text(R"({"test":{"set":"pcr","result":"negative"}})"), "/accept/test/result"},
      {rules_text(R"({"test":{"set":"pcr","result":"neg","max_hours":0}})"), "/accept/test/max_hours"},
      {rules_text(R"({"test":{"set":"pcr","at_least":{"value":"1","unit":"x"}}})"), "/accept/test/at_least/value"},
      {rules_text(R"({"test":{"set":"pcr","at_least":{"value":1}}})"), "/accept/test/at_least/unit"},
      {rules_text(R"({"recovery":{}})"), "/accept/recovery"},
      {rules_text(R"({"recovery":{"test_set":"pcr"}})"), "/accept/recovery"},
      {rules_text(R"({"recovery":{"set":"ill","positive":"pos"}})"), "/accept/recovery"},
      {rules_text(R"({"exemption":{"open_ended":true}})"), "/accept/exemption/set"},
      {rules_text(R"({"age":{}})"), "/accept/age"},
      {rules_text(R"({"age":{"over":18}})"), "/accept/age/over"},
      {with_sets(R"("v":{})"), "/sets/v"},
      {with_sets(R"("v":{"codes":{}})"), "/sets/v/codes"},
      {with_sets(R"("v":{"codes":{"cvx":"03"}})"), "/sets/v/codes/cvx"},
      {with_sets(R"("v":{"codes":{"cvx":[3]}})"), "/sets/v/codes/cvx/0"},
      {with_sets(R"("v":{"codes":{"vaccine":["03"]}})"), "/sets/v/codes/vaccine/0"},
      {with_sets(R"("v":{"codes":{"cvx_group":["MEASLES"]}})"), "/sets/v/codes/cvx_group/0"},
      {with_sets(R"("v":{"include":["w"]})"), "/sets/v/include/0"},
      {with_sets(R"("v":{"include":["w"]},"w":{"include":["v"]})"), "/sets/v"},
      {with_sets(R"("v":{"codes":{"cvx":["03"]},"except":{"cvx":["03"]}})"), "/sets/v"},
      {with_sets(R"("v":{"codes":{"cvx":["03"]},"colour":"red"})"), "/sets/v/colour"},
      {with_sets(R"("v":[])"), "/sets/v"},
  };
  for (const Bad& bad : cases) {
    const auto rules = read_rules(bad.text);
    ASSERT_FALSE(rules) << bad.text;
    EXPECT_EQ(Errc::rules_form, rules.error().code) << bad.text;
    EXPECT_EQ(bad.where, rules.error().where) << bad.text;
    EXPECT_FALSE(rules.error().what.empty()) << bad.text;
  }
}

TEST(ReadRules, RefuseWhatIsNoJson) {
  EXPECT_EQ(Errc::json_syntax, read_rules("").error().code);
  EXPECT_EQ(Errc::json_syntax, read_rules("{").error().code);
  EXPECT_EQ(Errc::json_duplicate_name, read_rules(R"({"id":"a","id":"b"})").error().code);
  EXPECT_EQ(Errc::json_too_large, read_rules(std::string(max_rules_bytes + 1, ' ')).error().code);
  EXPECT_EQ(Errc::json_too_deep, read_rules(std::string(40, '[') + std::string(40, ']')).error().code);
}

TEST(ReadRules, HaveCeilings) {
  std::string many;
  for (int i = 0; i < 501; ++i) many += (i == 0 ? "" : ",") + ok;
  EXPECT_EQ(Errc::rules_form, read_rules(rules_text(R"({"any":[)" + many + "]}")).error().code);
  std::string sets = R"("v":{"codes":{"cvx":["03"]}})";
  for (int i = 0; i < 64; ++i) sets += R"(,"s)" + std::to_string(i) + R"(":{"codes":{"cvx":["03"]}})";
  EXPECT_EQ("/sets", read_rules(with_sets(sets)).error().where);
  std::string codes;
  for (int i = 0; i < 999; ++i) codes += "\"" + std::to_string(i) + "\",";
  std::string big = R"("a":{"codes":{"x:y":[)" + codes + R"("z"]}})";
  for (int i = 0; i < 60; ++i) big += R"(,"s)" + std::to_string(i) + R"(":{"include":["a"]})";
  EXPECT_EQ(Errc::rules_form, read_rules(with_sets(big)).error().code);
}

TEST(ReadRules, SetsIncludeAndLeaveOut) {
  const std::string text = with_sets(
      R"("v":{"include":["mmr"],"except":["none"]},"mmr":{"codes":{"cvx_group":["MMR"]}},"none":{"codes":{"cvx":["06","07","38"]}})");
  const auto rules = read_rules(text);
  ASSERT_TRUE(rules) << rules.error().where;
  EXPECT_EQ("met", test::answer({text, test::dose("2026-01-01", "94")}));
  EXPECT_EQ("rules.none", test::answer({text, test::dose("2026-01-01", "07")}));
}

TEST(ReadRules, AreDescribedInWords) {
  const auto rules = read_rules(rules_text(
      R"({"any":[{"name":"two","doses":{"set":"v","need":2,"min_gap_days":28}},{"test":{"set":"pcr","result":"neg","max_hours":72}}]})"));
  ASSERT_TRUE(rules);
  const RulesDescription said = rules->describe();
  ASSERT_EQ(3U, said.lines.size());
  EXPECT_EQ("one of these:", said.lines[0].words);
  EXPECT_EQ("2 doses of V, at least 28 days apart", said.lines[1].words);
  EXPECT_EQ("pcr: neg, 72 hours old at most", said.lines[2].words);
  EXPECT_EQ("CVX 03, MMR", said.sets.at(5).codes.at(0));
}

TEST(ReadRules, WarnOfWhatLooksWrong) {
  const std::string text =
      R"({"schema":"vhc.rules/1","id":"t","sets":{"v":{"codes":{"cvx":["3","03"],"loinc":["00000-0"]}}},)"
      R"("accept":{"any":[{"name":"one","doses":{"set":"v"}},{"name":"two","doses":{"set":"v","need":2}}]}})";
  const auto rules = read_rules(text);
  ASSERT_TRUE(rules);
  const auto warnings = rules->describe().warnings;
  ASSERT_EQ(3U, warnings.size());
  EXPECT_NE(std::string::npos, warnings[0].find("CVX has no code 3"));
  EXPECT_NE(std::string::npos, warnings[1].find("\"one\" covers \"two\""));
  EXPECT_NE(std::string::npos, warnings[2].find("00000-0"));
}

TEST(ReadCardFacts, RefuseWhatIsNotUnderstood) {
  const std::vector<Bad> cases{
      {"[]", ""},
      {"{}", "/events"},
      {R"({"events":{}})", "/events"},
      {R"({"events":[5]})", "/events/0"},
      {R"({"events":[{}]})", "/events/0/kind"},
      {R"({"events":[{"kind":"party"}]})", "/events/0/kind"},
      {R"({"events":[{"kind":"test","date":5}]})", "/events/0/date"},
      {R"({"events":[{"kind":"test","value":5}]})", "/events/0/value"},
      {R"({"events":[{"kind":"test","value":{"number":"5"}}]})", "/events/0/value/number"},
      {R"({"events":[{"kind":"test","subpotent":"no"}]})", "/events/0/subpotent"},
      {R"({"events":[{"kind":"test","dose":1.5}]})", "/events/0/dose"},
      {R"({"events":[],"person":[]})", "/person"},
      {R"({"events":[],"person":{"birthDate":5}})", "/person/birthDate"},
      {R"({"events":[],"card":5})", "/card"},
      {R"({"events":[],"card":{"iss":{}}})", "/card/iss"},
  };
  for (const Bad& bad : cases) {
    const auto facts = read_card_facts(bad.text);
    ASSERT_FALSE(facts) << bad.text;
    EXPECT_EQ(Errc::rules_facts, facts.error().code) << bad.text;
    EXPECT_EQ(bad.where, facts.error().where) << bad.text;
  }
}

}  // namespace
}  // namespace vhc
