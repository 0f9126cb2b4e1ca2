// What a genuine card says decides too: whom it is about, and whether anything on it was given.
#include <string>

#include <gtest/gtest.h>

#include "../support/test_issuer.h"
#include "vhc/advice.h"
#include "vhc/code_words.h"
#include "vhc/event_status.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

const std::string rivera =
    R"({"resourceType":"Patient","name":[{"family":"Rivera","given":["Noor"]}],"birthDate":"1980-05-06"})";
const std::string other =
    R"({"resourceType":"Patient","name":[{"family":"Other","given":["Zed"]}],"birthDate":"1999-09-09"})";

std::string dose(const std::string& status, const std::string& patient = "resource:0", const std::string& more = "") {
  return R"({"resourceType":"Immunization",)" + (status.empty() ? "" : R"("status":")" + status + "\",") +
         R"("vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"03"}]},"patient":{"reference":")" +
         patient + R"("},"occurrenceDateTime":"2025-10-02")" + more + "}";
}

std::string result(const std::string& status, const std::string& more = "") {
  return R"({"resourceType":"Observation","status":")" + status +
         R"(","code":{"coding":[{"system":"http://loinc.org","code":"94500-6"}]},"effectiveDateTime":"2025-10-02",)"
         R"("subject":{"reference":"resource:0"},)"
         R"("valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"260373001"}]})" +
         more + "}";
}

std::string without_value(const std::string& more) {
  return R"({"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org",)"
         R"("code":"94500-6"}]},"effectiveDateTime":"2025-10-02","subject":{"reference":"resource:0"})" +
         more + "}";
}

std::string dose_of(const std::string& cvx) {
  std::string text = dose("completed");
  return text.replace(text.find("\"03\""), 4, "\"" + cvx + "\"");
}

std::string procedure(const std::string& status) {
  return R"({"resourceType":"Procedure","status":")" + status + R"(","subject":{"reference":"resource:0"}})";
}

const std::string insurance =
    R"({"resourceType":"Coverage","status":"active","beneficiary":{"reference":"resource:0"}})";

class CardContent : public testing::Test {
 protected:
  TestIssuer pharmacy{"https://pharmacy.example/shc"};

