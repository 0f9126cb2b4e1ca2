#include "vhc/fhir_view.h"

#include <string>

#include <gtest/gtest.h>

namespace vhc {
namespace {

BundleView view(const std::string& entries) {
  const auto document =
      JsonDocument::parse(R"({"resourceType":"Bundle","type":"collection","entry":[)" + entries + "]}");
  EXPECT_TRUE(document);
  return view_bundle(document->root());
}

std::string entry(const std::string& resource, const std::string& url = "resource:0") {
  return R"({"fullUrl":")" + url + R"(","resource":)" + resource + "}";
}

const std::string patient = entry(
    R"({"resourceType":"Patient","name":[{"family":"Rivera","given":["Ana","M."]},{"text":"Ana R."}],"birthDate":"1984-06-15"})");

TEST(BundleView, ReadsEveryNameOfTheFirstPatient) {
  const BundleView bundle = view(patient + "," + entry(R"({"resourceType":"Patient","birthDate":"1990-01-01"})"));
  ASSERT_EQ(bundle.person.names.size(), 2U);
  EXPECT_EQ(shown_name(bundle.person.names[0]), "Rivera, Ana M.");
  EXPECT_EQ(shown_name(bundle.person.names[1]), "Ana R.");
  EXPECT_EQ(bundle.person.birth_date, "1984-06-15");
  EXPECT_TRUE(bundle.events.empty());
}

TEST(BundleView, TakesCvxWhereverItStandsInTheList) {
  const BundleView bundle = view(entry(
      R"({"resourceType":"Immunization","status":"completed","vaccineCode":{"coding":[{"system":"http://x.example","code":"a"},{"system":"http://hl7.org/fhir/sid/cvx","code":"208"}]},"occurrenceDateTime":"2021-03-15","lotNumber":"EN6207","performer":[{"actor":{"display":"Corner"}}],"isSubpotent":true})"));
  ASSERT_EQ(bundle.events.size(), 1U);
  const Event& dose = bundle.events[0];
  EXPECT_EQ(dose.kind, EventKind::immunization);
  EXPECT_EQ(dose.code, "208");
  EXPECT_EQ(dose.date, "2021-03-15");
  EXPECT_EQ(dose.lot, "EN6207");
  EXPECT_EQ(dose.performer, "Corner");
  EXPECT_TRUE(dose.subpotent);
}

TEST(BundleView, KeepsTheDigitsOfAResult) {
  const BundleView bundle = view(entry(
      R"({"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"15074-8"}]},"effectiveDateTime":"2026-10-30T09:30:00-05:00","valueQuantity":{"value":2.50,"unit":"mmol/L"},"performer":[{"display":"Lab"}]})"));
  ASSERT_EQ(bundle.events.size(), 1U);
  EXPECT_EQ(bundle.events[0].kind, EventKind::test);
  EXPECT_EQ(bundle.events[0].value, "2.50 mmol/L");
  EXPECT_EQ(bundle.events[0].performer, "Lab");
}

TEST(BundleView, KnowsAnExemptionAndPassesOverWhatItDoesNotKnow) {
  const BundleView bundle =
      view(entry(R"({"resourceType":"Condition","category":[{"coding":[{"system":"s","code":"c"}]}]})") + "," +
           entry(R"({"resourceType":"Zebra"})") + R"(,{"fullUrl":"resource:9"},7,)" +
           entry(R"({"resourceType":"Organization","name":"X"})"));
  ASSERT_EQ(bundle.events.size(), 2U);
  EXPECT_EQ(bundle.events[0].kind, EventKind::exemption);
  EXPECT_EQ(bundle.events[1].kind, EventKind::other);
}

TEST(BundleView, OddTypesDoNotMatter) {
  for (const char* json :
       {R"({"entry":7})", R"({"entry":{}})",
        R"({"entry":[{"resource":{"resourceType":"Patient","name":"x","birthDate":7}}]})",
        R"({"entry":[{"resource":{"resourceType":"Immunization","vaccineCode":"x","performer":[7]}}]})", "[]", "7"}) {
    const auto document = JsonDocument::parse(json);
    ASSERT_TRUE(document);
    view_bundle(document->root());
  }
}

struct MinimalCase {
  const char* name;
  const char* resource;
  const char* url;
  bool minimal;
};

TEST(BundleView, SeesWhatACardMayNotCarry) {
  const MinimalCase cases[] = {
      {"plain", R"({"resourceType":"Immunization","patient":{"reference":"resource:0"}})", "resource:1", true},
      {"security", R"({"resourceType":"Immunization","meta":{"security":[]}})", "resource:1", true},
      {"reference display", R"({"resourceType":"Immunization","performer":[{"actor":{"display":"x"}}]})", "resource:1",
       true},
      {"name text", R"({"resourceType":"Patient","name":[{"text":"x"}]})", "resource:1", true},
      {"id", R"({"resourceType":"Immunization","id":"1"})", "resource:1", false},
      {"meta", R"({"resourceType":"Immunization","meta":{"security":[],"source":"x"}})", "resource:1", false},
      {"narrative", R"({"resourceType":"Immunization","text":{}})", "resource:1", false},
      {"concept text", R"({"resourceType":"Immunization","vaccineCode":{"text":"x","coding":[]}})", "resource:1",
       false},
      {"coding display",
       R"({"resourceType":"Immunization","vaccineCode":{"coding":[{"system":"s","code":"c","display":"d"}]}})",
       "resource:1", false},
      {"long reference", R"({"resourceType":"Immunization","patient":{"reference":"Patient/1"}})", "resource:1", false},
      {"long url", R"({"resourceType":"Immunization"})", "urn:uuid:1", false},
      {"written with escapes", R"({"resourceType":"Immunization","lot\u004eumber":"1"})", "resource:1", true},
      {"hidden by escapes", R"({"resourceType":"Immunization","t\u0065xt":{}})", "resource:1", false},
  };
  for (const MinimalCase& row : cases) EXPECT_EQ(view(entry(row.resource, row.url)).minimal, row.minimal) << row.name;
}

}  // namespace
}  // namespace vhc
