#include "vhc/fhir_view.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

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

constexpr std::string_view cvx_system = "http://hl7.org/fhir/sid/cvx";
constexpr std::string_view loinc_system = "http://loinc.org";
constexpr std::string_view snomed_system = "http://snomed.info/sct";

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

std::string read_value(const JsonValue& observation) {
  if (const auto coded = observation.find("valueCodeableConcept")) return read_code(coded, snomed_system).code;
  if (const auto quantity = observation.find("valueQuantity")) {
    const auto number = quantity->find("value");
    const std::string unit = first_member(*quantity, {"unit", "code"});
    return (number ? std::string(number->text()) : std::string{}) + (unit.empty() ? "" : " " + unit);
  }
  return member(observation, "valueString");
}

Event read_immunization(const JsonValue& resource) {
  Code code = read_code(resource.find("vaccineCode"), cvx_system);
  const auto subpotent = resource.find("isSubpotent");
  return {.kind = EventKind::immunization,
          .date = first_member(resource, {"occurrenceDateTime", "occurrenceString"}),
          .system = std::move(code.system),
          .code = std::move(code.code),
          .status = member(resource, "status"),
          .lot = member(resource, "lotNumber"),
          .performer = read_performer(resource),
          .subpotent = subpotent && subpotent->boolean()};
}

Event read_observation(const JsonValue& resource) {
  Code code = read_code(resource.find("code"), loinc_system);
  std::string date = first_member(resource, {"effectiveDateTime", "effectiveInstant"});
  if (date.empty()) date = read_period_start(resource, "effectivePeriod");
  return {.kind = EventKind::test,
          .date = std::move(date),
          .system = std::move(code.system),
          .code = std::move(code.code),
          .value = read_value(resource),
          .status = member(resource, "status"),
          .performer = read_performer(resource)};
}

// Draft RFC 003: an exemption is a Condition with a category and no code.
Event read_condition(const JsonValue& resource) {
  const auto category = first_of(resource, "category");
  const bool exemption = category && !resource.find("code");
  Code code = read_code(exemption ? category : resource.find("code"), snomed_system);
  return {.kind = exemption ? EventKind::exemption : EventKind::other,
          .date = first_member(resource, {"onsetDateTime", "recordedDate"}),
          .system = std::move(code.system),
          .code = std::move(code.code)};
}

Event read_event(const JsonValue& resource, std::string_view type) {
  if (type == "Immunization") return read_immunization(resource);
  if (type == "Observation") return read_observation(resource);
  if (type == "Condition") return read_condition(resource);
  Code code = read_code(resource.find("code"), snomed_system);
  return {.kind = EventKind::other, .system = std::move(code.system), .code = std::move(code.code)};
}

// Resources that stand beside the clinical ones to say who and where.
bool is_supporting(std::string_view type) {
  constexpr std::array supporting{"Organization", "Practitioner", "PractitionerRole",
                                  "Location",     "Composition",  "Device"};
  for (const std::string_view name : supporting) {
    if (type == name) return true;
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

// Asked of every member of every card, and hardly any name is written with escapes.
bool breaks_rule(const JsonValue& object, const JsonValue& member) {
  const std::string_view raw = member.raw_name();
  if (raw.find('\\') != std::string_view::npos) return breaks_rule(object, member, member.name());
  return breaks_rule(object, member, raw);
}

bool is_minimal_inside(const JsonValue& value) {
  const bool object = value.is(JsonKind::object);
  for (auto child = value.first(); child; child = child->next()) {
    if (object && breaks_rule(value, *child)) return false;
    const bool has_inside = child->is(JsonKind::object) || child->is(JsonKind::array);
    if (has_inside && !is_minimal_inside(*child)) return false;
  }
  return true;
}

bool is_minimal(const JsonValue& entry, const JsonValue& resource) {
  if (!is_short_uri(member(entry, "fullUrl")) || resource.find("id")) return false;
  const auto meta = resource.find("meta");
  if (meta && !has_only_security(*meta)) return false;
  return is_minimal_inside(resource);
}

}  // namespace

BundleView view_bundle(const JsonValue& bundle) {
  BundleView view;
  bool has_patient = false;
  for (auto entry = first_of(bundle, "entry"); entry; entry = entry->next()) {
    const auto resource = entry->find("resource");
    if (!resource || !resource->is(JsonKind::object)) continue;
    view.minimal = view.minimal && is_minimal(*entry, *resource);
    const std::string type = member(*resource, "resourceType");
    if (type == "Patient") {
      if (!has_patient) view.person = read_person(*resource);
      has_patient = true;
    } else if (!is_supporting(type) && view.events.size() < max_events) {
      view.events.push_back(read_event(*resource, type));
    }
  }
  return view;
}

}  // namespace vhc
