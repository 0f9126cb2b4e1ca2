// FHIR bundles, and what profiles ask of them.
#include "lint_case.h"

namespace vhc {
namespace {

constexpr const char* shot = "/entry/1/resource";

LintCase bundle_case(const char* name, std::string_view from, std::string_view to, std::vector<std::string> expected) {
  return {name, LintKind::fhirbundle, with(good_bundle(), from, to), std::move(expected)};
}

// More faults than are listed.
LintCase many_faults() {
  LintCase lint_case = bundle_case("2001 faults", R"([{"system")",
                                   "[" + repeated(R"({"display":"x"},)", max_lint_findings + 1) + R"({"system")", {});
  for (std::size_t i = 0; i < max_lint_findings; ++i) {
    lint_case.expected.push_back("min.display " + std::string(shot) + "/vaccineCode/coding/" + std::to_string(i) +
                                 "/display");
  }
  lint_case.expected.emplace_back("input.many_findings");
  return lint_case;
}

// Something more in the immunization.
LintCase shot_case(const char* name, const std::string& member, const std::string& expected) {
  LintCase lint_case = bundle_case(name, "\"status\"", member + ",\"status\"", {});
  const std::size_t space = expected.find(' ');
  if (!expected.empty()) {
    lint_case.expected.push_back(expected.substr(0, space) + " " + shot + expected.substr(space + 1));
  }
  return lint_case;
}

// One more entry behind the others.
LintCase entry_case(const char* name, const std::string& entry, std::vector<std::string> expected) {
  const std::string bundle = good_bundle();
  return {name, LintKind::fhirbundle, bundle.substr(0, bundle.size() - 2) + "," + entry + "]}", std::move(expected)};
}

std::string lab_bundle() {
  return with(
      good_bundle(), good_bundle().substr(good_bundle().find(R"({"resourceType":"Immunization")")),
      R"({"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"94558-4"}]},)"
      R"("subject":{"reference":"resource:0"},"effectiveDateTime":"2026-10-30T09:30:00-05:00",)"
      R"("valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"260415000"}]},)"
      R"("performer":[{"display":"Corner Laboratory"}]}}]})");
}

LintCase in_profile(LintCase lint_case, LintProfile profile) {
  lint_case.name += ", by a profile";
  lint_case.set = [profile](LintOptions& options) { options.profile = profile; };
  return lint_case;
}

LintCase vaccination(const char* name, std::string_view from, std::string_view to, std::vector<std::string> expected) {
  return in_profile(bundle_case(name, from, to, std::move(expected)), LintProfile::vaccination_dm);
}

LintCase lab(const char* name, std::string_view from, std::string_view to, std::vector<std::string> expected) {
  return in_profile({name, LintKind::fhirbundle, with(lab_bundle(), from, to), std::move(expected)},
                    LintProfile::lab_dm);
}

std::string at_shot(const char* code, const char* element = "") {
  return std::string(code) + " " + shot + element;
}