  VerificationReport judge(const std::vector<std::string>& resources) const {
    std::string entries;
    for (std::size_t i = 0; i < resources.size(); ++i) {
      entries += (i == 0 ? "" : ",") + (R"({"fullUrl":"resource:)" + std::to_string(i)) + R"(","resource":)" +
                 resources[i] + "}";
    }
    return judge_entries(entries);
  }

  VerificationReport judge_entries(const std::string& entries) const {
    const std::string payload =
        R"({"iss":")" + pharmacy.iss() +
        R"(","nbf":1767225600,"vc":{"type":["https://smarthealth.cards#health-card"],"credentialSubject":{"fhirVersion":"4.0.1",)"
        R"("fhirBundle":{"resourceType":"Bundle","type":"collection","entry":[)" +
        entries + "]}}}}";
    return verify(pharmacy.card(payload), trust(pharmacy.listed()), {.at_given = true},
                  {UnixTime{std::chrono::seconds{1767312000}}});
  }
};

std::string outcome(const VerificationReport& report) {
  return std::string(name(report.verdict)) + (report.reason ? " " + std::string(name(*report.reason)) : "");
}

struct Case {
  const char* what;
  std::vector<std::string> resources;
  const char* outcome;
};

const Case cases[] = {
    {"given", {rivera, dose("completed")}, "genuine"},
    {"refused", {rivera, dose("not-done")}, "not_accepted card.nothing_given"},
    {"taken back", {rivera, dose("entered-in-error")}, "not_accepted card.nothing_given"},
    {"no status", {rivera, dose("")}, "not_accepted card.nothing_given"},
    {"no status that is known", {rivera, dose("Completed")}, "not_accepted card.nothing_given"},
    {"a dose with the status of a result", {rivera, dose("final")}, "not_accepted card.nothing_given"},
    {"one given, one refused", {rivera, dose("not-done"), dose("completed")}, "genuine"},
    {"a result", {rivera, result("final")}, "genuine"},
    {"an amended result", {rivera, result("amended")}, "genuine"},
    {"a corrected result", {rivera, result("corrected")}, "genuine"},
    {"a cancelled result", {rivera, result("cancelled")}, "not_accepted card.nothing_given"},
    {"a preliminary result", {rivera, result("preliminary")}, "not_accepted card.nothing_given"},
    {"a result without a value", {rivera, without_value("")}, "not_accepted card.nothing_given"},
    {"a result that is absent",
     {rivera, without_value(R"(,"dataAbsentReason":{"coding":[{"code":"unknown"}]})")},
     "not_accepted card.nothing_given"},
    {"a result in parts", {rivera, without_value(R"(,"component":[{"valueInteger":3}])")}, "genuine"},
    {"a result that is yes or no", {rivera, without_value(R"(,"valueBoolean":false)")}, "genuine"},
    {"no vaccine given", {rivera, dose_of("998")}, "not_accepted card.nothing_given"},
    {"an unknown vaccine", {rivera, dose_of("999")}, "genuine"},
    {"not given, as STU3 says it",
     {rivera, dose("completed", "resource:0", R"(,"notGiven":true)")},
     "not_accepted card.nothing_given"},
    {"not given, as DSTU2 says it",
     {rivera, dose("completed", "resource:0", R"(,"wasNotGiven":true)")},
     "not_accepted card.nothing_given"},
    {"not given, in a word",
     {rivera, dose("completed", "resource:0", R"(,"notGiven":"false")")},
     "not_accepted card.nothing_given"},
    {"given, as STU3 says it", {rivera, dose("completed", "resource:0", R"(,"notGiven":false)")}, "genuine"},
    {"a procedure that was not done", {rivera, procedure("not-done")}, "not_accepted card.nothing_given"},
    {"a procedure", {rivera, procedure("completed")}, "genuine"},
    {"a refuted condition",
     {rivera,
      R"({"resourceType":"Condition","code":{"coding":[{"system":"http://snomed.info/sct","code":"840539006"}]},)"
      R"("verificationStatus":{"coding":[{"code":"refuted"}]}})"},
     "not_accepted card.nothing_given"},
    {"a procedure that was not done, beside a relative",
     {rivera, procedure("not-done"), R"({"resourceType":"RelatedPerson","patient":{"reference":"resource:0"}})"},
     "not_accepted card.nothing_given"},
    {"a person inside the dose",
     {rivera, dose("completed", "resource:0", R"(,"contained":[)" + other + "]")},
     "not_accepted card.several_people"},
    {"a person inside the person",
     {R"({"contained":[)" + other + "]," + rivera.substr(1), dose("completed")},
     "not_accepted card.several_people"},
    {"refused, beside an insurance", {rivera, dose("not-done"), insurance}, "not_accepted card.nothing_given"},
    {"an insurance alone", {rivera, insurance}, "genuine"},
    {"nothing but a person", {rivera}, "genuine"},
    {"a second person's dose", {rivera, dose("completed", "resource:2"), other}, "not_accepted card.several_people"},
    {"a second person without a dose", {rivera, dose("completed"), other}, "not_accepted card.several_people"},
    {"the person behind the dose", {dose("completed", "resource:1"), rivera}, "genuine"},
    {"a dose of somebody who is not there",
     {rivera, dose("completed", "resource:9")},
     "not_accepted card.several_people"},
    {"a dose of somebody in words",
     {rivera, R"({"resourceType":"Immunization","status":"completed","patient":{"display":"Zed Other"}})"},
     "not_accepted card.several_people"},
    {"a dose that names nobody", {rivera, R"({"resourceType":"Immunization","status":"completed"})"}, "genuine"},
    {"a result whose focus is another",
     {rivera, result("final", R"(,"focus":[{"reference":"resource:9"}])")},
     "not_accepted card.several_people"},
    {"no person", {dose("completed")}, "not_accepted card.no_identity"},
    {"no name",
     {R"({"resourceType":"Patient","birthDate":"1980-05-06"})", dose("completed")},
     "not_accepted card.no_identity"},
    {"an empty name",
     {R"({"resourceType":"Patient","name":[{"family":" "}],"birthDate":"1980-05-06"})", dose("completed")},
     "not_accepted card.no_identity"},
    {"no birth date",
     {R"({"resourceType":"Patient","name":[{"family":"Rivera"}]})", dose("completed")},
     "not_accepted card.no_identity"},
    {"a name in one text",
     {R"({"resourceType":"Patient","name":[{"text":"Noor Rivera"}],"birthDate":"1980-05-06"})", dose("completed")},
     "genuine"},
};

TEST_F(CardContent, Decides) {
  for (const Case& row : cases) EXPECT_EQ(outcome(judge(row.resources)), row.outcome) << row.what;
}

TEST_F(CardContent, FailsTheCheckRulesAndEndsWithWhatToDo) {
  const VerificationReport report = judge({rivera, dose("not-done")});
  EXPECT_EQ(report.of(Check::rules).code, Errc::card_nothing_given);
  ASSERT_TRUE(report.card);
  EXPECT_EQ(report.card->contents().events.size(), 1U);
  EXPECT_NE(what_to_do(report).find("Ask the holder for another card."), std::string::npos);
  EXPECT_EQ(judge({rivera, dose("completed")}).of(Check::rules).outcome, Outcome::passed);
}

TEST_F(CardContent, OfSeveralPeopleNeitherPersonNorEventIsHandedOn) {
  const VerificationReport report = judge({rivera, dose("completed", "resource:2"), other});
  ASSERT_TRUE(report.card);
  EXPECT_TRUE(report.card->shows_issuer_alone());
  EXPECT_TRUE(report.card->contents().subject.names.empty());
  EXPECT_TRUE(report.card->contents().events.empty());
}

TEST_F(CardContent, TheEventAboutAnotherMayStandBehindAllThatAreShown) {
  std::vector<std::string> resources{rivera};
  resources.insert(resources.end(), max_events, dose("completed"));
  EXPECT_EQ(outcome(judge(resources)), "genuine");
  resources.push_back(dose("completed", "resource:9999"));
  EXPECT_EQ(outcome(judge(resources)), "not_accepted card.several_people");
}

TEST_F(CardContent, LongNamesOfThePatientAreUnderstood) {
  const auto with = [&](const std::string& url, const std::string& id, const std::string& reference) {
    std::string patient = rivera;
    if (!id.empty()) patient.insert(1, R"("id":")" + id + "\",");
    return outcome(judge_entries(R"({"fullUrl":")" + url + R"(","resource":)" + patient +
                                 R"(},{"fullUrl":"x","resource":)" + dose("completed", reference) + "}"));
  };
  EXPECT_EQ(with("https://ehr.example/Patient/7", "", "Patient/7"), "genuine");
  EXPECT_EQ(with("https://ehr.example/Patient/7", "", "https://ehr.example/Patient/7"), "genuine");
  EXPECT_EQ(with("https://ehr.example/Patient/7", "", "Patient/7/_history/2"), "genuine");
  EXPECT_EQ(with("urn:uuid:1", "7", "Patient/7"), "genuine");
  EXPECT_EQ(with("urn:uuid:1", "", "urn:uuid:1"), "genuine");
  for (const char* reference :
       {"Patient/", "Patient/77", "Patient/17", "7", "https://other.example/Patient/7", "#7", ""})
    EXPECT_EQ(with("https://ehr.example/Patient/7", "7", reference), "not_accepted card.several_people") << reference;
}

