// The JSON of a card's bundle: exactly the members that the profile of inputs.md 1 has, in one order.
#include <algorithm>
#include <numeric>

#include "card_resource.h"
#include "cvx.h"

namespace vhc {
namespace {

void write_coding(JsonWriter& json, JsonName concept_name, std::string_view system, std::string_view code) {
  json.name(concept_name).begin_object().name("coding").begin_array().begin_object();
  json.member("system", system).member("code", code).end_object().end_array().end_object();
}

void write_level(JsonWriter& json, std::string_view level) {
  if (level.empty()) return;
  json.name("meta").begin_object().name("security").begin_array().begin_object();
  json.member("system", assurance_system).member("code", level).end_object().end_array().end_object();
}

void write_strings(JsonWriter& json, JsonName member, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  json.name(member).begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

void write_entry(JsonWriter& json, std::size_t number, std::string_view resource) {
  json.begin_object().member("fullUrl", "resource:" + std::to_string(number)).name("resource").raw(resource);
  json.end_object();
}

void write_value(JsonWriter& json, const ResultValue& value) {
  if (value.coded) {
    write_coding(json, "valueCodeableConcept", "http://snomed.info/sct", value.text);
  } else if (value.quantity.empty()) {
    json.member("valueString", value.text);
  } else {
    json.name("valueQuantity").raw(value.quantity);
    if (!value.ranges.empty()) json.name("referenceRange").raw(value.ranges);
  }
}

}  // namespace

std::string patient_json(const PersonName& name, std::string_view birth_date) {
  JsonWriter json(usual_resource_bytes);
  json.begin_object().member("resourceType", "Patient").name("name").begin_array().begin_object();
  if (name.family.empty()) {
    json.member("text", name.text);
  } else {
    json.member("family", name.family);
    write_strings(json, "given", name.given);
    write_strings(json, "suffix", name.suffix);
  }
  return json.end_object().end_array().member("birthDate", birth_date).end_object().take();
}

std::string immunization_json(const Event& event, std::string_view level) {
  JsonWriter json(usual_resource_bytes);
  json.begin_object().member("resourceType", "Immunization");
  write_level(json, level);
  json.member("status", "completed");
  write_coding(json, "vaccineCode", event.system, event.code);
  json.name("patient").begin_object().member("reference", "resource:0").end_object();
  json.member("occurrenceDateTime", event.date);
  if (!event.performer.empty()) {
    json.name("performer").begin_array().begin_object().name("actor").begin_object();
    json.member("display", event.performer).end_object().end_object().end_array();
  }
  if (!event.lot.empty()) json.member("lotNumber", event.lot);
  if (event.subpotent) json.member("isSubpotent", true);
  return json.end_object().take();
}

std::string observation_json(const Event& event, const ResultValue& value, std::string_view level) {
  JsonWriter json(usual_resource_bytes);
  json.begin_object().member("resourceType", "Observation");
  write_level(json, level);
  json.member("status", event.status);
  write_coding(json, "code", event.system, event.code);
  json.name("subject").begin_object().member("reference", "resource:0").end_object();
  json.member("effectiveDateTime", event.date);
  write_value(json, value);
  if (!event.performer.empty()) {
    json.name("performer").begin_array().begin_object().member("display", event.performer).end_object().end_array();
  }
  return json.end_object().take();
}

std::string bundle_json(std::string_view patient, const std::vector<CardRecord>& records) {
  constexpr std::size_t frame = 64;  // of an entry, and of the bundle
  const auto add_size = [](std::size_t sum, const CardRecord& record) { return sum + record.json.size() + frame; };
  JsonWriter json(std::accumulate(records.begin(), records.end(), patient.size() + 2 * frame, add_size));
  json.begin_object().member("resourceType", "Bundle").member("type", "collection").name("entry").begin_array();
  write_entry(json, 0, patient);
  for (std::size_t i = 0; i < records.size(); ++i) write_entry(json, i + 1, records[i].json);
  return json.end_array().end_object().take();
}

std::vector<std::string> card_types(const std::vector<CardRecord>& records, const MinimiseOptions& options) {
  std::vector<std::string> types;
  types.reserve(3);
  types.emplace_back(health_card_type);
  if (options.only_health_card_type) return types;
  const bool doses = records.front().kept.event.kind == EventKind::immunization;
  types.emplace_back(doses ? immunization_type : laboratory_type);
  if (std::all_of(records.begin(), records.end(), [](const CardRecord& record) { return record.covid; })) {
    types.emplace_back(covid19_type);
  }
  return types;
}

}  // namespace vhc