std::vector<LintCase> form_cases() {
  return {
      {"a good bundle", LintKind::fhirbundle, good_bundle(), {}},
      {"a list", LintKind::fhirbundle, "[]", {"fhir.bundle"}},
      {"another resource", LintKind::fhirbundle, R"({"resourceType":"Patient"})", {"fhir.bundle /resourceType"}},
      {"a bundle without entries",
       LintKind::fhirbundle,
       R"({"resourceType":"Bundle","type":"collection"})",
       {"fhir.no_entry /entry"}},
      {"a bundle with an empty list",
       LintKind::fhirbundle,
       R"({"resourceType":"Bundle","type":"collection","entry":[]})",
       {"fhir.no_entry /entry", "fhir.empty /entry"}},
      bundle_case("no type", R"("type":"collection",)", "", {"fhir.missing_element /type"}),
      bundle_case("a type that is none", "collection", "album", {"fhir.code /type"}),
      bundle_case("a document", "collection", "document", {}),
      bundle_case("an id of the bundle", "\"type\":", R"("id":"1","type":)", {"min.id /id"}),
      entry_case("no resource", R"({"fullUrl":"resource:2"})", {"fhir.resource_missing /entry/2/resource"}),
      entry_case("a resource that is a text", R"({"fullUrl":"resource:2","resource":"x"})",
                 {"fhir.resource_missing /entry/2/resource", "fhir.element_type /entry/2/resource"}),
      entry_case("an entry that is a number", "7", {"fhir.element_type /entry/2"}),
      entry_case("no resourceType", R"({"fullUrl":"resource:2","resource":{"a":1}})",
                 {"fhir.resource_type /entry/2/resource/resourceType"}),
      entry_case("no resource of R4", R"({"fullUrl":"resource:2","resource":{"resourceType":"Vaccine"}})",
                 {"fhir.resource_type /entry/2/resource/resourceType"}),
      entry_case("a resource that no table describes",
                 R"({"fullUrl":"resource:2","resource":{"resourceType":"Account","a":{},"b":{"reference":"Patient/1"},)"
                 R"("c":{"coding":[{"system":"x","code":"y","display":"z"}],"text":"t"}}})",
                 {"fhir.undescribed_type /entry/2/resource", "fhir.empty /entry/2/resource/a",
                  "fhir.reference_form /entry/2/resource/b/reference", "min.concept_text /entry/2/resource/c/text",
                  "min.display /entry/2/resource/c/coding/0/display"}),
      bundle_case("a long fullUrl", "\"resource:1\"", "\"urn:uuid:1\"", {"fhir.full_url /entry/1/fullUrl"}),
      bundle_case("a fullUrl without a number", "\"resource:1\"", "\"resource:\"", {"fhir.full_url /entry/1/fullUrl"}),
      bundle_case("no fullUrl", R"("fullUrl":"resource:1",)", "", {"fhir.full_url /entry/1/fullUrl"}),
      bundle_case("one fullUrl twice", "\"resource:1\"", "\"resource:0\"", {"fhir.full_url_twice /entry/1/fullUrl"}),
      bundle_case("a long reference", R"({"reference":"resource:0"})", R"({"reference":"Patient/0"})",
                  {at_shot("fhir.reference_form", "/patient/reference")}),
      bundle_case("a reference to nothing", R"({"reference":"resource:0"})", R"({"reference":"resource:7"})",
                  {at_shot("fhir.reference_target", "/patient/reference")}),
      many_faults(),
      bundle_case("a reference with display alone", R"({"reference":"resource:0"})", R"({"display":"Noor"})", {}),
  };
}

