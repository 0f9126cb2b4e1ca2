// What a card says, for a rule: from a card that was read, or as people write it down to try a rule.
#include <algorithm>
#include <array>
#include <utility>

#include "rules/fields.h"
#include "vhc/event_status.h"

namespace vhc {
namespace {

constexpr std::size_t max_fact_bytes = 2048;
constexpr std::size_t max_depth = 8;

tl::unexpected<Error> bad_fact(std::string where, std::string what) {
  return tl::unexpected(Error{Errc::rules_facts, std::move(what), std::move(where), {}});
}

// The facts of a card are told of by their place alone: what stands there may be somebody's.
Result<void> take_text(const JsonValue& object, std::string_view name, std::string& place, const std::string& where) {
  const auto member = object.find(name);
  if (!member || member->is(JsonKind::null)) return {};
  place = member->string();
  if (member->is(JsonKind::string) && place.size() <= max_fact_bytes) return {};
  return bad_fact(where + "/" + std::string(name), "a text must stand here");
}

Result<EventKind> read_kind(const JsonValue& event, const std::string& where) {
  constexpr std::array kinds{EventKind::immunization, EventKind::test, EventKind::recovery, EventKind::exemption,
                             EventKind::other};
  const auto kind = event.find("kind");
  for (const EventKind one : kinds) {
    if (kind && kind->equals(name(one))) return one;
  }
  return bad_fact(where + "/kind", "the kind is immunization, test, recovery, exemption or other");
}

// A code as text, as vhc.report/1 has it, or an object: a code in its system, or a number with its unit.
Result<void> take_value(const JsonValue& event, RuleEvent& fact, const std::string& where) {
  const auto value = event.find("value");
  if (!value || value->is(JsonKind::string)) return take_text(event, "value", fact.value, where);
  if (!value->is(JsonKind::object)) return bad_fact(where + "/value", "a result must stand here");
  const std::string inside = where + "/value";
  VHC_CHECK_OK(take_text(*value, "system", fact.value_system, inside));
  VHC_CHECK_OK(take_text(*value, "code", fact.value, inside));
  VHC_CHECK_OK(take_text(*value, "unit", fact.unit, inside));
  if (const auto number = value->find("number")) {
    if (!number->is(JsonKind::number)) return bad_fact(inside + "/number", "a number must stand here");
    fact.number = std::string(number->text());
  }
  return {};
}

Result<RuleEvent> read_event(const JsonValue& event, const std::string& where) {
  if (!event.is(JsonKind::object)) return bad_fact(where, "an event is an object");
  RuleEvent fact;
  VHC_TRY(fact.kind, read_kind(event, where));
  VHC_CHECK_OK(take_text(event, "date", fact.date, where));
  VHC_CHECK_OK(take_text(event, "system", fact.system, where));
  VHC_CHECK_OK(take_text(event, "code", fact.code, where));
  VHC_CHECK_OK(take_text(event, "until", fact.until, where));
  VHC_CHECK_OK(take_value(event, fact, where));
  if (const auto subpotent = event.find("subpotent")) {
    if (!subpotent->is(JsonKind::boolean)) return bad_fact(where + "/subpotent", "true or false must stand here");
    fact.subpotent = subpotent->boolean();
  }
  if (const auto dose = event.find("dose")) {
    const auto number = read_count({*dose, where}, 0, 99);
    if (!number) return bad_fact(where + "/dose", "a whole number up to 99 must stand here");
    fact.dose = *number;
  }
  return fact;
}

// Of an event with a status, whether it stands; one without stands: people leave it out.
bool is_withdrawn(const JsonValue& event, const RuleEvent& fact) {
  const auto status = event.find_string("status");
  return status && !stands({.kind = fact.kind, .system = fact.system, .code = fact.code, .status = *status});
}

Result<void> take_events(const JsonValue& root, RuleInput& input) {
  const auto events = root.find("events");
  if (!events || !events->is(JsonKind::array) || events->size() > max_events) {
    return bad_fact("/events", "a list of at most 1000 events must stand here");
  }
  std::size_t index = 0;
  for (auto event = events->first(); event; event = event->next()) {
    VHC_TRY(RuleEvent fact, read_event(*event, "/events/" + std::to_string(index++)));
    if (!is_withdrawn(*event, fact)) input.events.push_back(std::move(fact));
  }
  return {};
}

}  // namespace

Result<RuleInput> read_card_facts(std::string json) {
  VHC_TRY(const JsonDocument document, JsonDocument::parse(std::move(json), {max_card_facts_bytes, max_depth}));
  const JsonValue root = document.root();
  if (!root.is(JsonKind::object)) return bad_fact({}, "an object with person, card and events must stand here");
  RuleInput input;
  if (const auto person = root.find("person")) {
    if (!person->is(JsonKind::object)) return bad_fact("/person", "an object must stand here");
    VHC_CHECK_OK(take_text(*person, "birthDate", input.birth_date, "/person"));
  }
  if (const auto card = root.find("card")) {
    if (!card->is(JsonKind::object)) return bad_fact("/card", "an object must stand here");
    VHC_CHECK_OK(take_text(*card, "format", input.card.format, "/card"));
    VHC_CHECK_OK(take_text(*card, "network", input.card.network, "/card"));
    VHC_CHECK_OK(take_text(*card, "iss", input.card.iss, "/card"));
  }
  VHC_CHECK_OK(take_events(root, input));
  return input;
}

RuleInput rule_input(const CardContents& contents, std::string_view format, std::string network) {
  RuleInput input{.card = {std::string(format), std::move(network), contents.issuer},
                  .birth_date = contents.subject.birth_date};
  for (const Event& event : contents.events) {
    if (!stands(event)) continue;
    input.events.push_back({.kind = event.kind,
                            .date = event.date,
                            .system = event.system,
                            .code = event.code,
                            .other_codes = event.other_codes,
                            .value_system = event.value_system,
                            .value = event.value,
                            .number = event.number,
                            .unit = event.unit,
                            .until = event.until,
                            .dose = event.dose,
                            .subpotent = event.subpotent});
  }
  return input;
}

}  // namespace vhc
