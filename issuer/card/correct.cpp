#include "vhc/correct.h"

#include <algorithm>
#include <utility>

#include "vhc/json.h"
#include "vhc/json_writer.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

// Members of an object by name, with the JSON that they get; nothing takes them off.
using Changes = std::vector<std::pair<std::string_view, std::optional<std::string>>>;

std::string json_string(std::string_view text) {
  return JsonWriter(text.size() + 2).string(text).take();
}

// The object with other values for some members, in its order and behind it what is new: what is not changed stays as
// it was written, digits and escapes too.
std::string changed(const JsonValue& object, Changes changes) {
  JsonWriter json(object.text().size() + 64);
  json.begin_object();
  for (auto member = object.first(); member; member = member->next()) {
    const auto change =
        std::find_if(changes.begin(), changes.end(), [&](const auto& one) { return member->name_is(one.first); });
    if (change == changes.end()) {
      json.name(member->name()).raw(member->text());
      continue;
    }
    if (change->second) json.name(change->first).raw(*change->second);
    changes.erase(change);
  }
  for (const auto& [name, value] : changes) {
    if (value) json.name(name).raw(*value);
  }
  return json.end_object().take();
}

std::optional<JsonValue> resource_of(const JsonValue& bundle, std::string_view type, std::size_t wanted) {
  const auto entries = bundle.find("entry");
  std::size_t number = 0;
  for (auto entry = entries ? entries->first() : std::nullopt; entry; entry = entry->next()) {
    const auto resource = entry->find("resource");
    if (!resource || resource->find_string("resourceType") != type) continue;
    if (++number == wanted) return resource;
  }
  return std::nullopt;
}

std::string given_json(const std::vector<std::string>& given) {
  JsonWriter json;
  json.begin_array();
  for (const std::string& one : given) json.string(one);
  return json.end_array().take();
}

// One name: a second one would still be the wrong one.
std::string name_json(const JsonValue& patient, const Correction& correction) {
  if (correction.name) return "[{\"text\":" + json_string(*correction.name) + "}]";
  Changes changes{{"text", std::nullopt}};
  if (correction.family) changes.emplace_back("family", json_string(*correction.family));
  if (!correction.given.empty()) changes.emplace_back("given", given_json(correction.given));
  const auto names = patient.find("name");
  const auto first = names && names->is(JsonKind::array) ? names->first() : std::nullopt;
  if (first && first->is(JsonKind::object)) return "[" + changed(*first, std::move(changes)) + "]";
  const JsonDocument none = JsonDocument::parse("{}").value();
  return "[" + changed(none.root(), std::move(changes)) + "]";
}

Changes changes_of_patient(const JsonValue& patient, const Correction& correction) {
  Changes changes;
  if (correction.family || !correction.given.empty() || correction.name) {
    changes.emplace_back("name", name_json(patient, correction));
  }
  if (correction.birth_date) changes.emplace_back("birthDate", json_string(*correction.birth_date));
  return changes;
}

Changes changes_of_dose(const Correction& correction) {
  Changes changes;
  if (correction.date) changes.emplace_back("occurrenceDateTime", json_string(*correction.date));
  if (correction.cvx) {
    changes.emplace_back("vaccineCode", R"({"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":)" +
                                            json_string(*correction.cvx) + "}]}");
  }
  if (correction.lot && correction.lot->empty()) changes.emplace_back("lotNumber", std::nullopt);
  if (correction.lot && !correction.lot->empty()) changes.emplace_back("lotNumber", json_string(*correction.lot));
  return changes;
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

Result<JsonValue> dose_of(const JsonValue& bundle, std::size_t number) {
  if (number == 0) return fail(Errc::usage, "--dose", "which dose of the card: --dose 1");
  const auto dose = resource_of(bundle, "Immunization", number);
  if (dose) return *dose;
  std::size_t count = 0;
  while (resource_of(bundle, "Immunization", count + 1)) ++count;
  if (count == 0) {
    return tl::unexpected(
        Error{Errc::usage, "the card has no doses", "--dose", "a result is corrected from its record, --from FILE"});
  }
  const std::string doses = std::to_string(count) + (count == 1 ? " dose" : " doses");
  return tl::unexpected(Error{Errc::usage, "the card has " + doses + ", and none is number " + std::to_string(number),
                              "--dose", count == 1 ? "--dose 1" : "--dose 1 to --dose " + std::to_string(count)});
}

Result<JsonValue> bundle_in(const JsonDocument& payload) {
  std::optional<JsonValue> value = payload.root();
  for (const std::string_view name : {"vc", "credentialSubject", "fhirBundle"}) {
    value = value->find(name);
    if (!value) return fail(Errc::in_bad_structure);
  }
  return *value;
}

}  // namespace

Result<std::string> bundle_of_payload(std::string_view payload_json) {
  VHC_TRY(const JsonDocument payload, JsonDocument::parse(std::string(payload_json)));
  VHC_TRY(const JsonValue bundle, bundle_in(payload));
  return std::string(bundle.text());
}

Result<std::string> corrected_bundle(std::string_view payload_json, const Correction& correction) {
  VHC_CHECK_OK(check_text(correction));
  VHC_TRY(const JsonDocument payload, JsonDocument::parse(std::string(payload_json)));
  VHC_TRY(const JsonValue bundle, bundle_in(payload));
  const auto patient = resource_of(bundle, "Patient", 1);
  if (!patient) return fail(Errc::in_bad_structure);
  std::string text(bundle.text());
  const auto put = [&](const JsonValue& resource, const std::string& json) {
    text.replace(resource.offset() - bundle.offset(), resource.text().size(), json);
  };
  // The doses stand behind the Patient, so the place of neither is moved by the other.
  if (correction.date || correction.cvx || correction.lot) {
    VHC_TRY(const JsonValue dose, dose_of(bundle, correction.dose));
    if (dose.offset() < patient->offset()) return fail(Errc::in_bad_structure);
    put(dose, changed(dose, changes_of_dose(correction)));
  }
  put(*patient, changed(*patient, changes_of_patient(*patient, correction)));
  return text;
}

}  // namespace vhc
