// Other people's messages, files and bundles, against what was read from them by hand.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "../support/read_file.h"
#include "vhc/input.h"
#include "vhc/time.h"

namespace vhc {
namespace {

using nlohmann::json;

const std::string folder = VHC_VECTORS "/inputs/";

std::string file(const std::string& name) {
  return test::read_file(folder + name);
}

InputRules rules() {
  InputRules rules;
  rules.today = parse_date("2026-11-22").value();
  return rules;
}

std::string text(const json& object, const char* member) {
  return object.contains(member) && object[member].is_string() ? object[member].get<std::string>() : std::string{};
}

bool same_name(const Intake& intake, const json& person) {
  std::vector<std::string> given = person.value("given", std::vector<std::string>{});
  return intake.name.family == text(person, "family") && intake.name.given == given &&
         intake.birth_date == text(person, "birthDate");
}

void compare_doses(const Intake& intake, const json& doses, const std::string& where) {
  ASSERT_EQ(intake.doses.size(), doses.size()) << where;
  for (std::size_t i = 0; i < doses.size(); ++i) {
    EXPECT_EQ(intake.doses[i].date, text(doses[i], "date")) << where;
    EXPECT_EQ(intake.doses[i].code, text(doses[i], "cvx")) << where;
    if (doses[i].contains("lot")) {
      EXPECT_EQ(intake.doses[i].lot, text(doses[i], "lot")) << where;
    }
    if (doses[i].contains("performer")) {
      EXPECT_EQ(intake.doses[i].performer, text(doses[i], "performer")) << where;
    }
  }
}

void compare_left_out(const Intake& intake, const json& excluded, const std::string& where) {
  for (const json& one : excluded) {
    const bool is_field = one.contains("field");
    const auto is_it = [&](const LeftOut& left) {
      return name(left.reason) == text(one, "reason") && left.date == text(one, "date") &&
             left.code == text(one, "cvx");
    };
    const auto is_finding = [&](const InputFinding& finding) {
      return name(finding.code) == text(one, "reason") && finding.severity == Severity::error;
    };
    EXPECT_TRUE(is_field ? std::any_of(intake.findings.begin(), intake.findings.end(), is_finding)
                         : std::any_of(intake.left_out.begin(), intake.left_out.end(), is_it))
        << where << " " << one.dump();
  }
}

void compare_labs(const Intake& intake, const json& labs, const std::string& where) {
  ASSERT_EQ(intake.results.size(), labs.size()) << where;
  for (std::size_t i = 0; i < labs.size(); ++i) {
    EXPECT_EQ(intake.results[i].code, text(labs[i], "loinc")) << where;
    EXPECT_EQ(intake.results[i].value, text(labs[i], "value")) << where;
    EXPECT_EQ(intake.results[i].effective, text(labs[i], "effective")) << where;
    EXPECT_EQ(intake.results[i].status, text(labs[i], "status")) << where;
    EXPECT_EQ(intake.results[i].performer, text(labs[i], "performer")) << where;
  }
}

// A registry's answer says that some provider gave the doses: who signs all of them is a registry (inputs.md 3.3, rule
// 7, revised after the row of this file was written).
InputRules rules_for(const std::string& name) {
  InputRules given = rules();
  if (name == "hl7v2/dvci-rsp-k11-bad-structure.hl7") given.profile = SignerProfile::registry;
  return given;
}

void compare_message(const std::string& name, const json& expected) {
  const InputRead read = read_input(file(name), rules_for(name)).value();
  if (!expected.contains("patients")) return;
  ASSERT_EQ(read.persons.size(), expected["patients"].size()) << name;
  for (std::size_t i = 0; i < read.persons.size(); ++i) {
    const json& person = expected["patients"][i];
    EXPECT_TRUE(same_name(read.persons[i], person)) << name;
    if (person.contains("include")) compare_doses(read.persons[i], person["include"], name);
    if (person.contains("exclude")) compare_left_out(read.persons[i], person["exclude"], name);
    if (person.contains("labs")) compare_labs(read.persons[i], person["labs"], name);
    for (const json& warning : person.value("warnings", json::array())) {
      const auto is_it = [&](const InputFinding& f) { return vhc::name(f.code) == warning.get<std::string>(); };
      EXPECT_TRUE(std::any_of(read.persons[i].findings.begin(), read.persons[i].findings.end(), is_it)) << name;
    }
  }
}

class Inputs : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::ifstream(folder + "synthetic/expected-hl7.json")) GTEST_SKIP() << "no " << folder;
  }
};

TEST_F(Inputs, MessagesAreReadAsAPersonReadThem) {
  std::size_t compared = 0;
  for (const auto& [part, expectations] :
       {std::pair("synthetic/", "synthetic/expected-hl7.json"), std::pair("hl7v2/", "hl7v2/expected-real.json")}) {
    const json expected = json::parse(file(expectations));
    for (const json& one : expected["cases"]) {
      compare_message(part + text(one, "file"), one);
      ++compared;
    }
  }
  std::cout << "messages: " << compared << " of 26\n";
  EXPECT_EQ(compared, 26U);
}

