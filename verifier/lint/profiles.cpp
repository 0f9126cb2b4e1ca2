#include "lint/profiles.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "lint/fhir_primitives.h"
#include "vhc/time.h"

namespace vhc {
namespace {

using Names = std::initializer_list<std::string_view>;

constexpr std::string_view cvx = "http://hl7.org/fhir/sid/cvx";
constexpr std::string_view snomed = "http://snomed.info/sct";
constexpr std::string_view icd11 = "http://id.who.int/icd/release/11/mms";
constexpr std::string_view loinc = "http://loinc.org";
constexpr std::string_view assurance = "https://smarthealth.cards/ial";

constexpr std::size_t most_performer_chars = 29;  // under 30
constexpr std::size_t most_lot_chars = 19;        // under 20
constexpr std::size_t most_value_chars = 19;      // under 20

bool is_among(std::string_view name, Names names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Characters, not bytes: what continues one is not counted.
std::size_t num_characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

// COVID-19 vaccines, by their CVX codes.
bool is_covid_vaccine(std::string_view code) {
  struct Range {
    int first;
    int last;
  };
  constexpr std::array ranges{Range{207, 208}, Range{210, 213}, Range{217, 219}, Range{221, 221}, Range{225, 230},
                              Range{300, 302}, Range{308, 313}, Range{334, 334}, Range{500, 521}};
  int number = 0;
  const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), number);
  if (error != std::errc{} || end != code.data() + code.size()) return false;
  return std::any_of(ranges.begin(), ranges.end(), [number](Range r) { return number >= r.first && number <= r.last; });
}

// Two or three digits; 998 is no vaccine and 999 an unknown one.
bool is_vaccine(std::string_view code) {
  const bool digits = code.find_first_not_of("0123456789") == std::string_view::npos;
  return digits && (code.size() == 2 || code.size() == 3) && code != "998" && code != "999";
}

class ProfileLint {
 public:
  ProfileLint(LintProfile profile, const Scope& scope) : profile_(profile), scope_(scope) {}

  void check(const JsonValue& bundle) {
    only(bundle, {"resourceType", "type", "entry"}, LintRule::profile_bundle);
    const auto type = bundle.find("type");
    if (type && !type->equals("collection")) scope_.add(LintRule::profile_bundle, *type);
    const auto entries = bundle.find("entry");
    for (auto entry = entries ? entries->first() : std::nullopt; entry; entry = entry->next()) {
      only(*entry, {"fullUrl", "resource"}, LintRule::profile_bundle);
      if (const auto resource = entry->find("resource")) check_resource(*resource);
    }
    if (num_patients_ == 0) scope_.add_member(LintRule::profile_patients, bundle, "entry");
    if (num_records_ == 0) scope_.add_member(LintRule::profile_no_record, bundle, "entry");
  }

 private:
  bool is_lab() const { return profile_ == LintProfile::lab_dm; }

  void check_resource(const JsonValue& resource) {
    const std::string type = resource.find_string("resourceType").value_or("");
    if (type == "Patient") {
      if (++num_patients_ > 1 || num_records_ > 0) scope_.add(LintRule::profile_patients, resource);
      check_patient(resource);
    } else if (type == "Immunization" && !is_lab()) {
      ++num_records_;
      check_immunization(resource);
    } else if (type == "Observation" && is_lab()) {
      ++num_records_;
      check_observation(resource);
    } else {
      scope_.add(LintRule::profile_resource, resource);
    }
  }

  void only(const JsonValue& object, Names allowed, LintRule rule = LintRule::profile_element) const {
    for (auto member = object.first(); member && object.is(JsonKind::object); member = member->next()) {
      if (!is_among(member->name(), allowed)) scope_.add(rule, *member);
    }
  }

  void need(const JsonValue& object, Names members) const {
    for (const std::string_view member : members) {
      if (!object.find(member)) scope_.add_member(LintRule::profile_missing, object, member);
    }
  }

  // The one element of an array.
  std::optional<JsonValue> single(const JsonValue& object, std::string_view array) const {
    const auto member = object.find(array);
    if (!member || !member->is(JsonKind::array)) return std::nullopt;
    if (member->size() != 1) scope_.add(LintRule::profile_repeats, *member);
    return member->first();
  }

  void at_most(const std::optional<JsonValue>& text, std::size_t longest) const {
    if (text && num_characters(text->string()) > longest) {
      scope_.add(LintRule::profile_length, *text, "at most " + std::to_string(longest) + " characters");
    }
  }

  void check_patient(const JsonValue& patient) const {
    only(patient, {"resourceType", "name", "birthDate"});
    need(patient, {"name", "birthDate"});
    const auto name = single(patient, "name");
    if (!name) return;
    only(*name, {"family", "given", "prefix", "suffix", "text"});
    const bool parts = name->find("family") && name->find("given") && !name->find("text");
    const bool whole = name->find("text") && name->size() == 1;
    if (!parts && !whole) scope_.add(LintRule::profile_name, *name);
  }

