// A FHIR Bundle's resources, what their references lead to, and what its entries say was done to others.
#include "card/fhir_bundle.h"

#include <gtest/gtest.h>

#include "vhc/minimise.h"

namespace vhc {
namespace {

std::string patient(const std::string& id) {
  return R"({"resourceType":"Patient","id":")" + id + "\"}";
}

std::string entry(const std::string& url, const std::string& resource, const std::string& more = "") {
  return "{" + (url.empty() ? "" : R"("fullUrl":")" + url + "\",") + R"("resource":)" + resource + more + "}";
}

std::string bundle_of(const std::vector<std::string>& entries, const std::string& more = "") {
  std::string all;
  for (const std::string& one : entries) all += (all.empty() ? "" : ",") + one;
  return R"({"resourceType":"Bundle","type":"collection")" + more + R"(,"entry":[)" + all + "]}";
}

std::string fault_of(const std::string& json) {
  const auto document = JsonDocument::parse(json, {.max_bytes = max_bundle_bytes});
  if (!document) return "no JSON";
  const auto bundle = FhirBundle::read(document->root());
  return bundle ? "" : std::string(name(bundle.error().code)) + " " + bundle.error().where;
}

// ---- refused

TEST(FhirBundle, OfAnotherKindIsRefused) {
  for (const char* other : {"[]", "\"Bundle\"", "7", "null", "{}", R"({"resourceType":"Organization","id":"1"})",
                            R"({"resourceType":"bundle"})", R"({"resourceType":7})", R"({"vc":7})", R"({"vc":{}})"}) {
    EXPECT_TRUE(fault_of(other).starts_with("UNKNOWN_FORMAT")) << other << " " << fault_of(other);
  }
}

TEST(FhirBundle, ThatIsNotAllOfAnAnswerIsRefused) {
  const std::string one = entry("", patient("1"));
  EXPECT_EQ(fault_of(bundle_of({one})), "");
  EXPECT_EQ(fault_of(bundle_of({one}, R"(,"link":[{"relation":"self","url":"x"}])")), "");
  EXPECT_TRUE(fault_of(bundle_of({one}, R"(,"link":[{"relation":"self"},{"relation":"next","url":"x"}])"))
                  .starts_with("INCOMPLETE_ANSWER"));
  for (const char* bad : {"404 Not Found", "500", "401", "412"}) {
    EXPECT_TRUE(fault_of(bundle_of({one, R"({"response":{"status":")" + std::string(bad) + "\"}}"}))
                    .starts_with("INCOMPLETE_ANSWER"))
        << bad;
  }
  for (const char* good : {"200 OK", "201", "204", "304", "410 Gone", ""}) {
    EXPECT_EQ(fault_of(bundle_of({one, R"({"response":{"status":")" + std::string(good) + "\"}}"})), "") << good;
  }
}

TEST(FhirBundle, ThatIsAServersRefusalSaysSo) {
  const auto outcome = [](const char* severity, const char* code) {
    return R"({"resourceType":"OperationOutcome","issue":[{"severity":")" + std::string(severity) + R"(","code":")" +
           code + "\"}]}";
  };
  const std::pair<const char*, const char*> cases[] = {{"not-found", "NO_MATCH"},
                                                       {"multiple-matches", "CANDIDATES"},
                                                       {"duplicate", "CANDIDATES"},
                                                       {"incomplete", "INCOMPLETE_ANSWER"},
                                                       {"too-costly", "INCOMPLETE_ANSWER"},
                                                       {"exception", "REGISTRY_ERROR"},
                                                       {"", "REGISTRY_ERROR"}};
  for (const auto& [code, wanted] : cases) {
    for (const char* severity : {"error", "fatal", "", "unknown"}) {
      EXPECT_TRUE(fault_of(outcome(severity, code)).starts_with(wanted)) << severity << " " << code;
      EXPECT_TRUE(
          fault_of(bundle_of({entry("", patient("1")), entry("", outcome(severity, code))})).starts_with(wanted))
          << severity << " " << code;
    }
    for (const char* severity : {"warning", "information", "success"}) {
      EXPECT_EQ(fault_of(bundle_of({entry("", patient("1")), entry("", outcome(severity, code))})), "") << severity;
      EXPECT_TRUE(fault_of(outcome(severity, code)).starts_with("NOTHING_TO_ISSUE")) << severity;
    }
  }
}