TEST_F(Inputs, WhatOneOptionChanges) {
  InputRules registry = rules();
  registry.profile = SignerProfile::registry;
  const auto historical = read_input(file("hl7v2/dvci-vxu-historical.hl7"), registry).value();
  ASSERT_EQ(historical.persons.at(0).doses.size(), 1U);
  EXPECT_EQ(historical.persons[0].doses[0].code, "85");
  EXPECT_EQ(historical.persons[0].doses[0].lot, "12345");
  InputRules marked = rules();
  marked.mark_partial = true;
  marked.facilities = {"Children's Hospital"};
  const auto partial = read_input(file("hl7v2/dvci-rsp-k11-z32.hl7"), marked).value();
  ASSERT_EQ(partial.persons.at(0).doses.size(), 1U);
  EXPECT_TRUE(partial.persons[0].doses[0].subpotent);
  EXPECT_EQ(partial.persons[0].doses[0].performer, "CHILDREN'S HOSPITAL");
}

TEST_F(Inputs, AnswersWithoutAPersonSayWhy) {
  EXPECT_EQ(read_input(file("synthetic/11-no-match-z33.hl7"), rules())->findings.at(0).code, Errc::in_no_match);
  EXPECT_EQ(read_input(file("synthetic/12-candidates-z31.hl7"), rules())->findings.at(0).code, Errc::in_candidates);
}

TEST_F(Inputs, TheAgenciesOwnBatchIsWorthNoCard) {
  const InputRead read = read_input(file("hl7v2/cdc-cvrs-batch-good.hl7"), rules()).value();
  EXPECT_TRUE(std::none_of(read.persons.begin(), read.persons.end(), [](const Intake& i) { return i.is_issuable(); }));
  for (const char* name : {"delimited/cdc-cvrs-good.tsv", "delimited/cdc-cvrs-error.tsv"}) {
    const InputRead rows = read_input(file(name), rules()).value();
    EXPECT_GT(rows.records, 30) << name;
    EXPECT_TRUE(
        std::none_of(rows.persons.begin(), rows.persons.end(), [](const Intake& i) { return i.is_issuable(); }));
  }
}

// The expectations name some columns shortly.
std::string canonical(const std::string& field) {
  if (field == "family") return "last_name";
  return field == "lot" ? "lot_number" : field;
}

void compare_cards(const InputRead& read, const json& cards, const std::string& where) {
  std::vector<const Intake*> issuable;
  for (const Intake& intake : read.persons) {
    if (intake.is_issuable()) issuable.push_back(&intake);
  }
  ASSERT_EQ(issuable.size(), cards.size()) << where;
  for (std::size_t i = 0; i < cards.size(); ++i) {
    EXPECT_TRUE(same_name(*issuable[i], cards[i])) << where;
    const auto card = minimal_bundle(*issuable[i], {.today = rules().today});
    ASSERT_TRUE(card) << where;
    EXPECT_EQ(card->person.names.front().suffix, cards[i].value("suffix", std::vector<std::string>{})) << where;
    EXPECT_EQ(card->kept.size(), cards[i]["doses"].size()) << where;
    ASSERT_EQ(issuable[i]->doses.size(), cards[i]["doses"].size()) << where;
    for (std::size_t d = 0; d < issuable[i]->doses.size(); ++d) {
      const json& dose = cards[i]["doses"][d];
      EXPECT_EQ(issuable[i]->doses[d].date, dose[0].get<std::string>());
      EXPECT_EQ(issuable[i]->doses[d].code, dose[1].get<std::string>());
      const bool kept_as_written = cards[i].value("alt", "").find("as written") != std::string::npos;
      const std::string lot = dose[2].is_string() ? dose[2].get<std::string>() : "";
      if (!kept_as_written) {
        EXPECT_EQ(issuable[i]->doses[d].lot, lot);
      }
    }
  }
}

void compare_rows(const InputRead& read, const json& rows, const std::string& where) {
  std::multiset<std::string> wanted;
  std::multiset<std::string> found;
  std::set<std::string> fields;
  const auto add = [&](const InputFinding& finding) {
    const std::string place = std::to_string(finding.line) + " " + std::string(name(finding.code));
    found.insert(place);
    fields.insert(place + " " + finding.field);
  };
  for (const InputFinding& finding : read.findings) add(finding);
  for (const Intake& intake : read.persons) {
    for (const InputFinding& finding : intake.findings) add(finding);
  }
  for (const json& row : rows) {
    const std::string place = std::to_string(row["line"].get<int>()) + " " + text(row, "code");
    wanted.insert(place);
    if (row.contains("field")) {
      EXPECT_TRUE(fields.contains(place + " " + canonical(text(row, "field")))) << where << " " << row.dump();
    }
  }
  EXPECT_EQ(found, wanted) << where;
}

