// "A negative PCR test, 72 hours old at most": the question about test results.
#include <algorithm>
#include <utility>
#include <vector>

#include "rules/other_leaves.h"
#include "rules/outcome.h"

namespace vhc {
namespace {

// How far ahead of the clock a test may be taken: clocks differ.
constexpr std::chrono::seconds test_skew{300};

struct Tested {
  When when;
  UnixTime earliest;
  UnixTime latest;
  bool holds = false;  // the result is one that counts
};

class TestLeaf : public RuleLeaf {
 public:
  explicit TestLeaf(TestRule rule) : rule_(std::move(rule)) {}

  RuleOutcome evaluate(const RuleInput& input) const override {
    const RuleFacts facts{.label = rule_.set->label};
    std::vector<Tested> tests;
    std::optional<RuleOutcome> because;  // why one did not count at all
    bool any = false;
    for (const RuleEvent& event : input.events) {
      if (event.kind != EventKind::test || !rule_.set->contains(event)) continue;
      any = true;
      const bool holds = rule_.result.holds(event);
      const auto when = read_when(event.date, *input.calendar);
      if (!when) {
        // Nobody knows when: a result that counts is not proved, and one that does not may be the newest.
        if (!holds && rule_.newest) return rule_not_met(Errc::rules_result, facts);
        because = rule_open(Errc::rules_open, facts);
      } else if (is_future(*when, input) && (holds || input.now.exact)) {
        because = rule_not_met(input.now.exact ? Errc::rules_future : Errc::clock_unknown, facts);
      } else {
        tests.push_back(tested(*when, holds, *input.calendar));
      }
    }
    if (!any) return rule_not_met(Errc::rules_none, facts);
    return best_of(tests, std::move(because), input);
  }

  std::string words() const override;

  bool covers(const RuleLeaf& other) const override {
    const auto* const that = dynamic_cast<const TestLeaf*>(&other);
    if (that == nullptr || rule_.set != that->rule_.set || rule_.result.codes != that->rule_.result.codes) return false;
    const TestRule& a = rule_;
    const TestRule& b = that->rule_;
    const bool asks_plainly = !a.max && a.min_days == 0 && !a.result.at_least && !b.result.at_least;
    const bool is_longer = !a.max_hours || (b.max_hours && *a.max_hours >= *b.max_hours);
    return asks_plainly && is_longer && (!a.newest || b.newest);
  }

 private:
  // A day is reckoned from its local midnight.
  static Tested tested(const When& when, bool holds, const LocalCalendar& calendar) {
    if (when.moment) return {when, *when.moment, *when.moment, holds};
    const UnixTime start = calendar.start_of(std::chrono::year_month_day{when.first});
    const UnixTime end = calendar.start_of(std::chrono::year_month_day{when.last + std::chrono::days{1}});
    return {when, start, end - std::chrono::seconds{1}, holds};
  }

  static bool is_future(const When& when, const RuleInput& input) {
    return when.moment ? *when.moment > input.now.earliest + test_skew : when.first > today(input);
  }

  RuleOutcome best_of(const std::vector<Tested>& tests, std::optional<RuleOutcome> best, const RuleInput& input) const {
    const auto take = [&best](RuleOutcome outcome) {
      if (!best || is_nearer(outcome, *best)) best = std::move(outcome);
    };
    for (const Tested& test : tests) {
      const bool counts = test.holds && !(rule_.newest && is_overtaken(test, tests));
      take(counts ? by_time(test, input) : rule_not_met(Errc::rules_result, {.label = rule_.set->label}));
    }
    return *std::move(best);
  }

  // Whether another result, as new or newer, says otherwise.
  static bool is_overtaken(const Tested& test, const std::vector<Tested>& tests) {
    return std::any_of(tests.begin(), tests.end(),
                       [&test](const Tested& other) { return !other.holds && other.latest >= test.earliest; });
  }

  RuleOutcome by_time(const Tested& test, const RuleInput& input) const {
    RuleFacts facts{.label = rule_.set->label};
    const bool needs_clock = rule_.max_hours || rule_.max || rule_.min_days > 0;
    if (!needs_clock) return rule_met(std::move(facts));
    if (!input.now.exact) return rule_not_met(Errc::clock_unknown, std::move(facts));
    const Day ripe_on = test.when.last + std::chrono::days{rule_.min_days};
    if (rule_.min_days > 0 && today(input) < ripe_on) return wait(ripe_on, input, std::move(facts));
    if (rule_.max_hours) {
      const auto age = input.now.earliest - test.earliest;
      facts.in_hours = true;
      facts.need = *rule_.max_hours;
      facts.passed = std::chrono::floor<std::chrono::hours>(age).count();
      const auto over = age - std::chrono::hours{*rule_.max_hours};
      if (over > std::chrono::seconds{0}) return rule_not_met(Errc::rules_too_old, std::move(facts), over.count());
    }
    if (rule_.max && today(input) > add(test.when.first, *rule_.max)) {
      const Day counts_until = add(test.when.first, *rule_.max);
      facts.date = to_text(counts_until);
      return rule_not_met(Errc::rules_too_old, std::move(facts),
                          days_between(counts_until, today(input)) * day_seconds);
    }
    return rule_met(std::move(facts));
  }

  RuleOutcome wait(Day ripe_on, const RuleInput& input, RuleFacts facts) const {
    facts.left = days_between(today(input), ripe_on);
    facts.need = rule_.min_days;
    facts.passed = rule_.min_days - *facts.left;
    facts.date = to_text(ripe_on);
    const std::int64_t lack = *facts.left * day_seconds;
    return rule_not_met(Errc::rules_wait, std::move(facts), lack);
  }

  TestRule rule_;
};

std::string TestLeaf::words() const {
  std::string text = shown_label(*rule_.set) + ": ";
  const auto& least = rule_.result.at_least;
  text += least ? "at least " + least->value + " " + least->unit : shown_label(*rule_.result.codes);
  if (rule_.max_hours) text += ", " + counted(*rule_.max_hours, "hour") + " old at most";
  if (rule_.max) text += ", " + vhc::words(*rule_.max) + " old at most";
  if (rule_.min_days > 0) text += ", " + counted(rule_.min_days, "day") + " old or more";
  if (!rule_.newest) text += ", also when a newer result says otherwise";
  return text;
}

}  // namespace

bool WantedResult::holds(const RuleEvent& event) const {
  if (codes) return codes->contains(event.value_system, event.value);
  return at_least && event.unit == at_least->unit && is_at_least(event.number, at_least->value);
}

std::shared_ptr<const RuleLeaf> make_leaf(TestRule rule) {
  return std::make_shared<TestLeaf>(std::move(rule));
}

}  // namespace vhc