TEST_F(CardContent, WhatChangesTheMeaningAndIsNotUnderstoodIsAWarning) {
  const std::string modifier = R"(,"modifierExtension":[{"url":"https://x.example","valueBoolean":true}])";
  for (const std::string& more : {modifier, std::string(R"(,"implicitRules":"https://x.example/rules")"),
                                  R"(,"protocolApplied":[{"doseNumberPositiveInt":1)" + modifier + "}]",
                                  std::string(R"(,"modifier\u0045xtension":[{"url":"https://x.example"}])")}) {
    const VerificationReport report = judge({rivera, dose("completed", "resource:0", more)});
    EXPECT_EQ(outcome(report), "genuine");
    EXPECT_EQ(report.of(Check::rules).outcome, Outcome::warned);
    EXPECT_EQ(report.warnings, std::vector{Errc::card_modifier});
  }
}

TEST(EventStatus, IsToldInWords) {
  const auto words = [](EventKind kind, const char* status) { return status_words({.kind = kind, .status = status}); };
  EXPECT_EQ(words(EventKind::immunization, "completed"), "");
  EXPECT_EQ(words(EventKind::immunization, "not-done"), "NOT GIVEN");
  EXPECT_EQ(words(EventKind::immunization, "entered-in-error"), "ENTERED IN ERROR");
  EXPECT_EQ(words(EventKind::immunization, ""), "STATUS MISSING");
  EXPECT_EQ(words(EventKind::immunization, "done"), "STATUS NOT CLEAR");
  EXPECT_EQ(words(EventKind::test, "cancelled"), "CANCELLED");
  EXPECT_EQ(words(EventKind::test, "registered"), "NOT FINAL");
  EXPECT_EQ(words(EventKind::exemption, "refuted"), "REFUTED");
  EXPECT_EQ(words(EventKind::exemption, ""), "");
  EXPECT_EQ(words(EventKind::other, "not-done"), "NOT DONE");
}

TEST(CodeWords, NameVaccinesTestsAndResults) {
  EXPECT_EQ(words_of_code(cvx_system, "03"), "MMR");
  EXPECT_EQ(words_of_code(cvx_system, "207"), "Moderna COVID-19");
  EXPECT_EQ(words_of_code(loinc_system, "94500-6"), "SARS-CoV-2 PCR");
  EXPECT_EQ(words_of_code(snomed_system, "260373001"), "detected");
  EXPECT_EQ(words_of_code(cvx_system, "3"), "");
  EXPECT_EQ(words_of_code(cvx_system, "name"), "");  // of a column
  EXPECT_EQ(words_of_code(cvx_system, ""), "");
  EXPECT_EQ(words_of_code("http://x.example", "03"), "");
}

}  // namespace
}  // namespace vhc