TEST_F(Inputs, DelimitedFilesAreReadAsAPersonReadThem) {
  const json expected = json::parse(file("synthetic/expected-csv.json"));
  std::size_t compared = 0;
  for (const json& one : expected["files"]) {
    const std::string name = text(one, "file");
    const std::string options = text(one, "options");
    InputRules given = rules();
    if (options.find("month-day-year (US)") != std::string::npos) given.dates = DateOrder::mdy;
    if (options.find("day-month-year") != std::string::npos) given.dates = DateOrder::dmy;
    const InputRead read = read_input(file("synthetic/" + name), given).value();
    compare_cards(read, one["cards"], name);
    compare_rows(read, one["rows"], name);
    ++compared;
  }
  std::cout << "delimited files: " << compared << " of 4\n";
  EXPECT_EQ(compared, 4U);
}

TEST_F(Inputs, ListsOfPatientsHaveNothingToIssueAndTheColumnIsNamed) {
  for (const char* name : {"patients-valid", "patients-emptyRow", "patients-extraColumns", "patients-missingHeaders"}) {
    const auto read = read_input(file(std::string("delimited/simplereport-") + name + ".csv"), rules());
    ASSERT_TRUE(read.has_value()) << name;
    EXPECT_EQ(read->findings.at(0).code, Errc::in_missing_column) << name;
  }
}

TEST_F(Inputs, ResultsWithoutAZoneWaitForOne) {
  InputRules given = rules();
  given.dates = DateOrder::mdy;
  const std::string bytes = file("delimited/simplereport-results-valid.csv");
  const InputRead without = read_input(bytes, given).value();
  EXPECT_EQ(without.persons.at(0).left_out.at(0).reason, Errc::in_missing_zone);
  given.zone_offset = [](std::chrono::local_seconds) {
    return std::optional<std::chrono::seconds>(std::chrono::hours{-6});
  };
  const InputRead with = read_input(bytes, given).value();
  ASSERT_EQ(with.persons.at(0).results.size(), 1U);
  EXPECT_EQ(with.persons[0].results[0].effective, "2021-12-21T14:00:00-06:00");
  EXPECT_EQ(with.persons[0].results[0].value, "260373001");
}

TEST_F(Inputs, BundlesOfOthersGiveCards) {
  const std::set<std::string> refused = {"vci-ig-bundle-lab-test-results-covid.json", "vci-ig-immunization-atc.json"};
  std::size_t compared = 0;
  for (const char* name :
       {"california-dcvr-vc.json", "ontario-payload-misplacedCVX.json",
        "ontario-payload-threeDoseTwoValidOneNonHC.json", "ontario-payload-twoDoseValidMix.json",
        "ontario-payload-twoDoseValidPfizer.json", "ontario-payload-vaccineExemption.json",
        "vci-ig-bundle-immunization-covid.json", "vci-ig-bundle-immunization-mpox.json",
        "vci-ig-bundle-lab-test-results-covid.json", "vci-ig-immunization-atc.json", "vci-ig-immunization-cvx.json",
        "vci-ig-immunization-icd11.json", "vci-ig-immunization-snomed.json"}) {
    const InputRead read = read_input(file(std::string("fhir/") + name), rules()).value();
    EXPECT_EQ(read.persons.at(0).is_issuable(), !refused.contains(name)) << name;
    ++compared;
  }
  std::cout << "bundles: " << compared << " of 13\n";
}

// The tables that are built in hold every NDC, trade name and group of the code sets they were written from.
TEST_F(Inputs, EveryProductOfTheCodeSetsIsFound) {
  std::istringstream table(file("codes/ndc-unit-of-use.tsv"));
  std::string line;
  std::getline(table, line);
  std::size_t found = 0;
  std::size_t all = 0;
  while (std::getline(table, line)) {
    const std::string ndc = line.substr(0, line.find('\t'));
    const std::string rest = line.substr(line.find('\t') + 1);
    const std::string cvx = rest.substr(0, rest.find('\t'));
    ++all;
    const std::string csv = "last_name,first_name,birth_date,admin_date,cvx,ndc\nRivera,Ana,1984-06-15,2021-03-15," +
                            cvx + "," + ndc + "\n";
    const InputRead read = read_input(csv, rules()).value();
    const auto is_conflict = [](const InputFinding& f) { return f.code == Errc::in_code_conflict; };
    const auto& findings = read.persons.at(0).findings;
    if (std::none_of(findings.begin(), findings.end(), is_conflict)) ++found;
  }
  EXPECT_EQ(found, all);
  std::cout << "products: " << found << " of " << all << "\n";
}

}  // namespace
}  // namespace vhc
