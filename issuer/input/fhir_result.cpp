// Observation: a laboratory result (docs/rules/inputs.md 1.4, 3.5, 5).
#include <algorithm>
#include <array>
#include <utility>

#include "card/card_text.h"
#include "input/fhir_record.h"
#include "input/local_time.h"
#include "vhc/json_writer.h"
#include "vhc/time.h"

namespace vhc {
namespace {

constexpr KeptMember kept_of_quantity[]{{"value"}, {"comparator"}, {"unit"}, {"system"}, {"code"}};
constexpr KeptMember kept_of_range[]{{"low", kept_of_quantity}, {"high", kept_of_quantity}};
constexpr KeptMember kept_members[]{{"resourceType"},
                                    {"meta", kept_of_meta},
                                    {"status"},
                                    {"code", kept_of_concept},
                                    {"subject", kept_of_reference},
                                    {"effectiveDateTime"},
                                    {"effectiveInstant"},
                                    {"valueCodeableConcept", kept_of_concept},
                                    {"valueQuantity", kept_of_quantity},
                                    {"valueString"},
                                    {"referenceRange", kept_of_range},
                                    {"performer", kept_of_name_only}};

ResultState state_of(const FhirEntry& entry, FhirMembers& members) {
  const std::string status = members.text(entry.resource, "status");
  if (entry.standing == Standing::deleted || status == "entered-in-error" || status == "cancelled") {
    return ResultState::withdrawn;
  }
  if (status == "final") return ResultState::final;
  if (status == "corrected") return ResultState::corrected;
  return status == "amended" ? ResultState::amended : ResultState::not_final;
}

// All codes that are there must be one.
void take_test(FhirResult& result) {
  WrittenResult& written = result.written;
  const FhirCoding* const first = result.test.find(CodeSystem::loinc);
  const FhirCoding* place = first;
  if (first == nullptr) written.code_fault = Errc::in_no_code;
  for (const FhirCoding& coding : result.test.codings) {
    if (coding.system != CodeSystem::loinc || coding.code.empty() || coding.code == first->code) continue;
    written.code_fault = Errc::in_code_conflict;
    place = &coding;
  }
  if (first != nullptr) written.code = first->code;
  result.code_place = coding_place("code", place);
  written.places.code = result.code_place;
}

// ---- when

bool has_zone(std::string_view text) {
  constexpr std::size_t offset_chars = 6;
  if (text.back() == 'Z') return true;
  const char sign = text.size() > offset_chars ? text[text.size() - offset_chars] : ' ';
  return (sign == '+' || sign == '-') && text[text.size() - 3] == ':';
}

// With seconds and zone: the clocks of two laboratories must be comparable. The text itself is kept.
void take_time(FhirResult& result, const FhirEntry& entry, const InputRules& rules, FhirMembers& members) {
  WrittenResult& written = result.written;
  const bool is_instant = !entry.resource.find("effectiveDateTime") && entry.resource.find("effectiveInstant");
  const std::string_view member = is_instant ? "effectiveInstant" : "effectiveDateTime";
  written.places.date = is_instant ? "/effectiveInstant" : "/effectiveDateTime";
  written.time_fault = Errc::in_bad_date;
  std::string text = members.text(entry.resource, member);
  const std::string day = text.substr(0, text.find('T'));
  if (!parse_date(day)) return;
  if (text.size() == day.size()) {
    written.time_fault = Errc::in_missing_zone;
  } else if (!has_zone(text)) {
    LocalTime local = time_of_day(day, std::string_view(text).substr(day.size() + 1), rules);
    written.time_fault = local.fault.value_or(Errc::in_bad_date);
    written.effective = std::move(local.text);
    if (local.assumed) written.time_warning = Errc::in_zone_assumed;
  } else if (parse_time(text)) {
    written.effective = std::move(text);
  }
}

// ---- what came out

// One Quantity with its digits as they are; empty when it has no number.
std::string quantity_of(const JsonValue& quantity, FhirMembers& members) {
  constexpr std::array<std::string_view, 4> comparators{"<", "<=", ">=", ">"};
  const auto number = quantity.find("value");
  if (number && !number->is(JsonKind::number)) members.set_wrong(*number);
  if (!number || !number->is(JsonKind::number)) return {};
  JsonWriter json;
  json.begin_object();
  for (const KeptMember& kept : kept_of_quantity) {
    const auto member = quantity.find(kept.name);
    if (!member) continue;
    const std::string text = member->string();
    const bool is_text = kept.name == "value" || (member->is(JsonKind::string) && !text.empty());
    const bool is_comparator =
        kept.name != "comparator" || std::find(comparators.begin(), comparators.end(), text) != comparators.end();
    if (!is_text || !is_comparator) members.set_wrong(*member);
    json.name(kept.name).value(*member);
  }
  return json.end_object().take();
}

// Whatever text of a Quantity goes on the card.
std::optional<JsonValue> odd_text(const JsonValue& quantity) {
  for (const KeptMember& kept : kept_of_quantity) {
    const auto member = quantity.find(kept.name);
    if (member && !is_plain_text(member->string())) return member;
  }
  return std::nullopt;
}

// The bounds a number is read against. A range without a number says nothing on a card.
std::string ranges_of(FhirResult& result, const JsonValue& observation, FhirMembers& members) {
  JsonWriter json;
  json.begin_array();
  for (auto range = members.first(observation, "referenceRange"); range; range = range->next()) {
    JsonWriter bounds;
    bounds.begin_object();
    for (const std::string_view name : {"low", "high"}) {
      const auto bound = members.object(*range, name);
      if (!bound) continue;
      if (const auto odd = odd_text(*bound)) {
        set_fault(result, result.written, Errc::in_control_character, place_in(observation, *odd));
      }
      const std::string quantity = quantity_of(*bound, members);
      if (!quantity.empty()) bounds.name(name).raw(quantity);
    }
    std::string text = bounds.end_object().take();
    if (text != "{}") json.raw(text);
  }
  std::string text = json.end_array().take();
  return text == "[]" ? std::string{} : text;
}

void take_number(FhirResult& result, const JsonValue& observation, const JsonValue& quantity, FhirMembers& members) {
  WrittenResult& written = result.written;
  written.places.lot = "/valueQuantity";
  if (const auto odd = odd_text(quantity)) {
    set_fault(result, written, Errc::in_control_character, place_in(observation, *odd));
  }
  written.quantity = quantity_of(quantity, members);
  if (written.quantity.empty()) return;
  written.ranges = ranges_of(result, observation, members);
  written.text = text_member(quantity, "comparator").append(quantity.find("value")->text());
  if (const std::string unit = text_member(quantity, "unit"); !unit.empty()) written.text += " " + unit;
}

// In the last resort.
void take_words(FhirResult& result, std::string text) {
  WrittenResult& written = result.written;
  written.places.lot = "/valueString";
  written.text = trimmed(text);
  if (num_characters(written.text) > max_value_text_chars) {
    set_fault(result, written, Errc::in_too_long, "/valueString");
  } else if (!is_plain_text(written.text)) {
    set_fault(result, written, Errc::in_control_character, "/valueString");
  }
}

// All codes and words that stand there: which of them count, and whether they agree, is for the clerk to say.
void take_codes(FhirResult& result) {
  WrittenResult& written = result.written;
  const FhirCoding* place = nullptr;
  std::string_view first;
  for (const FhirCoding& coding : result.value.codings) {
    const bool is_code = coding.system == CodeSystem::snomed && !coding.code.empty();
    written.values.push_back({is_code ? std::string_view(coding.code) : std::string_view{}, coding.display});
    if (is_code && (place == nullptr || (coding.code != first && place->code == first))) place = &coding;
    if (is_code && first.empty()) first = coding.code;
  }
  if (!result.value.text.empty()) written.values.push_back({{}, result.value.text});
  if (!result.value_text.empty()) written.values.push_back({{}, result.value_text});
  result.value_place = coding_place("valueCodeableConcept", place);
  written.places.lot = result.value_place;
}

void take_value(FhirResult& result, const JsonValue& resource, FhirMembers& members) {
  result.written.value_fault = Errc::in_no_value;
  const auto quantity = members.object(resource, "valueQuantity");
  const bool has_concept = resource.find("valueCodeableConcept").has_value();
  std::string text = members.text(resource, "valueString");
  if (has_concept && quantity) set_fault(result, result.written, Errc::in_code_conflict, "/valueQuantity");
  if (has_concept) {
    result.value_text = std::move(text);
    result.value = concept_of(resource, "valueCodeableConcept", members);
    take_codes(result);
  } else if (quantity) {
    take_number(result, resource, *quantity, members);
  } else {
    take_words(result, std::move(text));
  }
}

}  // namespace

void read_result(const FhirEntry& entry, const FhirContext& context, FhirResult& result) {
  const JsonValue& resource = entry.resource;
  WrittenResult& written = result.written;
  FhirMembers members;
  written.strict_values = true;
  written.state = state_of(entry, members);
  if (!written.fault) written.places.record = entry.standing == Standing::deleted ? "" : "/status";
  result.test = concept_of(resource, "code", members);
  take_test(result);
  take_time(result, entry, context.rules, members);
  if (written.state == ResultState::withdrawn) return;  // whatever else it says
  if (const auto modifier = find_modifier(resource); modifier && written.state != ResultState::not_final) {
    set_fault(result, written, Errc::in_unsupported_modifier, place_in(resource, *modifier));
  }
  take_value(result, resource, members);
  result.performer = performer_of(entry, context, members);
  written.performer = result.performer.name;
  written.places.performer = result.performer.place;
  result.level = assurance_level(resource, members);
  written.ial = result.level;
  if (members.wrong()) set_fault(result, written, Errc::in_bad_structure, place_in(resource, *members.wrong()));
}

void drop_of_result(const JsonValue& resource, DropList& dropped) {
  dropped.add_others(resource, "Observation", kept_members);
  drop_labels(resource, "Observation", dropped);
  const auto quantity = resource.find("valueQuantity");
  if (!quantity && resource.find("referenceRange")) dropped.add("Observation", "referenceRange");
  for (const std::string_view name : {"code", "valueCodeableConcept"}) {
    const auto member = resource.find(name);
    const auto codings = member ? member->find("coding") : std::nullopt;
    if (codings && codings->size() > 1) dropped.add("Observation." + std::string(name), "coding");
  }
}

}  // namespace vhc
