// Observation: a laboratory result (inputs.md 1.4).
#include <algorithm>

#include "card_resource.h"
#include "vhc/json_writer.h"
#include "vhc/time.h"

namespace vhc {
namespace {

constexpr std::string_view loinc_system = "http://loinc.org";
constexpr std::string_view snomed_system = "http://snomed.info/sct";
constexpr std::size_t max_value_chars = 19;  // under 20

std::string at(const FhirEntry& entry, std::string_view member) {
  return entry.resource.pointer() + "/" + std::string(member);
}

tl::expected<std::string, Finding> read_status(const FhirEntry& entry) {
  std::string status = text_member(entry.resource, "status");
  if (status == "final" || status == "amended" || status == "corrected") return status;
  return refuse(status == "entered-in-error" ? Errc::in_deleted : Errc::in_not_final, at(entry, "status"));
}

// With seconds and zone: two labs' clocks must be comparable. Only the form is looked at; the text is kept.
tl::expected<std::string, Finding> read_time(const FhirEntry& entry, const RecordContext& context) {
  const auto effective = entry.resource.find("effectiveDateTime");
  if (!effective) return refuse(Errc::in_bad_date, at(entry, "effectiveDateTime"));
  std::string text = effective->string();
  constexpr std::size_t day_chars = 10;
  if (!parse_date(std::string_view(text).substr(0, day_chars))) return refuse(Errc::in_bad_date, effective->pointer());
  const auto time = parse_time(text);
  if (!time) return refuse(Errc::in_missing_zone, effective->pointer());
  const auto tomorrow = std::chrono::sys_days{context.options.today} + std::chrono::days{2};
  if (*time >= tomorrow) return refuse(Errc::in_future_date, effective->pointer());
  if (context.born && *time < std::chrono::sys_days{*context.born})
    return refuse(Errc::in_before_birth, effective->pointer());
  return text;
}

void write_coding(JsonWriter& json, std::string_view member, std::string_view system, std::string_view code) {
  json.name(member).begin_object().name("coding").begin_array().begin_object();
  json.member("system", system).member("code", code).end_object().end_array().end_object();
}

// A Quantity keeps its digits; its members that say nothing on a card go.
void write_quantity(JsonWriter& json, const JsonValue& quantity) {
  json.begin_object();
  for (const std::string_view name : {"value", "comparator", "unit", "system", "code"}) {
    if (const auto member = quantity.find(name)) json.name(name).value(*member);
  }
  json.end_object();
}

void write_ranges(JsonWriter& json, const JsonValue& observation) {
  const auto ranges = observation.find("referenceRange");
  if (!ranges || !ranges->is(JsonKind::array)) return;
  json.name("referenceRange").begin_array();
  for (auto range = ranges->first(); range; range = range->next()) {
    json.begin_object();
    for (const std::string_view name : {"low", "high"}) {
      const auto bound = range->find(name);
      if (!bound || !bound->is(JsonKind::object)) continue;
      json.name(name);
      write_quantity(json, *bound);
    }
    json.end_object();
  }
  json.end_array();
}

struct CardValue {
  std::string text;  // as an Event shows it
  std::optional<CardCoding> coding;
  std::optional<JsonValue> quantity;
};

tl::expected<CardValue, Finding> read_value(const FhirEntry& entry) {
  const JsonValue& resource = entry.resource;
  if (const auto coded = resource.find("valueCodeableConcept")) {
    auto coding = choose_coding(*coded, {snomed_system});
    if (!coding) return refuse(Errc::in_no_value, coded->pointer());
    return CardValue{.text = coding->code, .coding = std::move(coding)};
  }
  if (const auto quantity = resource.find("valueQuantity")) {
    const auto number = quantity->find("value");
    if (!number || !number->is(JsonKind::number)) return refuse(Errc::in_no_value, quantity->pointer());
    return CardValue{.text = std::string(number->text()) + " " + text_member(*quantity, "unit"), .quantity = quantity};
  }
  const auto text = resource.find("valueString");
  const std::string value = text ? text->string() : std::string{};
  if (value.empty()) return refuse(Errc::in_no_value, at(entry, "value"));
  if (num_characters(value) > max_value_chars) return refuse(Errc::in_too_long, text->pointer());
  if (has_control_character(value)) return refuse(Errc::in_control_character, text->pointer());
  return CardValue{.text = value};
}

void write_value(JsonWriter& json, const CardValue& value, const JsonValue& observation) {
  if (value.coding) {
    write_coding(json, "valueCodeableConcept", value.coding->system, value.coding->code);
  } else if (value.quantity) {
    json.name("valueQuantity");
    write_quantity(json, *value.quantity);
    write_ranges(json, observation);
  } else {
    json.member("valueString", value.text);
  }
}

std::string write(const Event& event, const CardValue& value, const JsonValue& observation, const std::string& ial) {
  JsonWriter json;
  json.begin_object().member("resourceType", "Observation");
  if (!ial.empty()) {
    json.name("meta").begin_object().name("security").begin_array().begin_object();
    json.member("system", "https://smarthealth.cards/ial").member("code", ial).end_object().end_array().end_object();
  }
  json.member("status", event.status);
  write_coding(json, "code", event.system, event.code);
  json.name("subject")
      .begin_object()
      .member("reference", "resource:0")
      .end_object()
      .member("effectiveDateTime", event.date);
  if (!event.performer.empty())
    json.name("performer").begin_array().begin_object().member("display", event.performer).end_object().end_array();
  write_value(json, value, observation);
  return json.end_object().take();
}

}  // namespace

RecordResult card_observation(const FhirEntry& entry, const RecordContext& context, Notes& notes) {
  Event event{.kind = EventKind::test};
  VHC_TRY(event.status, read_status(entry));
  if (const auto modifier = entry.resource.find("modifierExtension"))
    return refuse(Errc::in_unsupported_modifier, modifier->pointer());
  const auto code = entry.resource.find("code");
  const auto coding = code ? choose_coding(*code, {loinc_system}) : std::nullopt;
  if (!coding) return refuse(Errc::in_no_code, at(entry, "code"));
  event.system = coding->system;
  event.code = coding->code;
  VHC_TRY(event.date, read_time(entry, context));
  VHC_TRY(const CardValue value, read_value(entry));
  event.value = value.text;
  VHC_TRY(event.performer, performer_name(entry, context, notes));
  notes.drop_others(entry.resource, "Observation",
                    {"resourceType", "meta", "status", "code", "subject", "effectiveDateTime", "performer",
                     "valueCodeableConcept", "valueQuantity", "valueString", "referenceRange"});
  notes.drop_meta(entry.resource, "Observation");
  CardRecord record{.json = write(event, value, entry.resource, assurance_level(entry.resource, context.options)),
                    .day = event.date};
  record.kept = {entry.resource.pointer(), std::move(event)};
  return record;
}

}  // namespace vhc
