#include "vhc/fhir_view.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "vhc/code_words.h"

namespace vhc {
namespace {

std::string text_of(const std::optional<JsonValue>& value) {
  return value ? value->string() : std::string{};
}

std::string member(const JsonValue& object, std::string_view name) {
  return text_of(object.find(name));
}

std::optional<JsonValue> first_of(const JsonValue& object, std::string_view array) {
  const auto member = object.find(array);
  return member && member->is(JsonKind::array) ? member->first() : std::nullopt;
}

std::vector<std::string> strings(const JsonValue& object, std::string_view array) {
  std::vector<std::string> found;
  for (auto element = first_of(object, array); element; element = element->next()) found.push_back(element->string());
  return found;
}

PersonName read_name(const JsonValue& name) {
  return {.text = member(name, "text"),
          .family = member(name, "family"),
          .given = strings(name, "given"),
          .prefix = strings(name, "prefix"),
          .suffix = strings(name, "suffix")};
}

Person read_person(const JsonValue& patient) {
  Person person;
  for (auto name = first_of(patient, "name"); name; name = name->next()) person.names.push_back(read_name(*name));
  person.birth_date = member(patient, "birthDate");
  return person;
}

// The coding that says most to a reader: the preferred system wherever it stands in the list, else the first.
struct Code {
  std::string system;
  std::string code;
};

Code read_code(const std::optional<JsonValue>& concept_value, std::string_view preferred_system) {
  if (!concept_value) return {};
  Code chosen;
  for (auto coding = first_of(*concept_value, "coding"); coding; coding = coding->next()) {
    Code found{member(*coding, "system"), member(*coding, "code")};
    if (found.system == preferred_system) return found;
    if (chosen.code.empty()) chosen = std::move(found);
  }
  return chosen;
}

// The same said in other code systems: a rule may go by any of them.
std::vector<std::pair<std::string, std::string>> other_codes(const std::optional<JsonValue>& concept_value,
                                                             const Code& chosen) {
  constexpr std::size_t max_codes = 16;
  std::vector<std::pair<std::string, std::string>> others;
  if (!concept_value) return others;
  for (auto coding = first_of(*concept_value, "coding"); coding && others.size() < max_codes; coding = coding->next()) {
    std::string system = member(*coding, "system");
    std::string code = member(*coding, "code");
    if (code.empty() || (system == chosen.system && code == chosen.code)) continue;
    others.emplace_back(std::move(system), std::move(code));
  }
  return others;
}

std::string read_performer(const JsonValue& resource) {
  const auto performer = first_of(resource, "performer");
  if (!performer) return {};
  const auto actor = performer->find("actor");  // Immunization wraps the reference, Observation does not
  return member(actor ? *actor : *performer, "display");
}

std::string first_member(const JsonValue& resource, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (auto found = resource.find_string(name)) return *std::move(found);
  }
  return {};
}

std::string read_period_start(const JsonValue& resource, std::string_view name) {
  const auto period = resource.find(name);
  return period ? member(*period, "start") : std::string{};
}

std::string read_quantity(const JsonValue& quantity) {
  const auto number = quantity.find("value");
  const std::string unit = first_member(quantity, {"unit", "code"});
  return (number ? std::string(number->text()) : std::string{}) + (unit.empty() ? "" : " " + unit);
}

struct Value {
  bool is_there = false;  // also where it is of a kind that is not shown, such as a ratio
  Code code;
  std::string text;
  std::string number;
  std::string unit;
};

// "More than 200" is no amount that can be compared.
void read_amount(const JsonValue& quantity, Value& value) {
  const auto number = quantity.find("value");
  if (quantity.find("comparator") || !number || !number->is(JsonKind::number)) return;
  value.number = std::string(number->text());
  value.unit = first_member(quantity, {"unit", "code"});
}

void read_value(const JsonValue& member, const std::string& name, Value& value) {
  constexpr std::string_view start = "value";
  if (name == "component" || name == "interpretation" || name == "hasMember") value.is_there = true;
  if (name.compare(0, start.size(), start) != 0) return;
  value.is_there = true;
  if (name == "valueQuantity") {
    value.text = read_quantity(member);
    read_amount(member, value);
  }
  if (name == "valueCodeableConcept") {
    value.code = read_code(member, snomed_system);
    value.text = value.code.code.empty() ? vhc::member(member, "text") : value.code.code;
  } else if (member.is(JsonKind::string)) {
    value.text = member.string();
  } else if (member.is(JsonKind::number)) {
    value.text = std::string(member.text());
  } else if (member.is(JsonKind::boolean)) {
    value.text = member.boolean() ? "true" : "false";
  }
}

Value read_value(const JsonValue& observation) {
  Value value;
  for (auto child = observation.first(); child; child = child->next()) read_value(*child, child->name(), value);
  return value;
}

// Before R4 a dose that was not given said so in a member of its own, beside the status "completed".
std::string read_dose_status(const JsonValue& resource) {
  for (const char* const name : {"notGiven", "wasNotGiven"}) {
    const auto refused = resource.find(name);
    if (refused && !(refused->is(JsonKind::boolean) && !refused->boolean())) return "not-done";
  }
  return member(resource, "status");
}

Event read_immunization(const JsonValue& resource) {
  Code code = read_code(resource.find("vaccineCode"), cvx_system);
  auto others = other_codes(resource.find("vaccineCode"), code);
  const auto subpotent = resource.find("isSubpotent");
  return {.kind = EventKind::immunization,
          .date = first_member(resource, {"occurrenceDateTime", "occurrenceString"}),
          .system = std::move(code.system),
          .code = std::move(code.code),
          .status = read_dose_status(resource),
          .lot = member(resource, "lotNumber"),
          .performer = read_performer(resource),
          .subpotent = subpotent && subpotent->boolean(),
          .other_codes = std::move(others)};
}

Event read_observation(const JsonValue& resource) {
  Code code = read_code(resource.find("code"), loinc_system);
  auto others = other_codes(resource.find("code"), code);
  std::string date = first_member(resource, {"effectiveDateTime", "effectiveInstant"});
  if (date.empty()) date = read_period_start(resource, "effectivePeriod");
  Value value = read_value(resource);
  return {.kind = EventKind::test,
          .date = std::move(date),
          .system = std::move(code.system),
          .code = std::move(code.code),
          .value = std::move(value.text),
          .value_system = std::move(value.code.system),
          .status = member(resource, "status"),
          .performer = read_performer(resource),
          .has_result = value.is_there,
          .other_codes = std::move(others),
          .number = std::move(value.number),
          .unit = std::move(value.unit)};
}

// Draft RFC 003: an exemption is a Condition with a category and no code.
Event read_condition(const JsonValue& resource) {
  const auto category = first_of(resource, "category");
  const bool exemption = category && !resource.find("code");
  Code code = read_code(exemption ? category : resource.find("code"), snomed_system);
  return {.kind = exemption ? EventKind::exemption : EventKind::other,
          .date = first_member(resource, {"onsetDateTime", "recordedDate"}),
          .system = std::move(code.system),
          .code = std::move(code.code),
          .status = read_code(resource.find("verificationStatus"), {}).code,
          .until = first_member(resource, {"abatementDateTime"})};
}

Event read_event(const JsonValue& resource, std::string_view type) {
  if (type == "Immunization") return read_immunization(resource);
  if (type == "Observation") return read_observation(resource);
  if (type == "Condition") return read_condition(resource);
  Code code = read_code(resource.find("code"), snomed_system);
  return {.kind = EventKind::other,
          .system = std::move(code.system),
          .code = std::move(code.code),
          .status = member(resource, "status")};
}

// Resources that stand beside the clinical ones to say who and where.
bool is_supporting(std::string_view type) {
  constexpr std::array supporting{"Organization", "Practitioner", "PractitionerRole", "Location",
                                  "Composition",  "Device",       "Medication",       "Specimen",
                                  "Person",       "Provenance",   "RelatedPerson"};
  for (const std::string_view name : supporting) {
    if (type == name) return true;
  }
  return false;
}

// By what the resources of a bundle may call its first Patient.
class PatientNames {
 public:
  PatientNames(const JsonValue& entry, const JsonValue& patient)
      : url_(member(entry, "fullUrl")), id_(member(patient, "id")) {}

