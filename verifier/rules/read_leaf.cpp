#include "rules/read_leaf.h"

#include "rules/doses.h"
#include "rules/other_leaves.h"

namespace vhc {
namespace {

constexpr int max_need = 20;
constexpr int max_days = 36600;
constexpr int max_hours = 24 * 366;

// Reads a member into its place when it is there.
template <class T, class Read>
Result<void> take(const Field& object, std::string_view name, T& place, const Read& read) {
  const auto member = object.find(name);
  if (!member) return {};
  VHC_TRY(place, read(*member));
  return {};
}

Result<void> take_days(const Field& object, std::string_view name, int& place) {
  return take(object, name, place, [](const Field& field) { return read_count(field, 0, max_days); });
}

Result<CodeSetPtr> needed_set(const Field& object, std::string_view name, const ReadSets& sets) {
  const auto member = object.find(name);
  if (!member) return bad_rule(object.where + "/" + std::string(name), "the name of a set must stand here");
  return sets.named(*member);
}

// "08-01".
Result<std::chrono::month_day> read_month_day(const Field& field) {
  const std::string text = field.value.string();
  const auto date = parse_date("2024-" + text);  // a year that has every day
  if (!field.value.is(JsonKind::string) || !date) {
    return bad_rule(field.where, "a month and a day must stand here, such as \"08-01\"");
  }
  return date->month() / date->day();
}

Result<std::map<Code, int>> read_units(const Field& field) {
  if (!field.value.is(JsonKind::object)) return bad_rule(field.where, "products and numbers, such as {\"cvx:212\": 2}");
  std::map<Code, int> units;
  for (const Field& member : members_of(field)) {
    VHC_TRY(const int number, read_count(member, 1, max_need));
    VHC_TRY(const std::vector<Code> codes, read_short_code(member.value.name(), member.where));
    for (const Code& code : codes) units[code] = number;
  }
  return units;
}

Result<std::shared_ptr<const RuleLeaf>> read_doses(const Field& field, const ReadSets& sets) {
  VHC_CHECK_OK(check_members(field, {"set", "need", "units", "min_days", "max", "min_gap_days", "grace_days", "min_age",
                                     "from", "until", "season_start", "same_product", "subpotent", "dose_numbers"}));
  DoseRule rule;
  VHC_TRY(rule.set, needed_set(field, "set", sets));
  VHC_CHECK_OK(take(field, "need", rule.need, [](const Field& f) { return read_count(f, 1, max_need); }));
  VHC_CHECK_OK(take(field, "units", rule.units, read_units));
  VHC_CHECK_OK(take_days(field, "min_days", rule.min_days));
  VHC_CHECK_OK(take(field, "max", rule.max, read_span));
  VHC_CHECK_OK(take_days(field, "min_gap_days", rule.min_gap_days));
  VHC_CHECK_OK(take_days(field, "grace_days", rule.grace_days));
  VHC_CHECK_OK(take(field, "min_age", rule.min_age, read_span));
  VHC_CHECK_OK(take(field, "from", rule.from, read_date));
  VHC_CHECK_OK(take(field, "until", rule.until, read_date));
  VHC_CHECK_OK(take(field, "season_start", rule.season_start, read_month_day));
  VHC_CHECK_OK(take(field, "same_product", rule.same_product, read_boolean));
  VHC_CHECK_OK(take(field, "subpotent", rule.subpotent, read_boolean));
  VHC_CHECK_OK(take(field, "dose_numbers", rule.dose_numbers, read_boolean));
  return make_leaf(std::move(rule));
}

Result<Amount> read_amount(const Field& field) {
  VHC_CHECK_OK(check_members(field, {"value", "unit"}));
  const auto value = field.find("value");
  const auto unit = field.find("unit");
  if (!value || !value->value.is(JsonKind::number) || !is_amount(value->value.text())) {
    return bad_rule(field.where + "/value", "a number must stand here");
  }
  if (!unit) return bad_rule(field.where + "/unit", "the unit must stand here: amounts are never converted");
  VHC_TRY(std::string unit_text, read_text(*unit, 64));
  return Amount{std::string(value->value.text()), std::move(unit_text)};
}

Result<std::shared_ptr<const RuleLeaf>> read_test(const Field& field, const ReadSets& sets) {
  VHC_CHECK_OK(check_members(field, {"set", "result", "at_least", "max_hours", "max", "min_days", "newest"}));
  TestRule rule;
  VHC_TRY(rule.set, needed_set(field, "set", sets));
  const auto result = field.find("result");
  if (result.has_value() == field.find("at_least").has_value()) {
    return bad_rule(field.where, "a test needs either \"result\", a set, or \"at_least\", a value and its unit");
  }
  if (result) {
    VHC_TRY(rule.result.codes, sets.named(*result));
  }
  VHC_CHECK_OK(take(field, "at_least", rule.result.at_least, read_amount));
  VHC_CHECK_OK(take(field, "max_hours", rule.max_hours, [](const Field& f) { return read_count(f, 1, max_hours); }));
  VHC_CHECK_OK(take(field, "max", rule.max, read_span));
  VHC_CHECK_OK(take_days(field, "min_days", rule.min_days));
  VHC_CHECK_OK(take(field, "newest", rule.newest, read_boolean));
  return make_leaf(std::move(rule));
}

Result<std::shared_ptr<const RuleLeaf>> read_recovery(const Field& field, const ReadSets& sets) {
  VHC_CHECK_OK(check_members(field, {"set", "test_set", "positive", "min_days", "max"}));
  RecoveryRule rule;
  const auto named = [&sets](const Field& f) { return sets.named(f); };
  VHC_CHECK_OK(take(field, "set", rule.set, named));
  VHC_CHECK_OK(take(field, "test_set", rule.test_set, named));
  VHC_CHECK_OK(take(field, "positive", rule.positive, named));
  const bool is_half = (rule.test_set == nullptr) != (rule.positive == nullptr);
  if (is_half || (rule.set == nullptr && rule.test_set == nullptr)) {
    return bad_rule(field.where, "a recovery needs \"set\", or \"test_set\" and \"positive\", or all three");
  }
  VHC_CHECK_OK(take_days(field, "min_days", rule.min_days));
  VHC_CHECK_OK(take(field, "max", rule.max, read_span));
  return make_leaf(std::move(rule));
}

Result<std::shared_ptr<const RuleLeaf>> read_exemption(const Field& field, const ReadSets& sets) {
  VHC_CHECK_OK(check_members(field, {"set", "open_ended"}));
  ExemptionRule rule;
  VHC_TRY(rule.set, needed_set(field, "set", sets));
  VHC_CHECK_OK(take(field, "open_ended", rule.open_ended, read_boolean));
  return make_leaf(std::move(rule));
}

// A number of years, or a span.
Result<Span> read_age(const Field& field) {
  if (!field.value.is(JsonKind::number)) return read_span(field);
  VHC_TRY(const int years, read_count(field, 0, 150));
  return Span{years, Span::Unit::years};
}

Result<std::shared_ptr<const RuleLeaf>> read_age_rule(const Field& field) {
  VHC_CHECK_OK(check_members(field, {"under", "at_least", "born_before"}));
  AgeRule rule;
  VHC_CHECK_OK(take(field, "under", rule.under, read_age));
  VHC_CHECK_OK(take(field, "at_least", rule.at_least, read_age));
  VHC_CHECK_OK(take(field, "born_before", rule.born_before, read_date));
  if (!rule.under && !rule.at_least && !rule.born_before) {
    return bad_rule(field.where, "an age needs \"under\", \"at_least\" or \"born_before\"");
  }
  return make_leaf(rule);
}

}  // namespace

Result<std::shared_ptr<const RuleLeaf>> read_leaf(const Field& field, const ReadSets& sets,
                                                  const LeafReaders& readers) {
  const std::string kind = field.value.name();
  if (kind == "doses") return read_doses(field, sets);
  if (kind == "test") return read_test(field, sets);
  if (kind == "recovery") return read_recovery(field, sets);
  if (kind == "exemption") return read_exemption(field, sets);
  if (kind == "age") return read_age_rule(field);
  const auto reader = readers.find(kind);
  if (reader != readers.end()) return reader->second(field.value);
  if (kind == "certlogic")
    return bad_rule(field.where, "this version cannot evaluate CertLogic", std::string(what_can_be_asked));
  return bad_rule(field.where, "this cannot be asked for", std::string(what_can_be_asked));
}

}  // namespace vhc