TEST(FhirBundle, OfABadStructureIsRefusedWithItsPlace) {
  const std::string one = entry("https://s.example/Patient/1", patient("1"));
  const std::pair<std::string, const char*> cases[] = {
      {R"({"resourceType":"Bundle","entry":{}})", "BAD_STRUCTURE /entry"},
      {bundle_of({one, entry("", R"({"id":"1"})")}), "BAD_STRUCTURE /entry/1/resource"},
      {bundle_of({one, entry("", R"({"resourceType":"Bundle"})")}), "BAD_STRUCTURE /entry/1/resource"},
      {bundle_of({one, entry("", R"({"resourceType":"Parameters"})")}), "BAD_STRUCTURE /entry/1/resource"},
      {bundle_of({one, R"({"request":{"method":"DELETE","url":"Patient?name=x"}})"}),
       "BAD_STRUCTURE /entry/1/request/url"},
      {bundle_of({one, R"({"request":{"method":"DELETE","url":"Patient"}})"}), "BAD_STRUCTURE /entry/1/request/url"},
      {bundle_of({one, R"({"request":{"method":"delete"}})"}), "BAD_STRUCTURE /entry/1/request/url"},
      {bundle_of({one}, R"(,"implicitRules":"x")"), "MODIFIER /implicitRules"},
  };
  for (const auto& [json, wanted] : cases) EXPECT_EQ(fault_of(json), wanted) << json;
}

TEST(FhirBundle, HasAThousandEntriesAndNoMore) {
  std::vector<std::string> entries(max_bundle_entries, "{}");
  EXPECT_EQ(fault_of(bundle_of(entries)), "");
  entries.emplace_back("{}");
  EXPECT_TRUE(fault_of(bundle_of(entries)).starts_with("input.too_large")) << fault_of(bundle_of(entries));
}

// ---- references

class References : public testing::Test {
 protected:
  void read(const std::vector<std::string>& entries) {
    document = JsonDocument::parse(bundle_of(entries)).value();
    bundle = FhirBundle::read(document->root()).value();
  }
  // The id of what a reference in the first entry leads to.
  std::string lead(const std::string& reference, std::size_t from = 0) const {
    const auto found = bundle->resolve(reference, bundle->entries().at(from));
    return found ? text_member(*found, "resourceType") + "/" + text_member(*found, "id") : "";
  }
  std::optional<JsonDocument> document;
  std::optional<FhirBundle> bundle;
};

const std::string record =
    R"({"resourceType":"Immunization","id":"9","contained":[{"resourceType":"Patient","id":"c"}]})";

TEST_F(References, AreResolvedAgainstTheEntrysOwnServer) {
  read({entry("https://a.example/fhir/Immunization/9", record), entry("https://a.example/fhir/Patient/1", patient("1")),
        entry("https://b.example/fhir/Patient/2", patient("2"))});
  EXPECT_EQ(lead("https://a.example/fhir/Patient/1"), "Patient/1");
  EXPECT_EQ(lead("Patient/1"), "Patient/1");
  EXPECT_EQ(lead("Patient/1/_history/3"), "Patient/1");
  EXPECT_EQ(lead("https://b.example/fhir/Patient/2"), "Patient/2");
  EXPECT_EQ(lead("Patient/2"), "") << "another server's";
  EXPECT_EQ(lead("https://c.example/fhir/Patient/1"), "");
  EXPECT_EQ(lead("#c"), "Patient/c");
  EXPECT_EQ(lead("#d"), "");
  EXPECT_EQ(lead("#"), "");
  for (const char* none : {"", "1", "Patient", "patient/1", "Patient/10", "Patient/", "/Patient/1", "urn:uuid:1"}) {
    EXPECT_EQ(lead(none), "") << none;
  }
}

TEST_F(References, OfEntriesWithoutAUrlAreByTypeAndId) {
  read({entry("", record), entry("", patient("1")), entry("urn:uuid:5", patient("3"))});
  EXPECT_EQ(lead("Patient/1"), "Patient/1");
  EXPECT_EQ(lead("https://any.example/fhir/Patient/1"), "Patient/1");
  EXPECT_EQ(lead("urn:uuid:5"), "Patient/3");
  EXPECT_EQ(lead("urn:uuid:6"), "");
  EXPECT_EQ(lead("https://any.example/fhir/Patient/3"), "") << "it has a URL of its own";
}

TEST_F(References, ThatLeadToTwoLeadNowhere) {
  read({entry("", record), entry("https://a.example/fhir/Patient/1", patient("1")),
        entry("https://b.example/fhir/Patient/1", patient("1"))});
  EXPECT_EQ(lead("Patient/1"), "");
  EXPECT_EQ(lead("https://a.example/fhir/Patient/1"), "Patient/1");
}