  // A patient, subject or focus that cannot be understood is somebody else: fail closed.
  bool is_about_another(const JsonValue& resource) const {
    for (const char* const name : {"patient", "subject"}) {
      if (const auto who = resource.find(name); who && !is_me(*who)) return true;
    }
    for (auto who = first_of(resource, "focus"); who; who = who->next()) {
      if (!is_me(*who)) return true;
    }
    return false;
  }

 private:
  bool is_me(const JsonValue& reference) const {
    const std::string text = member(reference, "reference");
    return !text.empty() &&
           (text == url_ || is_my_relative_name(std::string_view(text).substr(0, text.find("/_hist"))));
  }

  // "Patient/123": the end of the full URL, or the resource's own id.
  bool is_my_relative_name(std::string_view text) const {
    constexpr std::string_view type = "Patient/";
    if (text == url_) return true;
    if (text.substr(0, type.size()) != type || text.size() == type.size()) return false;
    const bool ends_url = url_.size() > text.size() && url_[url_.size() - text.size() - 1] == '/' &&
                          std::string_view(url_).substr(url_.size() - text.size()) == text;
    return ends_url || text.substr(type.size()) == id_;
  }

  std::string url_;
  std::string id_;
};

bool contains_patient(const JsonValue& resource) {
  for (auto inner = first_of(resource, "contained"); inner; inner = inner->next()) {
    if (member(*inner, "resourceType") == "Patient") return true;
  }
  return false;
}

// MIN-1..5, by the places where real cards break them.
bool is_short_uri(const std::string& uri) {
  return uri.compare(0, 9, "resource:") == 0;
}

bool has_only_security(const JsonValue& meta) {
  return meta.size() == 1 && meta.first()->name_is("security");
}

bool breaks_rule(const JsonValue& object, const JsonValue& member, std::string_view name) {
  if (name == "display") return object.find("code") && object.find("system");  // of a Coding
  if (name == "text") return object.find("coding") || object.find("resourceType");
  return name == "reference" && member.is(JsonKind::string) && !is_short_uri(member.string());
}

void look_at(const JsonValue& object, const JsonValue& member, std::string_view name, BundleView& view) {
  if (name == "modifierExtension" || name == "implicitRules") view.has_modifiers = true;
  if (breaks_rule(object, member, name)) view.minimal = false;
}

// Every member of every card is looked at, and hardly any name is written with escapes.
void look_at(const JsonValue& object, const JsonValue& member, BundleView& view) {
  const std::string_view raw = member.raw_name();
  if (raw.find('\\') == std::string_view::npos) {
    look_at(object, member, raw, view);
  } else {
    look_at(object, member, member.name(), view);
  }
}

void look_inside(const JsonValue& value, BundleView& view) {
  const bool object = value.is(JsonKind::object);
  for (auto child = value.first(); child; child = child->next()) {
    if (object) look_at(value, *child, view);
    if (child->is(JsonKind::object) || child->is(JsonKind::array)) look_inside(*child, view);
  }
}

void look_at_entry(const JsonValue& entry, const JsonValue& resource, BundleView& view) {
  const auto meta = resource.find("meta");
  if (!is_short_uri(member(entry, "fullUrl")) || resource.find("id") || (meta && !has_only_security(*meta))) {
    view.minimal = false;
  }
  look_inside(resource, view);
}

}  // namespace

BundleView view_bundle(const JsonValue& bundle) {
  BundleView view;
  std::optional<PatientNames> patient;
  std::vector<JsonValue> records;
  for (auto entry = first_of(bundle, "entry"); entry; entry = entry->next()) {
    const auto resource = entry->find("resource");
    if (!resource || !resource->is(JsonKind::object)) continue;
    look_at_entry(*entry, *resource, view);
    const std::string type = member(*resource, "resourceType");
    view.several_people = view.several_people || contains_patient(*resource);
    if (type == "Patient") {
      view.several_people = view.several_people || patient;
      if (!patient) view.person = read_person(*resource);
      if (!patient) patient.emplace(*entry, *resource);
    } else if (!is_supporting(type)) {
      records.push_back(*resource);
      if (view.events.size() < max_events) view.events.push_back(read_event(*resource, type));
    }
  }
  // The Patient may stand behind them. Without one there is nobody to be told apart from.
  if (patient) {
    view.several_people =
        view.several_people || std::any_of(records.begin(), records.end(),
                                           [&](const JsonValue& record) { return patient->is_about_another(record); });
  }
  return view;
}

}  // namespace vhc
