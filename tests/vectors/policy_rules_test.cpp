// Rules that governments published (inputs/policy), written as vhc.rules/1 from their own numbers, on both sides of
// every edge.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "venue/zone_calendar.h"
#include "vhc/rules.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string read_file(const std::string& name) {
  std::ifstream file(fs::path(VHC_VECTORS) / "inputs" / "policy" / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Json dose(const std::string& code, const std::string& date) {
  return {{"kind", "immunization"}, {"system", "http://hl7.org/fhir/sid/cvx"}, {"code", code}, {"date", date}};
}

// "met", or the reason.
std::string answer(const std::string& rules_text, const Json& events, const std::string& at) {
  const auto rules = read_rules(rules_text);
  if (!rules) return rules.error().where + ": " + rules.error().what;
  const Json facts{{"person", {{"birthDate", "1990-05-01"}}}, {"card", {{"format", "shc"}}}, {"events", events}};
  auto input = read_card_facts(facts.dump());
  const auto calendar = ZoneCalendar::find(rules->zone());
  if (!input || !calendar) return "facts or zone";
  input->now = {*parse_time(at)};
  input->calendar = calendar->get();
  const RuleOutcome outcome = rules->evaluate(*input);
  return outcome.reason ? std::string(name(*outcome.reason)) : "met";
}

// British Columbia: so many units, the last of them so many days ago; each vaccine has its units.
class BritishColumbia : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(fs::path(VHC_VECTORS) / "inputs" / "policy")) GTEST_SKIP() << "no vectors";
    published = Json::parse(read_file("bc-rules.json")).at("ruleSet").at(0);
    Json codes = Json::array();
    Json units = Json::object();
    for (const Json& vaccine : published.at("vaccinationRules")) {
      const auto code = vaccine.at("cvxCode").get<std::string>();
      codes.push_back(code);
      if (vaccine.at("ru").get<int>() > 1) units["cvx:" + code] = vaccine.at("ru");
    }
    const Json rules{{"schema", "vhc.rules/1"},
                     {"id", "bc"},
                     {"zone", "America/Vancouver"},
                     {"sets", {{"covid", {{"codes", {{"cvx", codes}}}}}}},
                     {"accept",
                      {{"doses",
                        {{"set", "covid"},
                         {"need", published.at("ruRequired")},
                         {"units", units},
                         {"min_days", published.at("daysSinceLastInterval")}}}}}};
    text = rules.dump();
  }
  Json published;
  std::string text;
};

TEST_F(BritishColumbia, EveryVaccineOnBothSidesOfTheDay) {
  const std::string day_13 = "2021-11-15T07:59:59Z";  // 23:59:59 in Vancouver
  const std::string day_14 = "2021-11-15T08:00:00Z";
  for (const Json& vaccine : published.at("vaccinationRules")) {
    const auto code = vaccine.at("cvxCode").get<std::string>();
    const bool alone = vaccine.at("ru").get<int>() >= published.at("ruRequired").get<int>();
    const Json one = Json::array({dose(code, "2021-11-01")});
    const Json two = Json::array({dose("207", "2021-06-01"), dose(code, "2021-11-01")});
    EXPECT_EQ(alone ? "met" : "rules.doses", answer(text, one, day_14)) << code;
    EXPECT_EQ(alone ? "rules.wait" : "rules.doses", answer(text, one, day_13)) << code;
    EXPECT_EQ("met", answer(text, two, day_14)) << code;
    EXPECT_EQ("rules.wait", answer(text, two, day_13)) << code;
  }
  EXPECT_EQ("rules.none", answer(text, Json::array({dose("500", "2021-01-01")}), day_14));
}

// The codes that the published rule names in one of its branches.
void collect(const Json& node, std::vector<std::string>& lists) {
  if (node.is_object() && node.contains("in")) lists.push_back(node.at("in").at(1).dump());
  for (const Json& child : node) {
    if (child.is_structured()) collect(child, lists);
  }
}

