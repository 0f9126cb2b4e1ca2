// Whole bundles, ours and others': what comes out fits the profile of inputs.md 1.
#include <iostream>
#include <random>
#include <regex>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "minimise_cases.h"

namespace vhc::test {
namespace {

using nlohmann::json;

// ---- a checker that knows nothing of the code under test: what may stand on a card, by inputs.md 1

bool has_members(const json& object, const std::set<std::string>& needed, const std::set<std::string>& allowed) {
  if (!object.is_object()) return false;
  for (const auto& [name, value] : object.items()) {
    if (needed.count(name) + allowed.count(name) == 0) return false;
    if ((value.is_array() || value.is_object() || value.is_string()) && value.empty()) return false;
  }
  return std::all_of(needed.begin(), needed.end(),
                     [&object](const std::string& name) { return object.contains(name); });
}

const std::regex birth_date_form{R"(\d{4}(-\d\d(-\d\d)?)?)"};
const std::regex day_form{R"(\d{4}-\d\d-\d\d)"};
const std::regex time_form{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.]\d+)?(Z|[+-]\d\d:\d\d))"};
const std::regex level_form{"IAL(1[.][24]|2|3)"};
const std::regex final_form{"final|amended|corrected"};

bool matches(const json& text, const std::regex& form) {
  return text.is_string() && std::regex_match(text.get<std::string>(), form);
}

std::size_t num_code_points(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

bool is_single(const json& array) {
  return array.is_array() && array.size() == 1;
}

bool is_one_coding(const json& concept_value, const std::set<std::string>& systems) {
  if (!has_members(concept_value, {"coding"}, {}) || !is_single(concept_value["coding"])) return false;
  const json& coding = concept_value["coding"][0];
  return has_members(coding, {"system", "code"}, {}) && systems.count(coding["system"]) == 1;
}

bool is_card_patient(const json& patient) {
  if (!has_members(patient, {"resourceType", "name", "birthDate"}, {}) || !is_single(patient["name"])) return false;
  const json& name = patient["name"][0];
  return (has_members(name, {"family", "given"}, {"suffix"}) || has_members(name, {"text"}, {})) &&
         matches(patient["birthDate"], birth_date_form);
}

bool is_card_meta(const json& record) {
  if (!record.contains("meta")) return true;
  if (!has_members(record["meta"], {"security"}, {}) || !is_single(record["meta"]["security"])) return false;
  const json& label = record["meta"]["security"][0];
  return has_members(label, {"system", "code"}, {}) && label["system"] == "https://smarthealth.cards/ial" &&
         matches(label["code"], level_form);
}

bool is_card_dose(const json& dose) {
  if (!has_members(dose, {"resourceType", "status", "vaccineCode", "patient", "occurrenceDateTime"},
                   {"meta", "lotNumber", "performer", "isSubpotent"})) {
    return false;
  }
  const bool lot = !dose.contains("lotNumber") || num_code_points(dose["lotNumber"]) < 20;
  bool performer = true;
  if (dose.contains("performer")) {
    const json& who = dose["performer"];
    performer = is_single(who) && has_members(who[0], {"actor"}, {}) && has_members(who[0]["actor"], {"display"}, {}) &&
                num_code_points(who[0]["actor"]["display"]) < 30;
  }
  return dose["status"] == "completed" && lot && performer && dose["patient"] == json{{"reference", "resource:0"}} &&
         (!dose.contains("isSubpotent") || dose["isSubpotent"] == true) &&
         matches(dose["occurrenceDateTime"], day_form) &&
         is_one_coding(dose["vaccineCode"], {"http://hl7.org/fhir/sid/cvx", "http://snomed.info/sct",
                                             "http://id.who.int/icd/release/11/mms"});
}

bool is_card_result(const json& result) {
  if (!has_members(result, {"resourceType", "status", "code", "subject", "effectiveDateTime"},
                   {"meta", "valueCodeableConcept", "valueQuantity", "valueString", "referenceRange", "performer"})) {
    return false;
  }
  const std::size_t values =
      result.count("valueCodeableConcept") + result.count("valueQuantity") + result.count("valueString");
  bool performer = true;
  if (result.contains("performer")) {
    const json& who = result["performer"];
    performer = is_single(who) && has_members(who[0], {"display"}, {}) && num_code_points(who[0]["display"]) < 30;
  }
  return values == 1 && performer && matches(result["status"], final_form) &&
         result["subject"] == json{{"reference", "resource:0"}} &&
         is_one_coding(result["code"], {"http://loinc.org"}) && matches(result["effectiveDateTime"], time_form) &&
         (!result.contains("valueString") || num_code_points(result["valueString"]) < 20) &&
         (!result.contains("valueCodeableConcept") ||
          is_one_coding(result["valueCodeableConcept"], {"http://snomed.info/sct"})) &&
         (!result.contains("referenceRange") || result.contains("valueQuantity"));
}

bool is_card_bundle(const std::string& text) {
  const json bundle = json::parse(text, nullptr, false);
  if (bundle.is_discarded() || !has_members(bundle, {"resourceType", "type", "entry"}, {})) return false;
  if (bundle["resourceType"] != "Bundle" || bundle["type"] != "collection" || bundle["entry"].size() < 2) return false;
  std::string last;
  for (std::size_t i = 0; i < bundle["entry"].size(); ++i) {
    const json& entry = bundle["entry"][i];
    if (!has_members(entry, {"fullUrl", "resource"}, {})) return false;
    if (entry["fullUrl"] != "resource:" + std::to_string(i)) return false;
    const json& resource = entry["resource"];
    if (i == 0 && !is_card_patient(resource)) return false;
    if (i == 0) continue;
    if (resource["resourceType"] != bundle["entry"][1]["resource"]["resourceType"]) return false;
    const bool dose = resource["resourceType"] == "Immunization";
    if (!is_card_meta(resource) || !(dose ? is_card_dose(resource) : is_card_result(resource))) return false;
    const std::string date = dose ? resource["occurrenceDateTime"] : "";
    if (date < last) return false;
    last = date;
  }
  return true;
}

// ---- our own bundles

TEST(Bundles, EachIsIssuedOrRefusedAsItsRowSays) {
  const std::vector<Row> rows = read_rows();
  std::size_t right = 0;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.file + ": " + row.note);
    const auto minimal = minimise(read_file(bundles / row.file), on_first_of_december());
    EXPECT_EQ(row.expect, minimal ? "ok" : name(minimal.error().code));
    EXPECT_EQ(row.where, minimal || minimal.error().where.empty() ? "-" : minimal.error().where);
    if (minimal) {
      EXPECT_EQ(read_file(bundles / "cards" / row.file), minimal->json);
      EXPECT_EQ(row.findings, list(minimal->findings));
    }
    if (!HasFailure()) ++right;
  }
  std::cout << "bundles of our own: " << right << " of " << rows.size() << " as expected\n";
  EXPECT_GE(rows.size(), 80U);
}

