#include "input/fhir_record.h"

#include <algorithm>
#include <array>
#include <utility>

#include "codes/cvx.h"

namespace vhc {
namespace {

struct SystemName {
  std::string_view name;
  CodeSystem system;
};

// Systems may be written by OID, as those do that come from HL7 v2 (docs/rules/inputs.md 2).
constexpr std::array system_names{SystemName{cvx_system, CodeSystem::cvx},
                                  SystemName{"urn:oid:2.16.840.1.113883.12.292", CodeSystem::cvx},
                                  SystemName{"urn:oid:2.16.840.1.113883.6.59", CodeSystem::cvx},
                                  SystemName{"http://hl7.org/fhir/sid/ndc", CodeSystem::ndc},
                                  SystemName{"urn:oid:2.16.840.1.113883.6.69", CodeSystem::ndc},
                                  SystemName{"http://snomed.info/sct", CodeSystem::snomed},
                                  SystemName{"urn:oid:2.16.840.1.113883.6.96", CodeSystem::snomed},
                                  SystemName{"http://loinc.org", CodeSystem::loinc},
                                  SystemName{"urn:oid:2.16.840.1.113883.6.1", CodeSystem::loinc},
                                  SystemName{"http://id.who.int/icd/release/11/mms", CodeSystem::icd11}};

CodeSystem system_of(std::string_view name) {
  const auto* const found =
      std::find_if(system_names.begin(), system_names.end(), [name](const SystemName& s) { return s.name == name; });
  return found == system_names.end() ? CodeSystem::other : found->system;
}

std::optional<JsonValue> find_modifier_extension(const JsonValue& value) {
  for (auto child = value.first(); child; child = child->next()) {
    if (value.is(JsonKind::object) && child->name_is("modifierExtension")) return child;
    if (auto found = find_modifier_extension(*child)) return found;
  }
  return std::nullopt;
}

std::optional<JsonValue> first_label(const JsonValue& resource) {
  const auto meta = resource.find("meta");
  return meta ? first_element(*meta, "security") : std::nullopt;
}

}  // namespace

std::optional<JsonValue> FhirMembers::member(const JsonValue& object, std::string_view name, JsonKind kind) {
  auto value = object.find(name);
  if (!value || value->is(kind)) return value;
  if (!value->is(JsonKind::null)) set_wrong(*value);
  return std::nullopt;
}

std::string FhirMembers::text(const JsonValue& object, std::string_view name) {
  const auto value = member(object, name, JsonKind::string);
  return value ? value->string() : std::string{};
}

std::optional<JsonValue> FhirMembers::object(const JsonValue& object, std::string_view name) {
  return member(object, name, JsonKind::object);
}

std::optional<JsonValue> FhirMembers::array(const JsonValue& object, std::string_view name) {
  return member(object, name, JsonKind::array);
}

bool FhirMembers::flag(const JsonValue& object, std::string_view name) {
  const auto value = object.find(name);
  if (value && !value->is(JsonKind::boolean)) set_wrong(*value);
  return value && value->boolean();
}

std::optional<JsonValue> FhirMembers::first(const JsonValue& object, std::string_view name) {
  const auto elements = array(object, name);
  if (!elements) return std::nullopt;
  for (auto element = elements->first(); element; element = element->next()) {
    if (!element->is(JsonKind::object)) set_wrong(*element);
  }
  return elements->first();
}

std::vector<std::string> FhirMembers::texts(const JsonValue& object, std::string_view name) {
  std::vector<std::string> texts;
  const auto elements = array(object, name);
  for (auto element = elements ? elements->first() : std::nullopt; element; element = element->next()) {
    if (!element->is(JsonKind::string) && !element->is(JsonKind::null)) set_wrong(*element);
    texts.push_back(element->string());
  }
  return texts;
}

std::string place_in(const JsonValue& resource, const JsonValue& value) {
  return value.pointer().substr(resource.pointer().size());
}

std::optional<JsonValue> find_modifier(const JsonValue& resource) {
  if (auto rules = resource.find("implicitRules")) return rules;
  const std::string_view text = resource.text();  // nearly all records have none, and no name is written with escapes
  const bool none = text.find("modifierExtension") == std::string_view::npos;
  return none && text.find('\\') == std::string_view::npos ? std::nullopt : find_modifier_extension(resource);
}

const FhirCoding* FhirConcept::find(CodeSystem system) const {
  const auto found = std::find_if(codings.begin(), codings.end(), [system](const FhirCoding& coding) {
    return coding.system == system && !coding.code.empty();
  });
  return found == codings.end() ? nullptr : &*found;
}

FhirConcept concept_of(const JsonValue& resource, std::string_view name, FhirMembers& members) {
  FhirConcept read;
  const auto value = members.object(resource, name);
  if (!value) return read;
  read.text = members.text(*value, "text");
  for (auto element = members.first(*value, "coding"); element; element = element->next(), ++read.num_codings) {
    const CodeSystem system = system_of(members.text(*element, "system"));
    FhirCoding coding{system, members.text(*element, "code"), members.text(*element, "display"), read.num_codings};
    if (!coding.code.empty() || !coding.display.empty()) read.codings.push_back(std::move(coding));
  }
  return read;
}

std::string coding_place(std::string_view concept_name, const FhirCoding* coding) {
  std::string place = "/" + std::string(concept_name);
  return coding == nullptr ? place : place + "/coding/" + std::to_string(coding->index);
}

std::string assurance_level(const JsonValue& resource, FhirMembers& members) {
  std::string stated;
  const auto meta = members.object(resource, "meta");
  for (auto label = meta ? members.first(*meta, "security") : std::nullopt; label; label = label->next()) {
    if (!text_member_is(*label, "system", assurance_system)) continue;
    std::string code = members.text(*label, "code");
    if (is_assurance_level(code)) return code;
    if (stated.empty()) stated = "IAL1";
  }
  return stated;
}

bool is_test(const JsonValue& resource) {
  for (auto label = first_label(resource); label; label = label->next()) {
    if (text_member_is(*label, "code", "HTEST")) return true;
  }
  return false;
}

void drop_labels(const JsonValue& resource, std::string_view type, DropList& dropped) {
  bool has_level = false;
  for (auto label = first_label(resource); label; label = label->next()) {
    const bool is_level =
        text_member_is(*label, "system", assurance_system) && is_assurance_level(text_member(*label, "code"));
    if (has_level || !is_level) dropped.add(std::string(type) + ".meta", "security");
    has_level = has_level || is_level;
  }
}

void begin_record(FhirRecord& record, WrittenRecord& written, const FhirEntry& entry, std::int64_t line) {
  record.base = entry.resource.pointer();
  record.event = event_of(entry);
  written.line = line;
  written.event = record.event;
  written.places.base = record.base;
}

void set_fault(FhirRecord& record, WrittenRecord& written, Errc code, std::string place) {
  if (written.fault) return;
  record.fault_place = std::move(place);
  written.fault = code;
  written.places.record = record.fault_place;
}

}  // namespace vhc
