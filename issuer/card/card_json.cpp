// The JSON of a card's bundle: exactly the members that the profile of docs/rules/inputs.md 1 has, in one order.
#include <algorithm>

#include "card/card_resource.h"
#include "codes/cvx.h"
#include "vhc/json_writer.h"

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

void write_patient(JsonWriter& json, const PersonName& name, std::string_view birth_date) {
  json.begin_object().member("resourceType", "Patient").name("name").begin_array().begin_object();
  if (name.family.empty()) {
    json.member("text", name.text);
  } else {
    json.member("family", name.family);
    write_strings(json, "given", name.given);
    write_strings(json, "suffix", name.suffix);
  }
  json.end_object().end_array().member("birthDate", birth_date).end_object();
}

void write_immunization(JsonWriter& json, const CardRecord& record) {
  const Event& event = record.kept.event;
  json.begin_object().member("resourceType", "Immunization");
  write_level(json, record.level);
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
  json.end_object();
}

void write_observation(JsonWriter& json, const CardRecord& record) {
  const Event& event = record.kept.event;
  json.begin_object().member("resourceType", "Observation");
  write_level(json, record.level);
  json.member("status", event.status);
  write_coding(json, "code", event.system, event.code);
  json.name("subject").begin_object().member("reference", "resource:0").end_object();
  json.member("effectiveDateTime", event.date);
  write_value(json, record.value);
  if (!event.performer.empty()) {
    json.name("performer").begin_array().begin_object().member("display", event.performer).end_object().end_array();
  }
  json.end_object();
}

// Up to the resource.
void begin_entry(JsonWriter& json, std::size_t number) {
  json.begin_object().member("fullUrl", "resource:" + std::to_string(number)).name("resource");
}

}  // namespace

std::string bundle_json(const PersonName& name, std::string_view birth_date, const std::vector<CardRecord>& records) {
  constexpr std::size_t usual_resource_bytes = 384;
  JsonWriter json((records.size() + 1) * usual_resource_bytes);
  json.begin_object().member("resourceType", "Bundle").member("type", "collection").name("entry").begin_array();
  begin_entry(json, 0);
  write_patient(json, name, birth_date);
  json.end_object();
  for (std::size_t i = 0; i < records.size(); ++i) {
    begin_entry(json, i + 1);
    if (records[i].kept.event.kind == EventKind::immunization) {
      write_immunization(json, records[i]);
    } else {
      write_observation(json, records[i]);
    }
    json.end_object();
  }
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