TEST(Bundles, EveryRefusalNamesAMemberThatIsThereOrItsOwner) {
  for (const Row& row : read_rows()) {
    if (row.where == "-") continue;
    SCOPED_TRACE(row.file);
    const json bundle = json::parse(read_file(bundles / row.file));
    std::string place = row.where;
    for (int up = 0; up < 3 && !bundle.contains(json::json_pointer(place)); ++up) place.erase(place.rfind('/'));
    EXPECT_TRUE(bundle.contains(json::json_pointer(place))) << row.where;
  }
}

// ---- other people's bundles, read in place

struct Foreign {
  const char* file;
  const char* expect;  // ok, or the code
  std::size_t records;
  const char* why;
};

constexpr Foreign foreign[] = {
    {"shc/issuer-input/example-covid-immunization-bundle.json", "ok", 2,
     "two doses, minimal but for gender, identifier and primarySource"},
    {"shc/issuer-input/spec-covid-vaccines-bundle.json", "ok", 3, "the generator's input"},
    {"shc/issuer-input/example-logical-link-bundle.json", "SEVERAL_PATIENTS", 0,
     "all references resolve, but the profile wants one Patient"},
    {"shc/issuer-input/example-logical-link-bundle-bad.json", "SEVERAL_PATIENTS", 0,
     "the same with a reference that leads nowhere"},
    {"inputs/fhir/california-dcvr-vc.json", "ok", 2, "a vc object"},
    {"inputs/fhir/ontario-payload-misplacedCVX.json", "ok", 1, "a payload; CVX second of three codings"},
    {"inputs/fhir/ontario-payload-threeDoseTwoValidOneNonHC.json", "ok", 3,
     "one code is not for use in the United States: known all the same"},
    {"inputs/fhir/ontario-payload-twoDoseValidMix.json", "ok", 2, "two products"},
    {"inputs/fhir/ontario-payload-twoDoseValidPfizer.json", "ok", 2, "two doses"},
    {"inputs/fhir/ontario-payload-vaccineExemption.json", "ok", 1, "the Condition beside the dose is dropped"},
    {"inputs/fhir/vci-ig-bundle-immunization-covid.json", "ok", 3, "the guide's own example"},
    {"inputs/fhir/vci-ig-bundle-immunization-mpox.json", "ok", 2, "the guide's own example"},
    {"inputs/fhir/vci-ig-bundle-lab-test-results-covid.json", "MISSING_ZONE", 0,
     "the guide's example has a bare date: never written"},
    {"inputs/fhir/vci-ig-immunization-atc.json", "NO_CODE", 0, "ATC is in no slice of the profile"},
    {"inputs/fhir/vci-ig-immunization-cvx.json", "ok", 2, "213, unspecified: issued with a warning"},
    {"inputs/fhir/vci-ig-immunization-icd11.json", "ok", 2, "ICD-11"},
    {"inputs/fhir/vci-ig-immunization-snomed.json", "ok", 2, "SNOMED CT"},
    {"shc/generated-1.4.0/example-00-a-fhirBundle.json", "ok", 3, "the generator's output for the input above"},
    {"shc/generated-1.4.0/example-01-a-fhirBundle.json", "ok", 3, "the same"},
    {"shc/generated-1.4.0/example-02-a-fhirBundle.json", "MISSING", 0,
     "a laboratory report about nobody: it has no Patient"},
    {"shc/generated-1.4.0/example-03-a-fhirBundle.json", "ok", 2, "two doses"},
};