// ---- addresses and changes

TEST(FhirAddress, HasABaseWhereItIsAUrl) {
  const std::pair<const char*, const char*> cases[] = {{"https://s.example/fhir/Patient/1", "https://s.example/fhir"},
                                                       {"http://s.example/Patient/1", "http://s.example"},
                                                       {"urn:uuid:5", ""},
                                                       {"Patient/1", ""},
                                                       {"", ""},
                                                       {"ftp://s.example/Patient/1", ""}};
  for (const auto& [url, base] : cases) EXPECT_EQ(base_of(url), base) << url;
  EXPECT_EQ(without_version("Patient/1/_history/2"), "Patient/1");
  EXPECT_EQ(without_version("Patient/1"), "Patient/1");
}

TEST(FhirEntry, IsKnownByItsUrlOrTypeAndId) {
  const JsonDocument document = JsonDocument::parse("{}").value();
  FhirEntry known{.resource = document.root(), .type = "Immunization"};
  EXPECT_EQ(event_of(known), "");
  known.full_url = "resource:1";
  EXPECT_EQ(event_of(known), "");  // of one bundle alone
  known.full_url = "urn:uuid:5";
  EXPECT_EQ(event_of(known), "urn:uuid:5");
  known.id = "9";
  EXPECT_EQ(event_of(known), "Immunization/9");
  known.full_url = "https://s.example/fhir/Immunization/9";
  EXPECT_EQ(event_of(known), "https://s.example/fhir/Immunization/9");
  known.event = "of its versions";
  EXPECT_EQ(event_of(known), "of its versions");
}

std::string change(const std::string& json) {
  const JsonDocument document = JsonDocument::parse(json).value();
  const auto found = change_by(document.root());
  if (!found) return std::string(name(found.error().code));
  if (found->address.empty()) return "none";
  return (found->deletes ? "deletes " : "patches ") + found->address +
         (found->version.empty() ? "" : " to " + found->version) + (found->time.empty() ? "" : " at " + found->time);
}

TEST(FhirChange, NamesWhatItIsDoneTo) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({})", "none"},
      {R"({"request":{"method":"PUT","url":"Patient/1"}})", "none"},
      {R"({"request":{"method":"DELETE","url":"Patient/1"}})", "deletes Patient/1"},
      {R"({"request":{"method":"Delete","url":"/Patient/1/"}})", "deletes Patient/1"},
      {R"({"request":{"method":"DELETE","url":"Patient/1/_history/2"}})", "deletes Patient/1"},
      {R"({"fullUrl":"https://s.example/Patient/1","request":{"method":"DELETE","url":"Patient/2"}})",
       "deletes https://s.example/Patient/1"},
      {R"({"fullUrl":"urn:uuid:5","request":{"method":"DELETE"}})", "deletes urn:uuid:5"},
      {R"({"fullUrl":"urn:uuid:5","request":{"method":"DELETE","url":"Patient/1"}})", "deletes Patient/1"},
      {R"({"request":{"method":"PATCH","url":"Patient/1"}})", "patches Patient/1"},
      {R"({"request":{"method":"PATCH","url":"Patient/1"},"resource":{"resourceType":"Patient"}})", "none"},
      {R"({"request":{"method":"PATCH","url":"Patient/1"},"resource":{"resourceType":"Binary"}})", "patches Patient/1"},
      {R"({"request":{"method":"DELETE","url":"Patient/1"},"response":{"etag":"W/\"3\"","lastModified":"2026-01-01T00:00:00Z"}})",
       "deletes Patient/1 to 3 at 2026-01-01T00:00:00Z"},
      {R"({"request":{"method":"DELETE","url":"Patient/1"},"response":{"etag":"3"}})", "deletes Patient/1"},
      {R"({"request":{"method":"DELETE","url":"../Patient/1"}})", "BAD_STRUCTURE"},
      {R"({"request":{"method":"DELETE","url":"Patient/%31"}})", "BAD_STRUCTURE"},
      {R"({"request":{"method":"DELETE","url":"Patient/1 2"}})", "BAD_STRUCTURE"},
      {R"({"request":{"method":"DELETE","url":"/"}})", "BAD_STRUCTURE"},
  };
  for (const auto& [json, wanted] : cases) EXPECT_EQ(change(json), wanted) << json;
}

}  // namespace
}  // namespace vhc