std::vector<LintCase> element_cases() {
  return {
      shot_case("an element that there is not", "\"doses\":1", "fhir.unknown_element /doses"),
      shot_case("a companion of an object", "\"_site\":{}", "fhir.unknown_element /_site"),
      shot_case("a text in place of an object", R"("site":"arm")", "fhir.element_type /site"),
      shot_case("a number in place of a text", "\"lotNumber\":7", "fhir.element_type /lotNumber"),
      shot_case("a text in place of a boolean", R"("primarySource":"true")", "fhir.element_type /primarySource"),
      shot_case("one object in place of a list", R"("note":{"text":"x"})", "fhir.not_array /note"),
      shot_case("a list in place of one", R"("lotNumber":["1"])", "fhir.array /lotNumber"),
      shot_case("an empty text", R"("lotNumber":"")", "fhir.empty /lotNumber"),
      shot_case("an empty object", "\"site\":{}", "fhir.empty /site"),
      shot_case("an empty list", "\"note\":[]", "fhir.empty /note"),
      shot_case("null", "\"lotNumber\":null", "fhir.null /lotNumber"),
      shot_case("null in a list", "\"reasonCode\":[null]", "fhir.null /reasonCode/0"),
      shot_case("both forms of a choice", R"("occurrenceString":"spring")", "fhir.choice_twice /occurrenceDateTime"),
      shot_case("a choice that there is not", "\"occurrencePeriod\":{}", "fhir.unknown_element /occurrencePeriod"),
      shot_case("a part without what it needs", R"("performer":[{"function":{"coding":[{"code":"AP"}]}}])",
                "fhir.missing_element /performer/0/actor"),
      shot_case("a companion", R"("_lotNumber":{"extension":[{"url":"http://x.example","valueCode":"unknown"}]})", ""),
      shot_case("a companion that is a text", R"("_lotNumber":"x")", "fhir.element_type /_lotNumber"),
      shot_case("a day that no calendar has", R"("expirationDate":"2026-02-30")", "fhir.value /expirationDate"),
      shot_case("a month alone", R"("expirationDate":"2026-02")", ""),
      shot_case("a year alone", R"("expirationDate":"2026")", ""),
      shot_case("month 13", R"("expirationDate":"2026-13")", "fhir.value /expirationDate"),
      shot_case("a date with a time", R"("expirationDate":"2026-02-03T00:00:00Z")", "fhir.value /expirationDate"),
      shot_case("a time with its zone", R"("recorded":"2026-02-03T10:11:12.5+14:00")", ""),
      shot_case("a time without its zone", R"("recorded":"2026-02-03T10:11:12")", "fhir.value /recorded"),
      shot_case("a time without seconds", R"("recorded":"2026-02-03T10:11Z")", "fhir.value /recorded"),
      shot_case("hour 24", R"("recorded":"2026-02-03T24:00:00Z")", "fhir.value /recorded"),
      shot_case("zone +15:00", R"("recorded":"2026-02-03T10:11:12+15:00")", "fhir.value /recorded"),
      shot_case("a URI with a space", R"("implicitRules":"http://x example")", "fhir.value /implicitRules"),
      shot_case("a code with two spaces", R"("language":"en  us")", "fhir.value /language"),
      shot_case("a code that begins with a space", R"("language":" en")", "fhir.value /language"),
      shot_case("a text with a control character", R"("lotNumber":"a\u0007b")", "fhir.value /lotNumber"),
      shot_case("a decimal in many digits", R"("doseQuantity":{"value":0.500000000000000000000001})", ""),
      shot_case("a comparator that is none", R"("doseQuantity":{"value":1,"comparator":"=="})",
                "fhir.code /doseQuantity/comparator"),
      bundle_case("no status", R"("status":"completed",)", "", {at_shot("fhir.missing_element", "/status")}),
      bundle_case("a status that is none", "completed", "Completed", {at_shot("fhir.code", "/status")}),
      bundle_case("not done", "completed", "not-done", {at_shot("fhir.immunization_status", "/status")}),
      bundle_case("no occurrence", R"(,"occurrenceDateTime":"2025-10-02")", "",
                  {at_shot("fhir.missing_element", "/occurrence")}),
      bundle_case("a vaccine without a coding", R"({"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"140"}]})",
                  "{}", {at_shot("fhir.empty", "/vaccineCode")}),
  };
}