TEST(ForeignBundles, EachIsIssuedOrRefusedForTheReasonGiven) {
  if (!fs::exists(fs::path(VHC_VECTORS) / "inputs")) GTEST_SKIP() << "no vectors at " << VHC_VECTORS;
  std::size_t right = 0;
  for (const Foreign& row : foreign) {
    SCOPED_TRACE(std::string(row.file) + ": " + row.why);
    const auto minimal = minimise(read_file(fs::path(VHC_VECTORS) / row.file), on_first_of_december());
    EXPECT_EQ(row.expect, minimal ? "ok" : name(minimal.error().code)) << (minimal ? "" : minimal.error().where);
    if (minimal) {
      EXPECT_EQ(row.records, minimal->kept.size());
      EXPECT_TRUE(is_card_bundle(minimal->json)) << minimal->json;
    }
    if (!HasFailure()) ++right;
  }
  std::cout << "bundles of others: " << right << " of " << std::size(foreign) << " as expected\n";
}

// A bundle that fits the profile and has its members in the guide's order comes out byte for byte.
TEST(ForeignBundles, TheGuidesOwnMinimalBundlesAreNotChanged) {
  if (!fs::exists(fs::path(VHC_VECTORS) / "inputs")) GTEST_SKIP() << "no vectors at " << VHC_VECTORS;
  for (const char* file : {"vci-ig-bundle-immunization-covid.json", "vci-ig-bundle-immunization-mpox.json",
                           "vci-ig-immunization-cvx.json"}) {
    const std::string text = read_file(fs::path(VHC_VECTORS) / "inputs/fhir" / file);
    auto wanted = nlohmann::ordered_json::parse(text);
    wanted.erase("id");
    const auto minimal = minimise(text, on_first_of_december());
    ASSERT_TRUE(minimal) << file;
    EXPECT_EQ(wanted.dump(), minimal->json) << file;
  }
}

// ---- properties

std::vector<std::string> all_texts() {
  std::vector<std::string> texts;
  for (const Row& row : read_rows()) texts.push_back(read_file(bundles / row.file));
  for (const Foreign& row : foreign) {
    if (fs::exists(fs::path(VHC_VECTORS) / row.file)) texts.push_back(read_file(fs::path(VHC_VECTORS) / row.file));
  }
  texts.push_back(read_file(fs::path(VHC_TEST_VECTORS) / "demo/two-dose-bundle.json"));
  return texts;
}

void expect_fit_for_a_card(const MinimalBundle& minimal) {
  EXPECT_TRUE(is_card_bundle(minimal.json)) << minimal.json;
  const auto again = minimise(minimal.json, on_first_of_december());
  ASSERT_TRUE(again) << name(again.error().code) << " " << again.error().where << " " << minimal.json;
  EXPECT_EQ(minimal.json, again->json);
  EXPECT_EQ(minimal.types, again->types);
  EXPECT_TRUE(again->dropped.empty()) << again->dropped.front();
}

TEST(Minimise, WhatComesOutFitsTheProfileAndIsNotChangedAgain) {
  for (const std::string& text : all_texts()) {
    if (const auto minimal = minimise(text, on_first_of_december())) expect_fit_for_a_card(*minimal);
  }
}

// Members and values are taken away, doubled and exchanged at random (always the same): whatever is still issued fits.
void disturb(json& value, std::mt19937& random, std::vector<json>& scraps) {
  if (value.is_structured() && !value.empty()) {
    auto at = value.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(random() % value.size()));
    if (random() % 4 != 0) return disturb(*at, random, scraps);
    scraps.push_back(*at);
    if (random() % 2 == 0) {
      value.erase(at);
    } else if (value.is_array()) {
      value.push_back(scraps[random() % scraps.size()]);
    }
    return;
  }
  scraps.push_back(value);
  value = scraps[random() % scraps.size()];
}

TEST(Minimise, DisturbedBundlesAreRefusedOrFitTheProfile) {
  std::mt19937 random(20261201);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bundles each time
  std::size_t issued = 0;
  std::size_t tried = 0;
  for (const std::string& text : all_texts()) {
    std::vector<json> scraps{nullptr, 1, true, "", "x\n", "2025-02-30", json::array(), json::object(), "Patient/p1"};
    for (int i = 0; i < 24; ++i) {
      json bundle = json::parse(text);
      for (int j = 0; j <= i % 4; ++j) disturb(bundle, random, scraps);
      const auto minimal =
          minimise(bundle.dump(-1, ' ', false, json::error_handler_t::replace), on_first_of_december());
      ++tried;
      if (!minimal) continue;
      ++issued;
      expect_fit_for_a_card(*minimal);
      if (HasFatalFailure()) FAIL() << bundle.dump();
    }
  }
  EXPECT_GT(issued, tried / 5);
}

}  // namespace
}  // namespace vhc::test
