#include "vhc/correct.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "vhc/utf8.h"

namespace vhc {
namespace {

using Json = nlohmann::ordered_json;

Json* resource_of(Json& bundle, std::string_view type, std::size_t wanted) {
  const auto entries = bundle.find("entry");
  if (entries == bundle.end() || !entries->is_array()) return nullptr;
  std::size_t number = 0;
  for (Json& entry : *entries) {
    const auto resource = entry.find("resource");
    if (resource == entry.end() || resource->value("resourceType", "") != type) continue;
    if (++number == wanted) return &*resource;
  }
  return nullptr;
}

void correct_name(Json& patient, const Correction& correction) {
  if (!correction.family && correction.given.empty() && !correction.name) return;
  Json name = Json::object();
  if (const auto names = patient.find("name"); names != patient.end() && names->is_array() && !names->empty()) {
    name = names->front();
  }
  if (correction.name) {
    name = Json{{"text", *correction.name}};
  } else {
    name.erase("text");
    if (correction.family) name["family"] = *correction.family;
    if (!correction.given.empty()) name["given"] = correction.given;
  }
  patient["name"] = Json::array({std::move(name)});
}

void correct_dose(Json& dose, const Correction& correction) {
  if (correction.date) dose["occurrenceDateTime"] = *correction.date;
  if (correction.cvx) {
    const Json coding{{"system", "http://hl7.org/fhir/sid/cvx"}, {"code", *correction.cvx}};
    dose["vaccineCode"] = Json{{"coding", Json::array({coding})}};
  }
  if (!correction.lot) return;
  if (correction.lot->empty()) {
    dose.erase("lotNumber");
  } else {
    dose["lotNumber"] = *correction.lot;
  }
}

// What was typed; a payload that was signed is UTF-8.
Result<void> check_text(const Correction& correction) {
  const auto is_good = [](const auto& text) { return !text || is_utf8(*text); };
  const bool good = is_good(correction.birth_date) && is_good(correction.family) && is_good(correction.name) &&
                    is_good(correction.date) && is_good(correction.cvx) && is_good(correction.lot) &&
                    std::all_of(correction.given.begin(), correction.given.end(),
                                [](const std::string& given) { return is_utf8(given); });
  if (!good) return fail(Errc::in_not_utf8);
  return {};
}

Result<Json> bundle_of(std::string_view payload_json) {
  Json payload = Json::parse(payload_json, nullptr, false);
  const auto pointer = Json::json_pointer("/vc/credentialSubject/fhirBundle");
  if (payload.is_discarded() || !payload.contains(pointer)) return fail(Errc::in_bad_structure);
  return std::move(payload[pointer]);
}

}  // namespace

Result<std::string> corrected_bundle(std::string_view payload_json, const Correction& correction) {
  VHC_CHECK_OK(check_text(correction));
  VHC_TRY(Json bundle, bundle_of(payload_json));
  Json* const patient = resource_of(bundle, "Patient", 1);
  if (patient == nullptr) return fail(Errc::in_bad_structure);
  if (correction.birth_date) (*patient)["birthDate"] = *correction.birth_date;
  correct_name(*patient, correction);
  if (correction.date || correction.cvx || correction.lot) {
    if (correction.dose == 0) return fail(Errc::usage, "--dose", "which dose of the card: --dose 1");
    Json* const dose = resource_of(bundle, "Immunization", correction.dose);
    if (dose == nullptr) return fail(Errc::usage, "--dose", "the card has not that many doses");
    correct_dose(*dose, correction);
  }
  return bundle.dump();
}

}  // namespace vhc