std::vector<LintCase> minimal_cases() {
  return {
      shot_case("an id", R"("id":"1")", "min.id /id"),
      shot_case("meta with a profile", R"("meta":{"profile":["http://x.example"]})", "min.meta /meta/profile"),
      shot_case("meta with security",
                R"("meta":{"security":[{"system":"https://smarthealth.cards/ial","code":"IAL2"}]})", ""),
      shot_case("a text", R"("text":{"status":"generated","div":"<div>x</div>"})", "min.text /text"),
      shot_case("a concept with text", R"("site":{"text":"left arm"})", "min.concept_text /site/text"),
      shot_case("a coding with display", R"("site":{"coding":[{"code":"LA","display":"left arm"}]})",
                "min.display /site/coding/0/display"),
      shot_case("a note, whose text is another thing", R"("note":[{"text":"x"}])", ""),
  };
}

std::vector<LintCase> input_cases() {
  const auto input = [](const char* name, const std::string& bundle, std::vector<std::string> expected) {
    return LintCase{name, LintKind::issuer_input, bundle, std::move(expected)};
  };
  const auto pair = [](const std::string& patient_url, const std::string& shot_url, const std::string& reference) {
    return R"({"resourceType":"Bundle","entry":[{"fullUrl":")" + patient_url +
           R"(","resource":{"resourceType":"Patient","id":"1"}},{"fullUrl":")" + shot_url +
           R"(","resource":{"resourceType":"Immunization","contained":[{"resourceType":"Location","id":"l"}],)"
           R"("patient":{"reference":")" +
           reference + R"("}}}]})";
  };
  const std::string refers = "/entry/1/resource/patient/reference";
  return {
      input("no bundle", "{}", {"fhir.bundle"}),
      input("no entry", R"({"resourceType":"Bundle"})", {"fhir.no_entry /entry"}),
      input("no resource", R"({"resourceType":"Bundle","entry":[{}]})", {"fhir.resource_missing /entry/0/resource"}),
      input("by fullUrl", pair("urn:uuid:a", "urn:uuid:b", "urn:uuid:a"), {}),
      input("by type and id", pair("", "", "Patient/1"), {}),
      input("relative to its server",
            pair("https://a.example/fhir/Patient/9", "https://a.example/fhir/Immunization/2", "Patient/9"), {}),
      input("of a version", pair("", "", "Patient/1/_history/3"), {}),
      input("contained", pair("", "", "#l"), {}),
      input("contained, and not there", pair("", "", "#x"), {"input.reference " + refers}),
      input("to nothing", pair("", "", "Patient/2"), {"input.reference " + refers}),
      input("to another server", pair("https://a.example/Patient/1", "", "https://b.example/Patient/1"),
            {"input.reference " + refers}),
  };
}

std::vector<LintCase> people_and_code_cases() {
  return {
      entry_case("two people",
                 R"({"fullUrl":"resource:2","resource":{"resourceType":"Patient","birthDate":"2000-01-01"}})",
                 {"card.several_people /entry/2/resource"}),
      bundle_case("a vaccine of one digit", "\"140\"", "\"3\"",
                  {"code.cvx_form " + std::string(shot) + "/vaccineCode/coding/0/code"}),
      bundle_case("a system by its number", "http://hl7.org/fhir/sid/cvx", "urn:oid:2.16.840.1.113883.12.292",
                  {"code.oid_system " + std::string(shot) + "/vaccineCode/coding/0/system"}),
  };
}

}  // namespace

std::vector<LintCase> bundle_cases() {
  std::vector<LintCase> all;
  for (auto* const cases : {form_cases, element_cases, minimal_cases, input_cases, people_and_code_cases}) {
    for (LintCase& lint_case : cases()) all.push_back(std::move(lint_case));
  }
  return all;
}

