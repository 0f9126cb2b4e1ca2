#include "intake_as_fhir.h"

#include "vhc/json_writer.h"

namespace vhc {
namespace {

constexpr std::string_view patient = "Patient/1";
constexpr std::string_view ial_system = "https://smarthealth.cards/ial";

void strings(JsonWriter& json, std::string_view member, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  json.name(member).begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

void write_patient(JsonWriter& json, const Intake& intake) {
  json.begin_object().member("fullUrl", patient).name("resource").begin_object();
  json.member("resourceType", "Patient").name("name").begin_array().begin_object();
  if (!intake.name.text.empty()) json.member("text", intake.name.text);
  if (!intake.name.family.empty()) json.member("family", intake.name.family);
  strings(json, "given", intake.name.given);
  strings(json, "suffix", intake.name.suffix);
  json.end_object().end_array().member("birthDate", intake.birth_date).end_object().end_object();
}

void begin_record(JsonWriter& json, std::size_t number, std::string_view type, std::string_view ial) {
  json.begin_object().member("fullUrl", std::string(type) + "/" + std::to_string(number)).name("resource");
  json.begin_object().member("resourceType", type);
  if (ial.empty()) return;
  json.name("meta").begin_object().name("security").begin_array().begin_object();
  json.member("system", ial_system).member("code", ial).end_object().end_array().end_object();
}

void coded(JsonWriter& json, std::string_view member, std::string_view system, std::string_view code) {
  json.name(member).begin_object().name("coding").begin_array().begin_object();
  json.member("system", system).member("code", code).end_object().end_array().end_object();
}

void refer(JsonWriter& json, std::string_view member) {
  json.name(member).begin_object().member("reference", patient).end_object();
}

void write_dose(JsonWriter& json, std::size_t number, const IntakeDose& dose) {
  begin_record(json, number, "Immunization", dose.ial);
  json.member("status", "completed");
  coded(json, "vaccineCode", dose.system, dose.code);
  refer(json, "patient");
  json.member("occurrenceDateTime", dose.date);
  if (!dose.performer.empty()) {
    json.name("performer").begin_array().begin_object().name("actor").begin_object();
    json.member("display", dose.performer).end_object().end_object().end_array();
  }
  if (!dose.lot.empty()) json.member("lotNumber", dose.lot);
  if (dose.subpotent) json.member("isSubpotent", true);
  json.end_object().end_object();
}

void write_result(JsonWriter& json, std::size_t number, const IntakeResult& result) {
  begin_record(json, number, "Observation", result.ial);
  json.member("status", result.status);
  coded(json, "code", "http://loinc.org", result.code);
  refer(json, "subject");
  json.member("effectiveDateTime", result.effective);
  if (!result.performer.empty()) {
    json.name("performer").begin_array().begin_object().member("display", result.performer).end_object().end_array();
  }
  if (result.coded) {
    coded(json, "valueCodeableConcept", "http://snomed.info/sct", result.value);
  } else if (result.quantity.empty()) {
    json.member("valueString", result.value);
  } else {
    json.name("valueQuantity").raw(result.quantity);
    if (!result.ranges.empty()) json.name("referenceRange").raw(result.ranges);
  }
  json.end_object().end_object();
}

}  // namespace

std::string as_fhir(const Intake& intake) {
  JsonWriter json;
  json.begin_object().member("resourceType", "Bundle").member("type", "collection").name("entry").begin_array();
  write_patient(json, intake);
  std::size_t number = 0;
  for (const IntakeDose& dose : intake.doses) write_dose(json, ++number, dose);
  if (intake.doses.empty()) {
    for (const IntakeResult& result : intake.results) write_result(json, ++number, result);
  }
  return json.end_array().end_object().take();
}

}  // namespace vhc
