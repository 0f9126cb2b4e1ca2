// Bundles and bulk exports as they are read: a person's lines in any order, and who reported what.
#include <string>

#include <gtest/gtest.h>

#include "input_cases.h"

namespace vhc {
namespace {

TEST(Fhir, AProductsCodeIsTranslatedAndAnExportIsPutTogether) {
  const std::string lines =
      R"({"resourceType":"Immunization","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/ndc","code":"59267-1000-01"}]},"patient":{"reference":"Patient/1"},"occurrenceDateTime":"2021-03-15"})"
      "\n"
      R"({"resourceType":"Patient","id":"1","name":[{"family":"Rivera","given":["Ana"]}],"birthDate":"1984-06-15"})"
      "\n"
      R"({"resourceType":"Immunization","status":"not-done","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"208"}]},"patient":{"reference":"Patient/1"},"occurrenceDateTime":"2021-03-16"})"
      "\n"
      R"({"resourceType":"Immunization","status":"completed","patient":{"reference":"Patient/2"}})"
      "\nnot json\n";
  const InputRead found = read(lines);
  EXPECT_EQ(found.kind, InputKind::fhir_ndjson);
  ASSERT_EQ(num_issuable(found), 1U);
  EXPECT_EQ(found.persons[0].doses.at(0).code, "208");
  EXPECT_EQ(found.persons[0].doses[0].line, 1);
  EXPECT_EQ(found.persons[0].left_out.at(0).line, 3);
  EXPECT_EQ(codes(found), (Codes{"NOT_GIVEN", "UNRESOLVED_REFERENCE", "json.syntax"}));
}

std::string patient_line(const std::string& id, const std::string& family) {
  return R"({"resourceType":"Patient","id":")" + id + R"(","name":[{"family":")" + family +
         R"(","given":["Ana"]}],"birthDate":"1984-06-15"})" + "\n";
}

std::string dose_line(const std::string& patient, const std::string& date, const std::string& more = "") {
  return R"({"resourceType":"Immunization","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"208"}]},"patient":{"reference":")" +
         patient + R"("},"occurrenceDateTime":")" + date + "\"" + more + "}\n";
}

TEST(Fhir, AnExportMayHaveItsLinesInAnyOrder) {
  const std::string lines = dose_line("Patient/b", "2021-03-15") + patient_line("a", "Rivera") +
                            dose_line("https://server.example/fhir/Patient/a", "2021-04-15") + "\n" +
                            dose_line("Patient/a/_history/3", "2021-05-15") + patient_line("b", "Okafor") +
                            dose_line("Patient/b", "2021-01-15") + dose_line("Patient/a", "2021-01-15") +
                            patient_line("nobody", "Without") + dose_line("Patient/c", "2021-01-15") +
                            dose_line("", "2021-01-15") + dose_line("Patient/c", "2021-02-15");
  const InputRead found = read(lines);
  ASSERT_EQ(found.persons.size(), 2U) << "in the order in which they first appear";
  EXPECT_EQ(found.persons[0].name.family, "Okafor");
  EXPECT_EQ(found.persons[0].line, 1);
  ASSERT_EQ(found.persons[0].doses.size(), 2U);
  EXPECT_EQ(found.persons[0].doses[0].line, 7);
  ASSERT_EQ(found.persons[1].doses.size(), 3U);
  EXPECT_EQ(found.persons[1].doses[0].line, 8);
  EXPECT_EQ(found.persons[1].doses[2].line, 5);
  EXPECT_EQ(codes(found), (Codes{"MISSING", "UNRESOLVED_REFERENCE", "UNRESOLVED_REFERENCE"}));
  EXPECT_EQ(found.records, 11);
}

TEST(Fhir, APersonsOwnNumberIsKnownBesideTheCard) {
  const std::string patient =
      R"({"resourceType":"Patient","id":"a","identifier":[{"system":"https://records.example","value":"MRN-7"}],"name":[{"family":"Rivera","given":["Ana"]}],"birthDate":"1984-06-15"})";
  const InputRead found = read(patient + "\n" + dose_line("Patient/a", "2021-03-15"));
  const auto card = minimal_bundle(found.persons.at(0), {.today = rules().today});
  ASSERT_TRUE(card.has_value());
  EXPECT_EQ(card->person_key, "https://records.example|MRN-7");
  EXPECT_EQ(card->json.find("MRN-7"), std::string::npos);
}

