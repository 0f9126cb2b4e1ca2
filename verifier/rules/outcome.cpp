#include "rules/outcome.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "rules/calendar.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

// From the one that is put right most easily to the one that cannot be put right.
constexpr std::array nearest{Errc::clock_unknown,     Errc::rules_wait,       Errc::rules_too_old,   Errc::rules_gap,
                             Errc::rules_age_at_dose, Errc::rules_birth_date, Errc::rules_subpotent, Errc::rules_doses,
                             Errc::rules_result,      Errc::rules_future,     Errc::rules_open,      Errc::rules_none,
                             Errc::rules_age};

std::ptrdiff_t place_of(const RuleOutcome& outcome) {
  if (!outcome.reason) return -1;
  return std::distance(nearest.begin(), std::find(nearest.begin(), nearest.end(), *outcome.reason));
}

std::string label_of(const RuleFacts& facts) {
  const std::string_view label = text_in(facts.label, "en");
  return label.empty() ? "what is asked for" : std::string(label);
}

std::string passed_and_needed(const RuleFacts& facts) {
  const std::string_view unit = facts.in_hours ? "hour" : "day";
  std::string text = label_of(facts) + ": ";
  text += *facts.passed < 0 ? "lies in the future" : counted(*facts.passed, unit) + " ago";
  if (facts.need) text += ", " + std::to_string(*facts.need) + " needed";
  if (!facts.date.empty()) text += "; it counts from " + facts.date;
  return text;
}

std::string too_old(const RuleFacts& facts) {
  std::string text = label_of(facts) + ": too old";
  if (facts.in_hours && facts.need) text += ", " + counted(*facts.need, "hour") + " at most";
  if (!facts.date.empty()) text += "; it counted until " + facts.date;
  return text;
}

std::string doses(const RuleFacts& facts) {
  const std::int64_t have = facts.have.value_or(0);
  return label_of(facts) + ": " + counted(facts.need.value_or(1), "dose") + " needed, the card has " +
         std::to_string(have) + (have == 1 ? " that counts" : " that count");
}

std::string gap(const RuleFacts& facts) {
  std::string text = label_of(facts) + ": two doses are too close together";
  if (facts.have && facts.need)
    text += ", " + counted(*facts.have, "day") + ", " + std::to_string(*facts.need) + " needed";
  return text;
}

}  // namespace

RuleOutcome rule_met(RuleFacts facts) {
  return {.answer = RuleAnswer::met, .reason = std::nullopt, .requirement = {}, .facts = std::move(facts), .lack = 0};
}

RuleOutcome rule_not_met(Errc reason, RuleFacts facts, std::int64_t lack) {
  return {.answer = RuleAnswer::not_met, .reason = reason, .requirement = {}, .facts = std::move(facts), .lack = lack};
}

RuleOutcome rule_open(Errc reason, RuleFacts facts) {
  return {.answer = RuleAnswer::open, .reason = reason, .requirement = {}, .facts = std::move(facts), .lack = 0};
}

void write_outcome(JsonWriter& json, const RuleOutcome& outcome) {
  const auto text_or_null = [&json](JsonName member, std::string_view text) {
    json.name(member);
    if (text.empty()) {
      json.null();
    } else {
      json.string(text);
    }
  };
  text_or_null("requirement", outcome.requirement);
  text_or_null("reason", outcome.reason ? name(*outcome.reason) : std::string_view{});
  const RuleFacts& facts = outcome.facts;
  json.name("facts").begin_object();
  const auto number = [&json](JsonName member, const std::optional<std::int64_t>& value) {
    if (value) json.member(member, *value);
  };
  if (!facts.label.empty()) json.member("label", text_in(facts.label, "en"));
  number("need", facts.need);
  number("have", facts.have);
  number("passed", facts.passed);
  number("left", facts.left);
  if (facts.in_hours) json.member("unit", "hours");
  if (!facts.date.empty()) json.member("date", facts.date);
  json.end_object();
}

bool is_nearer(const RuleOutcome& one, const RuleOutcome& other) {
  return std::pair(place_of(one), one.lack) < std::pair(place_of(other), other.lack);
}

std::string sentence(const RuleOutcome& outcome) {
  if (!outcome.reason) return "the rule is met";
  const RuleFacts& facts = outcome.facts;
  switch (*outcome.reason) {
    case Errc::rules_wait:
      return passed_and_needed(facts);
    case Errc::rules_too_old:
      return too_old(facts);
    case Errc::rules_doses:
      return doses(facts);
    case Errc::rules_gap:
      return gap(facts);
    case Errc::rules_none:
      return "no " + label_of(facts) + " on the card";
    case Errc::rules_result:
      return label_of(facts) + ": the result does not count here";
    case Errc::rules_age_at_dose:
    case Errc::rules_subpotent:
    case Errc::rules_future:
      return label_of(facts) + ": " + std::string(info(*outcome.reason).sentence);
    default:
      return std::string(info(*outcome.reason).sentence);
  }
}

}  // namespace vhc