// Ontario: more than 14 days since one dose of Janssen, two of those that Health Canada approved, or three of others;
// one of others and then an approved one; or an exemption that ends later.
class Ontario : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(fs::path(VHC_VECTORS) / "inputs" / "policy")) GTEST_SKIP() << "no vectors";
    std::vector<std::string> lists;
    collect(Json::parse(read_file("ontario-ruleset.json")).at("ruleset").at(0).at("rule"), lists);
    const auto list_with = [&lists](const std::string& code) {
      for (const std::string& one : lists) {
        if (one.find("\"" + code + "\"") != std::string::npos) return Json::parse(one);
      }
      return Json::array();
    };
    const auto set = [&](const char* cvx, const char* sct) {
      return Json{{"codes", {{"cvx", list_with(cvx)}, {"sct", list_with(sct)}}}};
    };
    const auto doses = [](const char* name, int need, int days) {
      return Json{{"doses", {{"set", name}, {"need", need}, {"min_days", days}}}};
    };
    const Json exempt{
        {"codes", {{"https://travel.gc.ca/travel-covid/travel-restrictions/exemptions", {"vaccine-exemption"}}}}};
    const Json rules{{"schema", "vhc.rules/1"},
                     {"id", "on"},
                     {"zone", "America/Toronto"},
                     {"sets",
                      {{"janssen", set("212", "28951000087107")},
                       {"approved", set("207", "28581000087106")},
                       {"others", set("211", "31311000087104")},
                       {"exempt", exempt}}},
                     {"accept",
                      {{"any",
                        {Json{{"exemption", {{"set", "exempt"}}}}, doses("janssen", 1, 15), doses("approved", 2, 15),
                         doses("others", 3, 15), Json{{"all", {doses("others", 1, 15), doses("approved", 1, 15)}}}}}}}};
    text = rules.dump();
  }
  std::string at(const Json& events) const { return answer(text, events, "2021-11-16T12:00:00Z"); }
  std::string text;
};

TEST_F(Ontario, BothSidesOfTheDay) {
  EXPECT_EQ("met", at(Json::array({dose("212", "2021-11-01")})));
  EXPECT_EQ("rules.wait", at(Json::array({dose("212", "2021-11-02")})));
  for (const char* const code : {"207", "208", "210", "218"}) {
    EXPECT_EQ("rules.doses", at(Json::array({dose(code, "2021-11-01")}))) << code;
    EXPECT_EQ("met", at(Json::array({dose("207", "2021-06-01"), dose(code, "2021-11-01")}))) << code;
    EXPECT_EQ("rules.wait", at(Json::array({dose("207", "2021-06-01"), dose(code, "2021-11-02")}))) << code;
  }
}

TEST_F(Ontario, OthersNeedThreeOrAnApprovedOne) {
  const Json first = dose("511", "2021-05-01");
  const Json second = dose("510", "2021-06-01");
  EXPECT_EQ("rules.doses", at(Json::array({first, second})));
  EXPECT_EQ("met", at(Json::array({first, second, dose("511", "2021-11-01")})));
  EXPECT_EQ("rules.wait", at(Json::array({first, second, dose("511", "2021-11-02")})));
  EXPECT_EQ("met", at(Json::array({first, dose("208", "2021-11-01")})));
  EXPECT_EQ("rules.wait", at(Json::array({first, dose("208", "2021-11-02")})));
}

TEST_F(Ontario, AnExemptionHoldsToItsEnd) {
  const auto exempt = [](const std::string& until) {
    return Json{{"kind", "exemption"},
                {"system", "https://travel.gc.ca/travel-covid/travel-restrictions/exemptions"},
                {"code", "vaccine-exemption"},
                {"date", "2021-10-01"},
                {"until", until}};
  };
  EXPECT_EQ("met", at(Json::array({exempt("2021-11-16")})));
  EXPECT_EQ("rules.too_old", at(Json::array({exempt("2021-11-15")})));
  Json endless = exempt("");
  endless.erase("until");
  EXPECT_EQ("rules.open", at(Json::array({endless})));
}

}  // namespace
}  // namespace vhc
