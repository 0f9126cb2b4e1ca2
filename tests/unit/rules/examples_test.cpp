// The rules that venues can start from (examples/rules), on both sides of every edge.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "rule_cases.h"

namespace vhc {
namespace {

using test::dose;

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string example(const std::string& name) {
  return read_file(fs::path(VHC_SOURCE_DIR) / "examples" / "rules" / (name + ".json"));
}

std::string tested(const std::string& code, const std::string& date, const std::string& value) {
  return R"({"kind":"test","system":"http://loinc.org","code":")" + code + R"(","date":")" + date + R"(","value":)" +
         value + "}";
}

std::string found(const std::string& sct) {
  return R"({"system":"http://snomed.info/sct","code":")" + sct + "\"}";
}

std::string titer(const std::string& number, const std::string& unit) {
  return tested("16935-9", "2026-05-01", R"({"number":)" + number + R"(,"unit":")" + unit + "\"}");
}

std::string list(const std::vector<std::string>& events) {
  std::string text;
  for (const std::string& event : events) text += (text.empty() ? "" : ",") + event;
  return text;
}

std::string got(const std::string& name, const std::vector<std::string>& events, const std::string& born = "2020-03-10",
                const std::string& at = "2026-08-25T12:00:00Z") {
  return test::answer({.rules = example(name), .events = list(events), .at = at, .born = born});
}

TEST(ExampleRules, HaveNothingToWarnOfButNamesThatAreNotKnown) {
  int files = 0;
  for (const auto& file : fs::directory_iterator(fs::path(VHC_SOURCE_DIR) / "examples" / "rules")) {
    if (file.path().extension() != ".json") continue;
    ++files;
    const auto rules = read_rules(read_file(file.path()));
    ASSERT_TRUE(rules) << file.path() << rules.error().where;
    EXPECT_EQ(file.path().stem().string(), rules->id());
    EXPECT_FALSE(text_in(rules->title(), "en").empty()) << file.path();
    for (const std::string& warning : rules->describe().warnings) {
      EXPECT_NE(std::string::npos, warning.find("no name is known here")) << warning;
    }
  }
  EXPECT_EQ(5, files);
}

TEST(ExampleRules, MeaslesForSchools) {
  const std::string name = "measles-school";
  EXPECT_EQ("rules.none", got(name, {}));
  EXPECT_EQ("rules.doses", got(name, {dose("2021-03-10")}));
  EXPECT_EQ("met", got(name, {dose("2021-03-10"), dose("2024-04-01", "94")}));
  EXPECT_EQ("met", got(name, {dose("2021-03-06"), dose("2024-04-01")}));
  EXPECT_EQ("rules.age_at_dose", got(name, {dose("2021-03-05"), dose("2024-04-01")}));
  EXPECT_EQ("met", got(name, {dose("2022-01-01"), dose("2022-01-25")}));
  EXPECT_EQ("rules.gap", got(name, {dose("2022-01-01"), dose("2022-01-24")}));
  EXPECT_EQ("rules.doses", got(name, {dose("2022-01-01"), dose("2022-03-01", "07")}));  // mumps alone
  EXPECT_EQ("met", got(name, {tested("35275-7", "2026-01-01", found("260373001"))}));
  EXPECT_EQ("rules.result", got(name, {tested("35275-7", "2026-01-01", found("260385009"))}));
  EXPECT_EQ("rules.birth_date", got(name, {dose("2022-01-01"), dose("2022-03-01")}, ""));
}

// Somebody of 1990 who meets all of it, less the events whose code is left out.
std::vector<std::string> worker_without(const std::string& left_out) {
  const std::vector<std::pair<std::string, std::string>> doses{
      {"1992-01-01", "03"}, {"1995-01-01", "03"}, {"2003-01-01", "21"}, {"2003-03-01", "21"},
      {"2001-01-01", "43"}, {"2001-02-01", "43"}, {"2001-07-01", "43"}, {"2026-08-01", "150"}};
  std::vector<std::string> events;
  for (const auto& [date, code] : doses) {
    if (code != left_out) events.push_back(dose(date, code));
  }
  return events;
}

std::vector<std::string> with(std::vector<std::string> events, const std::string& more) {
  events.push_back(more);
  return events;
}

TEST(ExampleRules, HealthCareWorkers) {
  const std::string name = "health-care-workers";
  const auto worker = [&name](const std::vector<std::string>& events, const std::string& born = "1990-05-01") {
    return got(name, events, born);
  };
  EXPECT_EQ("met", worker(worker_without("")));
  EXPECT_EQ("rules.none", worker(worker_without("03")));
  EXPECT_EQ("met", worker(worker_without("03"), "1956-12-31"));
  EXPECT_EQ("rules.none", worker(worker_without("03"), "1957-01-01"));
  EXPECT_EQ("met", worker(with(worker_without("03"), tested("20479-2", "2026-01-01", found("10828004")))));
  EXPECT_EQ("rules.none", worker(worker_without("21")));
  EXPECT_EQ("rules.doses", worker(with(worker_without("21"), dose("2003-01-01", "21"))));
}

TEST(ExampleRules, HealthCareWorkersAndHepatitisB) {
  const auto worker = [](const std::string& more) {
    return got("health-care-workers", with(worker_without("43"), more), "1990-05-01");
  };
  EXPECT_EQ("rules.doses", worker(dose("2001-01-01", "43") + "," + dose("2001-02-01", "43")));
  EXPECT_EQ("met", worker(dose("2020-01-01", "189") + "," + dose("2020-01-25", "189")));
  EXPECT_EQ("rules.gap", worker(dose("2020-01-01", "189") + "," + dose("2020-01-24", "189")));
  EXPECT_EQ("met", worker(titer("10", "m[IU]/mL")));
  EXPECT_EQ("met", worker(titer("10.0", "mIU/mL")));
  EXPECT_EQ("rules.result", worker(titer("9.9", "mIU/mL")));
  EXPECT_EQ("rules.result", worker(titer("12", "IU/L")));
}

TEST(ExampleRules, HealthCareWorkersAndTheSeason) {
  const auto worker = [](const std::string& date, const std::string& at) {
    return got("health-care-workers", with(worker_without("150"), dose(date, "150")), "1990-05-01", at);
  };
  EXPECT_EQ("met", worker("2026-08-01", "2027-07-31T12:00:00Z"));
  EXPECT_EQ("rules.too_old", worker("2026-08-01", "2027-08-01T12:00:00Z"));
  EXPECT_EQ("rules.too_old", worker("2026-07-31", "2026-11-01T12:00:00Z"));
}

TEST(ExampleRules, HajjMeningitis) {
  const auto pilgrim = [](const std::string& date, const std::string& code) {
    return got("hajj-meningitis", {dose(date, code)}, "1980-01-01", "2027-05-01T12:00:00Z");
  };
  EXPECT_EQ("met", pilgrim("2027-04-21", "203"));
  EXPECT_EQ("rules.wait", pilgrim("2027-04-22", "203"));
  EXPECT_EQ("met", pilgrim("2022-05-01", "114"));
  EXPECT_EQ("rules.too_old", pilgrim("2022-04-30", "114"));
  EXPECT_EQ("met", pilgrim("2024-05-01", "32"));
  EXPECT_EQ("rules.too_old", pilgrim("2024-04-30", "32"));
  EXPECT_EQ("rules.too_old", pilgrim("2023-01-01", "108"));
  EXPECT_EQ("rules.none", pilgrim("2027-01-01", "103"));  // C alone
  EXPECT_EQ("rules.none", pilgrim("2027-01-01", "148"));  // C and Y with Hib
  EXPECT_EQ("met", got("hajj-meningitis", {dose("2025-01-01", "136"), dose("2027-04-30", "136")}, "1980-01-01",
                       "2027-05-01T12:00:00Z"));
}

TEST(ExampleRules, YellowFever) {
  const auto traveller = [](const std::vector<std::string>& events) {
    return got("yellow-fever", events, "1980-01-01", "2026-11-11T12:00:00Z");
  };
  EXPECT_EQ("met", traveller({dose("2026-11-01", "37")}));
  EXPECT_EQ("rules.wait", traveller({dose("2026-11-02", "37")}));
  EXPECT_EQ("met", traveller({dose("1981-01-01", "184")}));
  EXPECT_EQ("met", traveller({dose("1981-01-01", "183"), dose("2026-11-10", "37")}));
  EXPECT_EQ("rules.none", traveller({dose("2026-01-01", "137")}));
}

TEST(ExampleRules, CovidTest) {
  const auto visitor = [](const std::string& date, const std::string& result, const std::string& code = "94500-6") {
    return got("covid-test-72h", {tested(code, date, found(result))}, "1980-01-01", "2026-11-11T12:00:00Z");
  };
  EXPECT_EQ("met", visitor("2026-11-08T12:00:00Z", "260415000"));
  EXPECT_EQ("rules.too_old", visitor("2026-11-08T11:59:59Z", "260415000"));
  EXPECT_EQ("met", visitor("2026-11-09", "260385009"));
  EXPECT_EQ("rules.too_old", visitor("2026-11-08", "260385009"));
  EXPECT_EQ("rules.result", visitor("2026-11-11T10:00:00Z", "260373001"));
  EXPECT_EQ("rules.none", visitor("2026-11-11T10:00:00Z", "260415000", "94558-4"));
  EXPECT_EQ("met", visitor("2026-11-11T12:05:00Z", "260415000"));
  EXPECT_EQ("rules.future", visitor("2026-11-11T12:05:01Z", "260415000"));
}

}  // namespace
}  // namespace vhc