std::vector<LintCase> profile_cases() {
  std::vector<LintCase> cases{
      in_profile({"a vaccination", LintKind::fhirbundle, good_bundle(), {}}, LintProfile::vaccination_dm),
      in_profile({"a lab result", LintKind::fhirbundle, lab_bundle(), {}}, LintProfile::lab_dm),
      in_profile({"a lab result as a vaccination",
                  LintKind::fhirbundle,
                  lab_bundle(),
                  {at_shot("profile.resource"), "profile.no_record /entry"}},
                 LintProfile::vaccination_dm),
      in_profile({"a flu vaccine",
                  LintKind::fhirbundle,
                  good_bundle(),
                  {at_shot("profile.code", "/vaccineCode/coding/0/code")}},
                 LintProfile::usa_covid19_immunization),
      in_profile(bundle_case("a COVID vaccine", "\"140\"", "\"207\"", {}), LintProfile::usa_covid19_immunization),
      vaccination("vaccine 999", "\"140\"", "\"999\"", {at_shot("profile.code", "/vaccineCode/coding/0/code")}),
      vaccination("a vaccine of one digit", "\"140\"", "\"3\"",
                  {at_shot("code.cvx_form", "/vaccineCode/coding/0/code"),
                   at_shot("profile.code", "/vaccineCode/coding/0/code")}),
      vaccination("no Patient", "\"Patient\"", "\"RelatedPerson\"",
                  {"fhir.missing_element /entry/0/resource/patient", "profile.resource /entry/0/resource",
                   "profile.patients /entry"}),
      vaccination("a document", "collection", "document", {"profile.bundle /type"}),
      vaccination("an entry with a link", R"("fullUrl":"resource:1")",
                  R"("link":[{"relation":"self","url":"http://x.example"}],"fullUrl":"resource:1")",
                  {"profile.bundle /entry/1/link"}),
      vaccination("a gender", "\"birthDate\"", R"("gender":"other","birthDate")",
                  {"profile.element /entry/0/resource/gender"}),
      vaccination("no birth date", R"(,"birthDate":"1980-05-06")", "", {"profile.missing /entry/0/resource/birthDate"}),
      vaccination("two names", "[{\"family\"", R"([{"text":"N"},{"family")",
                  {"profile.repeats /entry/0/resource/name"}),
      vaccination("a family name alone", R"(,"given":["Noor"])", "", {"profile.name /entry/0/resource/name/0"}),
      vaccination("a name as text", R"("family":"Rivera","given":["Noor"])", R"("text":"Noor")", {}),
      vaccination("the use of a name", "\"family\"", R"("use":"official","family")",
                  {"profile.element /entry/0/resource/name/0/use"}),
      vaccination("an NDC code", "sid/cvx", "sid/ndc", {at_shot("profile.system", "/vaccineCode/coding/0/system")}),
      vaccination("not done", "completed", "not-done",
                  {at_shot("fhir.immunization_status", "/status"), at_shot("profile.status", "/status")}),
      vaccination("a time of day", "2025-10-02", "2025-10-02T10:00:00Z",
                  {at_shot("profile.date", "/occurrenceDateTime")}),
      vaccination("a lot of 19 characters", "\"status\"", R"("lotNumber":"1234567890123456789","status")", {}),
      vaccination("a lot of 20 characters", "\"status\"", R"("lotNumber":"12345678901234567890","status")",
                  {at_shot("profile.length", "/lotNumber")}),
      vaccination("isSubpotent false", "\"status\"", R"("isSubpotent":false,"status")",
                  {at_shot("profile.value", "/isSubpotent")}),
      vaccination("a manufacturer", "\"status\"", R"("manufacturer":{"display":"x"},"status")",
                  {at_shot("profile.element", "/manufacturer")}),
      in_profile(bundle_case("a manufacturer, allowed", "\"status\"", R"("manufacturer":{"display":"x"},"status")", {}),
                 LintProfile::vaccination_ad),
      vaccination("a performer of 30 characters", "\"status\"",
                  R"("performer":[{"actor":{"display":"123456789012345678901234567890"}}],"status")",
                  {at_shot("profile.length", "/performer/0/actor/display")}),
      vaccination("assurance that is none", "\"status\"",
                  R"("meta":{"security":[{"system":"https://smarthealth.cards/ial","code":"IAL1"}]},"status")",
                  {at_shot("profile.code", "/meta/security/0")}),
      vaccination("assurance of another system", "\"status\"",
                  R"("meta":{"security":[{"system":"https://x.example","code":"IAL2"}]},"status")",
                  {at_shot("profile.system", "/meta/security/0")}),
      lab("a date alone", "2026-10-30T09:30:00-05:00", "2026-10-30", {at_shot("profile.time", "/effectiveDateTime")}),
      lab("preliminary", "final", "preliminary", {at_shot("profile.status", "/status")}),
      lab("a code of another system", "http://loinc.org", "http://x.example",
          {at_shot("profile.system", "/code/coding/0/system")}),
      lab("no value", "\"valueCodeableConcept\"", "\"interpretation\"",
          {at_shot("fhir.not_array", "/interpretation"), at_shot("profile.element", "/interpretation"),
           at_shot("profile.missing", "/value")}),
  };
  return cases;
}

}  // namespace vhc