TEST(Fhir, AnExportNamesWhoGaveADose) {
  const std::string lines =
      patient_line("a", "Rivera") +
      dose_line("Patient/a", "2021-03-15", R"(,"performer":[{"actor":{"reference":"Organization/9"}}])") +
      dose_line("Patient/a", "2021-04-15", R"(,"performer":[{"actor":{"reference":"Practitioner/1"}}])") +
      dose_line("Patient/a", "2021-05-15", R"(,"performer":[{"actor":{"reference":"Organization/10"}}])") +
      R"({"resourceType":"Organization","id":"9","name":"Corner Pharmacy"})" + "\n";
  const InputRead found = read(lines);
  ASSERT_EQ(found.persons.size(), 1U);
  ASSERT_EQ(found.persons[0].doses.size(), 3U);
  EXPECT_EQ(found.persons[0].doses[0].performer, "Corner Pharmacy");
  EXPECT_EQ(found.persons[0].doses[1].performer, "");
  EXPECT_EQ(found.persons[0].doses[2].performer, "");
  EXPECT_EQ(codes(found), (Codes{"PERFORMER_UNKNOWN"})) << "an organisation that is not there costs its name";
}

TEST(Fhir, APersonWithTooManyRecordsIsRefusedAndTheOthersGoOn) {
  std::string lines = patient_line("a", "Rivera") + patient_line("b", "Okafor");
  for (std::size_t i = 0; i < max_bundle_entries + 10; ++i) lines += dose_line("Patient/a", "2021-03-15");
  lines += dose_line("Patient/b", "2021-03-15");
  const InputRead found = read(lines);
  ASSERT_EQ(found.persons.size(), 2U);
  EXPECT_FALSE(found.persons[0].is_issuable());
  EXPECT_TRUE(found.persons[1].is_issuable());
}

TEST(Fhir, ALineAboveTheCeilingIsNamedAndSkipped) {
  const std::string lines = patient_line("a", "Rivera") + R"({"x":")" + std::string(3 * max_bundle_bytes, 'x') +
                            "\"}\n" + dose_line("Patient/a", "2021-03-15");
  const InputRead found = read(lines);
  EXPECT_EQ(num_issuable(found), 1U);
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.findings[0].line, 2);
  EXPECT_EQ(found.findings[0].code, Errc::input_too_large);
  EXPECT_EQ(found.persons[0].doses.at(0).line, 3);
  const InputRead cut = read(patient_line("a", "Rivera") + dose_line("Patient/a", "2021-03-15") + R"({"x":")" +
                             std::string(3 * max_bundle_bytes, 'x'));
  ASSERT_EQ(cut.findings.size(), 1U) << "the last line, without an end";
  EXPECT_EQ(cut.findings[0].line, 3);
}

TEST(Fhir, ASingleResourceIsReadWithThePersonInIt) {
  const std::string inside =
      R"({"resourceType":"Immunization","contained":[{"resourceType":"Patient","id":"p","name":[{"family":"Rivera","given":["Ana"]}],"birthDate":"1984-06-15"}],"status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"208"}]},"patient":{"reference":"#p"},"occurrenceDateTime":"2021-03-15"})";
  const InputRead found = read(inside);
  ASSERT_EQ(num_issuable(found), 1U);
  EXPECT_EQ(found.persons[0].name.family, "Rivera");
  const InputRead twice = read(inside + "\n" + inside + "\n");
  EXPECT_EQ(twice.kind, InputKind::fhir_ndjson);
  EXPECT_EQ(num_issuable(twice), 1U) << "one person, who is inside both";
  const InputRead alone = read(dose_line("Patient/a", "2021-03-15"));
  EXPECT_EQ(codes(alone), (Codes{"MISSING"}));
  EXPECT_EQ(alone.persons.at(0).findings.at(0).field, "/patient");
}

TEST(Fhir, WhatAnotherReportedIsNotSignedByAPharmacy) {
  const std::string lines = patient_line("a", "Rivera") +
                            dose_line("Patient/a", "2021-03-15", R"(,"primarySource":false)") +
                            dose_line("Patient/a", "2021-04-15", R"(,"primarySource":true)");
  const InputRead found = read(lines);
  EXPECT_EQ(found.persons.at(0).doses.size(), 1U);
  EXPECT_EQ(codes(found), (Codes{"HISTORICAL"}));
  InputRules registry = rules();
  registry.profile = SignerProfile::registry;
  EXPECT_EQ(read_input(lines, registry).value().persons.at(0).doses.size(), 2U);
}

}  // namespace
}  // namespace vhc
