// The questions about recoveries, exemptions and age.
#include <algorithm>
#include <utility>

#include "rules/other_leaves.h"
#include "rules/outcome.h"

namespace vhc {
namespace {

RuleOutcome not_yet(Day from, const RuleInput& input, RuleFacts facts) {
  const Errc reason = input.now.exact ? Errc::rules_future : Errc::clock_unknown;
  return rule_not_met(reason, std::move(facts), days_between(today(input), from) * day_seconds);
}

RuleOutcome over_since(Day counts_until, const RuleInput& input, RuleFacts facts) {
  facts.date = to_text(counts_until);
  return rule_not_met(Errc::rules_too_old, std::move(facts), days_between(counts_until, today(input)) * day_seconds);
}

void keep_nearest(std::optional<RuleOutcome>& best, RuleOutcome outcome) {
  if (!best || is_nearer(outcome, *best)) best = std::move(outcome);
}

class RecoveryLeaf : public RuleLeaf {
 public:
  explicit RecoveryLeaf(RecoveryRule rule) : rule_(std::move(rule)) {}

  RuleOutcome evaluate(const RuleInput& input) const override {
    std::optional<RuleOutcome> best;
    for (const RuleEvent& event : input.events) {
      if (counts(event)) {
        keep_nearest(best, by_time(event, input));
      } else if (is_other_result(event)) {
        keep_nearest(best, rule_not_met(Errc::rules_result, {.label = rule_.test_set->label}));
      }
    }
    return best ? *std::move(best) : rule_not_met(Errc::rules_none, facts());
  }

  std::string words() const override {
    std::string text = rule_.set ? shown_label(*rule_.set) : std::string();
    if (rule_.test_set) {
      text += (text.empty() ? "" : " or ") + shown_label(*rule_.test_set) + ": " + shown_label(*rule_.positive);
    }
    if (rule_.min_days > 0) text += ", " + counted(rule_.min_days, "day") + " ago or more";
    if (rule_.max) text += ", not more than " + vhc::words(*rule_.max) + " ago";
    return text;
  }

 private:
  RuleFacts facts() const { return {.label = rule_.set ? rule_.set->label : rule_.test_set->label}; }

  bool counts(const RuleEvent& event) const {
    if (rule_.set && event.kind == EventKind::recovery) return rule_.set->contains(event);
    return rule_.test_set && event.kind == EventKind::test && rule_.test_set->contains(event) &&
           rule_.positive->contains(event.value_system, event.value);
  }

  bool is_other_result(const RuleEvent& event) const {
    return rule_.test_set && event.kind == EventKind::test && rule_.test_set->contains(event);
  }

  RuleOutcome by_time(const RuleEvent& event, const RuleInput& input) const {
    const auto when = read_when(event.date, *input.calendar);
    if (!when) return rule_open(Errc::rules_open, facts());
    if (when->first > today(input)) return not_yet(when->first, input, facts());
    if (rule_.min_days == 0 && !rule_.max) return rule_met(facts());
    if (!input.now.exact) return rule_not_met(Errc::clock_unknown, facts());
    const Day ripe_on = when->last + std::chrono::days{rule_.min_days};
    if (rule_.min_days > 0 && today(input) < ripe_on) {
      RuleFacts why = facts();
      why.left = days_between(today(input), ripe_on);
      why.need = rule_.min_days;
      why.passed = rule_.min_days - *why.left;
      why.date = to_text(ripe_on);
      return rule_not_met(Errc::rules_wait, why, *why.left * day_seconds);
    }
    if (rule_.max && today(input) > add(when->first, *rule_.max)) {
      return over_since(add(when->first, *rule_.max), input, facts());
    }
    return rule_met(facts());
  }

  RecoveryRule rule_;
};

class ExemptionLeaf : public RuleLeaf {
 public:
  explicit ExemptionLeaf(ExemptionRule rule) : rule_(std::move(rule)) {}

  RuleOutcome evaluate(const RuleInput& input) const override {
    std::optional<RuleOutcome> best;
    for (const RuleEvent& event : input.events) {
      if (event.kind != EventKind::exemption || !rule_.set->contains(event)) continue;
      keep_nearest(best, by_time(event, input));
    }
    return best ? *std::move(best) : rule_not_met(Errc::rules_none, facts());
  }

  std::string words() const override {
    return shown_label(*rule_.set) + (rule_.open_ended ? ", with or without an end" : ", with an end that is not over");
  }

 private:
  RuleFacts facts() const { return {.label = rule_.set->label}; }

  RuleOutcome by_time(const RuleEvent& event, const RuleInput& input) const {
    // One without a beginning began before anybody looked; a beginning that cannot be read is not understood.
    const auto from = read_when(event.date, *input.calendar);
    if (!event.date.empty() && !from) return rule_open(Errc::rules_open, facts());
    if (from && from->first > today(input)) return not_yet(from->first, input, facts());
    if (event.until.empty()) return rule_.open_ended ? rule_met(facts()) : rule_open(Errc::rules_open, facts());
    const auto until = read_when(event.until, *input.calendar);
    if (!until) return rule_open(Errc::rules_open, facts());
    if (!input.now.exact) return rule_not_met(Errc::clock_unknown, facts());
    return today(input) > until->first ? over_since(until->first, input, facts()) : rule_met(facts());
  }

  ExemptionRule rule_;
};

class AgeLeaf : public RuleLeaf {
 public:
  explicit AgeLeaf(AgeRule rule) : rule_(rule) {}

  // Always reckoned against the holder: of a birth date that lacks its day, the day that is worse.
  RuleOutcome evaluate(const RuleInput& input) const override {
    const auto born = read_days(input.birth_date);
    if (!born) return rule_not_met(Errc::rules_birth_date, {});
    if (rule_.born_before && born->last >= *rule_.born_before) return rule_not_met(Errc::rules_age, {});
    if (!rule_.under && !rule_.at_least) return rule_met();
    if (!input.now.exact) return rule_not_met(Errc::clock_unknown, {});
    const bool is_young = !rule_.under || today(input) < add(born->first, *rule_.under);
    const bool is_old = !rule_.at_least || today(input) >= add(born->last, *rule_.at_least);
    return is_young && is_old ? rule_met() : rule_not_met(Errc::rules_age, {});
  }

  std::string words() const override {
    std::string text = "a person";
    if (rule_.under) text += " under the age of " + vhc::words(*rule_.under);
    if (rule_.at_least) text += std::string(rule_.under ? " and" : "") + " of at least " + vhc::words(*rule_.at_least);
    if (rule_.born_before) text += " born before " + to_text(*rule_.born_before);
    return text;
  }

 private:
  AgeRule rule_;
};

}  // namespace

std::shared_ptr<const RuleLeaf> make_leaf(RecoveryRule rule) {
  return std::make_shared<RecoveryLeaf>(std::move(rule));
}
std::shared_ptr<const RuleLeaf> make_leaf(ExemptionRule rule) {
  return std::make_shared<ExemptionLeaf>(std::move(rule));
}
std::shared_ptr<const RuleLeaf> make_leaf(AgeRule rule) {
  return std::make_shared<AgeLeaf>(rule);
}

}  // namespace vhc
