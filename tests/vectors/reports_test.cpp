// 51 public reports of people who issue cards, and what has to become of each (inputs/reports): vhc as it is met at a
// desk, case by case.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include <gtest/gtest.h>

#include "report_cases.h"

namespace vhc::test {
namespace {

namespace fs = std::filesystem;

const fs::path reports = fs::path(VHC_VECTORS) / "inputs" / "reports";
constexpr int longest_seconds = 20;

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = fs::temp_directory_path() / "vhc-report-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~ScratchFolder() { fs::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

class Case {
 public:
  explicit Case(const Json& wanted) : wanted_(wanted) {
    const Json files = wanted.value("files", Json::array());
    folder_ = reports / (files.empty() ? fs::path(wanted.value("kind", "")) : fs::path(files[0]).parent_path());
  }

  Faults run() {
    if (wanted_.contains("steps")) return run_steps();
    Faults faults = make_issuer();
    const Answer answer = answer_of(check({"--json", "--identity"}));
    for (std::string& fault : faults_of(wanted_, answer)) faults.push_back(std::move(fault));
    look_for_leaks(faults);
    return faults;
  }

 private:
  std::string filled(std::string text) const {
    const auto put = [&text](const std::string& mark, const std::string& value) {
      for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
        text.replace(at, mark.size(), value);
      }
    };
    put("{dir}", scratch_.path());
    put("{case}", folder_);
    return text;
  }

  ProgramRun run(std::vector<std::string> command, const std::string& input) const {
    return run_program(command, scratch_.path(), input, longest_seconds);
  }

  Faults make_issuer() {
    if (!wanted_.contains("issuer")) return {};
    const Json& issuer = wanted_["issuer"];
    const fs::path folder = scratch_.path() / "shop";
    std::vector<std::string> init{VHC_PROGRAM,
                                  "issuer",
                                  "init",
                                  folder,
                                  "--iss",
                                  "https://pharmacy.example/shc",
                                  "--name",
                                  "Shop",
                                  "--no-passphrase",
                                  "--at",
                                  "2026-01-02T09:00:00Z"};
    for (const std::string member : {"zone", "source"}) {
      if (!issuer.contains(member)) continue;
      init.push_back("--" + member);
      init.push_back(issuer[member]);
    }
    const ProgramRun made = run(init, {});
    if (made.exit_code != 0) return {"issuer init: " + made.err};
    if (issuer.contains("facilities")) {
      Json settings = Json::parse(contents(folder / "issuer.json"));
      settings["facilities"] = issuer["facilities"];
      std::ofstream(folder / "issuer.json") << settings;
    }
    issuer_ = {"--issuer", folder};
    return {};
  }

  ProgramRun check(std::vector<std::string> flags) const {
    std::vector<std::string> command{VHC_PROGRAM, "check"};
    command.insert(command.end(), flags.begin(), flags.end());
    std::vector<std::string> given;
    for (const Json& argument : wanted_.value("args", Json::array())) given.push_back(filled(argument));
    if (std::find(given.begin(), given.end(), "--at") == given.end()) {
      command.insert(command.end(), {"--at", "2026-11-22T12:00:00Z"});
    }
    command.insert(command.end(), issuer_.begin(), issuer_.end());
    command.insert(command.end(), given.begin(), given.end());
    for (const Json& file : wanted_["files"]) command.push_back(reports / file.get<std::string>());
    return run(command, {});
  }

  static std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
  }

  void look_for_leaks(Faults& faults) const {
    if (!wanted_.contains("must_not_contain") && !wanted_.contains("output_matches")) return;
    const ProgramRun plain = check({});
    const ProgramRun json = check({"--json"});
    const std::string all = lower(plain.out + plain.err + json.out + json.err);
    for (const std::string part : wanted_.value("must_not_contain", Json::array())) {
      if (all.find(lower(part)) != std::string::npos) faults.push_back("shows: " + part);
    }
    if (!wanted_.contains("output_matches")) return;
    std::string pattern = wanted_["output_matches"];
    const bool any_case = pattern.starts_with("(?i)");  // which std::regex says by a flag
    if (any_case) pattern.erase(0, 4);
    const std::regex wanted(pattern, any_case ? std::regex::ECMAScript | std::regex::icase : std::regex::ECMAScript);
    if (!std::regex_search(plain.out + plain.err, wanted))
      faults.push_back("does not say: " + wanted_["output_matches"].dump());
  }

  std::string input_of(const Json& step) const {
    if (!step.contains("stdin")) return {};
    const std::string text = filled(step["stdin"]);
    for (const fs::path& file : {fs::path(text), reports / text}) {
      if (text.size() < 4096 && fs::is_regular_file(file)) return contents(file);
    }
    return text;
  }

  Faults run_steps() const {
    Faults faults;
    for (const Json& step : wanted_["steps"]) {
      std::vector<std::string> command;
      for (const Json& word : step["cmd"]) command.push_back(filled(word));
      if (command[0] == "vhc") command[0] = VHC_PROGRAM;
      for (std::string& fault : faults_of_step(step, run(command, input_of(step)))) faults.push_back(std::move(fault));
      look_at_files(step, faults);
    }
    return faults;
  }

  void look_at_files(const Json& step, Faults& faults) const {
    const Json files = step.value("file_lines", Json::object());
    for (const auto& [name, wanted] : files.items()) {
      const std::string text = contents(scratch_.path() / filled(name));
      std::istringstream stream(text);
      int count = 0;
      for (std::string line; std::getline(stream, line);) count += line.empty() ? 0 : 1;
      if (count != wanted.get<int>()) faults.push_back(std::to_string(count) + " lines: " + name);
    }
    const Json folders = step.value("tree_files", Json::object());
    for (const auto& [name, wanted] : folders.items()) {
      const fs::path folder = scratch_.path() / filled(name);
      int count = 0;
      if (fs::is_directory(folder)) {
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
          count += entry.path().extension() == ".smart-health-card" ? 1 : 0;
        }
      }
      if (count != wanted.get<int>()) faults.push_back(std::to_string(count) + " cards: " + name);
    }
  }

  const Json& wanted_;
  fs::path folder_;
  ScratchFolder scratch_;
  std::vector<std::string> issuer_;
};

Json cases_of(const std::string& kind) {
  Json found = Json::array();
  std::ifstream file(reports / "expectations.json");
  if (!file) return found;
  for (Json& wanted : Json::parse(file)) {
    if (wanted["kind"].get<std::string>() == kind) found.push_back(std::move(wanted));
  }
  return found;
}

class Reports : public testing::TestWithParam<const char*> {};

TEST_P(Reports, EveryCaseEndsAsItHasTo) {
  const Json cases = cases_of(GetParam());
  if (cases.empty()) GTEST_SKIP() << "no cases in " << reports;
  std::size_t good = 0;
  for (const Json& wanted : cases) {
    const Faults faults = Case(wanted).run();
    good += faults.empty() ? 1U : 0U;
    std::string all;
    for (const std::string& fault : faults) all += "\n  " + fault;
    EXPECT_TRUE(faults.empty()) << wanted["id"] << all;
  }
  std::cout << "reports, " << GetParam() << ": " << good << " of " << cases.size() << '\n';
}

INSTANTIATE_TEST_SUITE_P(Kinds, Reports,
                         testing::Values("people", "taken-back", "results", "not-given", "events", "orders", "dates",
                                         "names", "charset", "fhir", "export", "delimited", "lots", "privacy",
                                         "reading"),
                         [](const auto& kind) {
                           std::string name = kind.param;
                           name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
                           return name;
                         });

}  // namespace
}  // namespace vhc::test
