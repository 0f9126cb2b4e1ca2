// Observation: a laboratory result (inputs.md 1.4).
#include <algorithm>
#include <array>

#include "card_resource.h"
#include "card_text.h"
#include "codes/loinc.h"
#include "vhc/time.h"

namespace vhc {
namespace {

constexpr std::string_view loinc_system = "http://loinc.org";
constexpr std::string_view snomed_system = "http://snomed.info/sct";

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

std::string at(const FhirEntry& entry, std::string_view member) {
  return entry.resource.pointer() + "/" + std::string(member);
}

tl::expected<std::string, Finding> read_status(const FhirEntry& entry) {
  std::string status = text_member(entry.resource, "status");
  if (status == "final" || status == "amended" || status == "corrected") return status;
  return refuse(status == "entered-in-error" ? Errc::in_deleted : Errc::in_not_final, at(entry, "status"));
}

// All codes that are there must be one.
tl::expected<std::optional<CardCoding>, Finding> one_coding(const FhirEntry& entry, std::string_view member,
                                                            std::string_view system) {
  const std::vector<CardCoding> codings = codings_of(entry.resource, member, system);
  if (codings.empty()) return std::nullopt;
  for (const CardCoding& other : codings) {
    if (other.code != codings.front().code) return refuse(Errc::in_code_conflict, other.place.pointer());
  }
  return codings.front();
}

tl::expected<std::string, Finding> read_test(const FhirEntry& entry) {
  VHC_TRY(const std::optional<CardCoding> coding, one_coding(entry, "code", loinc_system));
  if (!coding) return refuse(Errc::in_no_code, at(entry, "code"));
  if (!is_loinc(coding->code)) return refuse(Errc::in_unknown_code, coding->place.pointer());
  return coding->code;
}

struct TestTime {
  std::string written;  // as it stands in the source
  UnixTime utc;
};

bool has_zone(std::string_view text) {
  constexpr std::size_t offset_chars = 6;
  if (text.back() == 'Z') return true;
  const char sign = text.size() > offset_chars ? text[text.size() - offset_chars] : ' ';
  return (sign == '+' || sign == '-') && text[text.size() - 3] == ':';
}

// With seconds and zone: the clocks of two laboratories must be comparable. The text itself is kept.
tl::expected<TestTime, Finding> read_time(const FhirEntry& entry, const RecordContext& context) {
  auto effective = entry.resource.find("effectiveDateTime");
  if (!effective) effective = entry.resource.find("effectiveInstant");
  if (!effective) return refuse(Errc::in_bad_date, at(entry, "effectiveDateTime"));
  std::string text = effective->string();
  const std::string day = text.substr(0, text.find('T'));
  if (!parse_date(day)) return refuse(Errc::in_bad_date, effective->pointer());
  if (text.size() == day.size() || !has_zone(text)) return refuse(Errc::in_missing_zone, effective->pointer());
  const auto time = parse_time(text);
  if (!time) return refuse(Errc::in_bad_date, effective->pointer());
  const auto end_of_tomorrow = std::chrono::sys_days{context.options.today} + std::chrono::days{2};
  if (*time >= end_of_tomorrow) return refuse(Errc::in_future_date, effective->pointer());
  if (is_before(day, context.birth_date)) return refuse(Errc::in_before_birth, effective->pointer());
  return TestTime{std::move(text), *time};
}

// One Quantity with its digits as they are; empty when it has no number.
tl::expected<std::string, Finding> read_quantity(const JsonValue& quantity) {
  constexpr std::array<std::string_view, 4> comparators{"<", "<=", ">=", ">"};
  const auto number = quantity.find("value");
  if (!number || !number->is(JsonKind::number)) return std::string{};
  JsonWriter json;
  json.begin_object();
  for (const KeptMember& kept : kept_of_quantity) {
    const std::string_view name = kept.name;
    const auto member = quantity.find(name);
    if (!member) continue;
    const std::string text = member->string();
    const bool is_text = name == "value" || (member->is(JsonKind::string) && !text.empty());
    const bool is_comparator =
        name != "comparator" || std::find(comparators.begin(), comparators.end(), text) != comparators.end();
    if (!is_text || !is_comparator) return refuse(Errc::in_bad_structure, member->pointer());
    if (!is_plain_text(text)) return refuse(Errc::in_control_character, member->pointer());
    json.name(name).value(*member);
  }
  return json.end_object().take();
}

// The bounds a number is read against. A range without a number says nothing on a card.
tl::expected<std::string, Finding> read_ranges(const JsonValue& observation) {
  JsonWriter json;
  json.begin_array();
  for (auto range = first_element(observation, "referenceRange"); range; range = range->next()) {
    JsonWriter bounds;
    bounds.begin_object();
    for (const std::string_view name : {"low", "high"}) {
      const auto bound = range->find(name);
      if (!bound) continue;
      VHC_TRY(const std::string quantity, read_quantity(*bound));
      if (!quantity.empty()) bounds.name(name).raw(quantity);
    }
    std::string text = bounds.end_object().take();
    if (text != "{}") json.raw(text);
  }
  std::string text = json.end_array().take();
  return text == "[]" ? std::string{} : text;
}

tl::expected<ResultValue, Finding> read_coded_value(const FhirEntry& entry, const RecordContext& context,
                                                    Notes& notes) {
  VHC_TRY(const std::optional<CardCoding> coding, one_coding(entry, "valueCodeableConcept", snomed_system));
  if (!coding) return refuse(Errc::in_no_value, at(entry, "valueCodeableConcept"));
  const bool digits = coding->code.find_first_not_of("0123456789") == std::string::npos;
  if (!context.options.tables->is_result(coding->code, false)) {
    if (!digits || !is_allowed(context.options, Errc::in_unknown_code)) {
      return refuse(Errc::in_unknown_code, coding->place.pointer());
    }
    notes.warn(Errc::in_unknown_code, coding->place);
  }
  return ResultValue{.text = coding->code, .coded = true};
}

tl::expected<ResultValue, Finding> read_value(const FhirEntry& entry, const RecordContext& context, Notes& notes) {
  const JsonValue& resource = entry.resource;
  if (resource.find("valueCodeableConcept")) return read_coded_value(entry, context, notes);
  if (const auto quantity = resource.find("valueQuantity")) {
    ResultValue value;
    VHC_TRY(value.quantity, read_quantity(*quantity));
    if (value.quantity.empty()) return refuse(Errc::in_no_value, quantity->pointer());
    VHC_TRY(value.ranges, read_ranges(resource));
    value.text = text_member(*quantity, "comparator").append(quantity->find("value")->text());
    if (const std::string unit = text_member(*quantity, "unit"); !unit.empty()) value.text += " " + unit;
    return value;
  }
  const auto text = resource.find("valueString");
  ResultValue value{.text = text ? std::string(trimmed(text->string())) : std::string{}};
  if (value.text.empty()) return refuse(Errc::in_no_value, at(entry, "valueString"));
  if (num_characters(value.text) > max_value_text_chars) return refuse(Errc::in_too_long, text->pointer());
  if (!is_plain_text(value.text)) return refuse(Errc::in_control_character, text->pointer());
  return value;
}

void note_dropped(const JsonValue& resource, const ResultValue& value, Notes& notes) {
  notes.dropped.add_others(resource, "Observation", kept_members);
  if (value.ranges.empty() && resource.find("referenceRange")) notes.dropped.add("Observation", "referenceRange");
  for (const std::string_view name : {"code", "valueCodeableConcept"}) {
    const auto member = resource.find(name);
    const auto codings = member ? member->find("coding") : std::nullopt;
    if (codings && codings->size() > 1) notes.dropped.add("Observation." + std::string(name), "coding");
  }
}

}  // namespace

RecordResult card_observation(const FhirEntry& entry, const RecordContext& context, Notes& notes) {
  Event event{.kind = EventKind::test, .system = std::string(loinc_system)};
  VHC_TRY(event.status, read_status(entry));
  if (const auto modifier = find_modifier(entry.resource)) {
    return refuse(Errc::in_unsupported_modifier, modifier->pointer());
  }
  VHC_TRY(event.code, read_test(entry));
  VHC_TRY(const TestTime time, read_time(entry, context));
  event.date = time.written;
  VHC_TRY(ResultValue value, read_value(entry, context, notes));
  event.value = value.text;
  VHC_TRY(event.performer, performer_name(entry, context, notes));
  note_dropped(entry.resource, value, notes);

  CardRecord record;
  record.level = assurance_level(entry.resource, context.options, notes);
  record.value = std::move(value);
  record.sort_key = to_rfc3339(time.utc);
  record.kept = {entry.resource.pointer(), std::move(event)};
  return record;
}

}  // namespace vhc