  // One coding with system and code alone; gives its code when the system is the wanted one.
  std::optional<JsonValue> coding(const JsonValue& owner, std::string_view element, Names systems) const {
    const auto found = owner.find(element);
    if (!found) return std::nullopt;
    const auto coding = single(*found, "coding");
    if (!coding) return std::nullopt;
    only(*coding, {"system", "code"});
    need(*coding, {"system", "code"});
    const auto system = coding->find("system");
    if (system && !is_among(system->string(), systems)) scope_.add(LintRule::profile_system, *system);
    return coding;
  }

  void check_vaccine(const JsonValue& resource) const {
    const auto found = coding(resource, "vaccineCode", {cvx, snomed, icd11});
    const auto code = found ? found->find("code") : std::nullopt;
    const auto system = found ? found->find("system") : std::nullopt;
    if (!code || !system || !system->equals(cvx)) return;
    const bool covid_only = profile_ == LintProfile::usa_covid19_immunization;
    const bool known = covid_only ? is_covid_vaccine(code->string()) : is_vaccine(code->string());
    if (!known) scope_.add(LintRule::profile_code, *code);
  }

  void check_immunization(const JsonValue& resource) const {
    only(resource, {"resourceType", "meta", "status", "vaccineCode", "patient", "occurrenceDateTime", "lotNumber",
                    "performer", "isSubpotent", profile_ == LintProfile::vaccination_ad ? "manufacturer" : "status"});
    need(resource, {"status", "vaccineCode", "patient", "occurrenceDateTime"});
    const auto status = resource.find("status");
    if (status && !status->equals("completed")) scope_.add(LintRule::profile_status, *status);
    check_vaccine(resource);
    const auto date = resource.find("occurrenceDateTime");
    if (date && !parse_date(date->string())) scope_.add(LintRule::profile_date, *date);
    at_most(resource.find("lotNumber"), most_lot_chars);
    const auto subpotent = resource.find("isSubpotent");
    if (subpotent && !subpotent->boolean()) scope_.add(LintRule::profile_value, *subpotent);
    if (const auto performer = single(resource, "performer")) {
      only(*performer, {"actor"});
      if (const auto actor = performer->find("actor")) check_performer(*actor);
    }
    check_security(resource);
  }

  void check_performer(const JsonValue& reference) const {
    only(reference, {"display"});
    need(reference, {"display"});
    at_most(reference.find("display"), most_performer_chars);
  }

  // The level of identity assurance; IAL1, what somebody says of himself, is left out.
  void check_security(const JsonValue& resource) const {
    const auto meta = resource.find("meta");
    const auto security = meta ? single(*meta, "security") : std::nullopt;
    if (!security) return;
    only(*security, {"system", "code"});
    const auto system = security->find("system");
    const auto code = security->find("code");
    if (!system || !system->equals(assurance)) scope_.add(LintRule::profile_system, *security);
    if (!code || !is_among(code->string(), {"IAL1.2", "IAL1.4", "IAL2", "IAL3"})) {
      scope_.add(LintRule::profile_code, *security);
    }
  }

  void check_observation(const JsonValue& resource) const {
    only(resource, {"resourceType", "meta", "status", "code", "subject", "effectiveDateTime", "valueCodeableConcept",
                    "valueQuantity", "valueString", "referenceRange", "performer"});
    need(resource, {"status", "code", "subject", "effectiveDateTime"});
    const auto status = resource.find("status");
    if (status && !is_among(status->string(), {"final", "amended", "corrected"})) {
      scope_.add(LintRule::profile_status, *status);
    }
    coding(resource, "code", {loinc});
    const auto time = resource.find("effectiveDateTime");
    if (time && !is_fhir_instant(time->string())) scope_.add(LintRule::profile_time, *time);
    check_value(resource);
    if (const auto performer = single(resource, "performer")) check_performer(*performer);
    check_security(resource);
  }

  void check_value(const JsonValue& resource) const {
    const bool any =
        resource.find("valueCodeableConcept") || resource.find("valueQuantity") || resource.find("valueString");
    if (!any) scope_.add_member(LintRule::profile_missing, resource, "value");
    coding(resource, "valueCodeableConcept", {snomed});
    at_most(resource.find("valueString"), most_value_chars);
  }

  LintProfile profile_;
  const Scope& scope_;
  int num_patients_ = 0;
  int num_records_ = 0;
};

}  // namespace

void lint_profile(const JsonValue& bundle, LintProfile profile, const Scope& scope) {
  if (profile != LintProfile::none) ProfileLint(profile, scope).check(bundle);
}

}  // namespace vhc
