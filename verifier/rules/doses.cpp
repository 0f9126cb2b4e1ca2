#include "rules/doses.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "rules/outcome.h"

namespace vhc {
namespace {

struct Dose {
  When when;
  Code product;
  int units = 1;
  int number = 0;  // as its family numbers it; 0: not numbered
  bool subpotent = false;
};

// Fewer days than are asked for must have passed before a dose that says only its month or year can be told: the last
// of them counts for minima, the first for maxima.
bool is_earlier(const Dose& one, const Dose& other) {
  return std::pair(one.when.first, one.when.last) < std::pair(other.when.first, other.when.last);
}

// A dose that is left out, and why.
struct LeftOut {
  RuleOutcome because;
  int units = 1;
};

// The first day of the season in which `day` lies.
Day season_of(Day day, std::chrono::month_day start) {
  const std::chrono::year year = std::chrono::year_month_day{day}.year();
  const auto begins = [start](std::chrono::year y) {
    const Day last{y / start.month() / std::chrono::last};
    return std::min(last, Day{y / start.month() / 1} + (start.day() - std::chrono::day{1}));
  };
  const Day this_year = begins(year);
  return this_year <= day ? this_year : begins(year - std::chrono::years{1});
}

// One look at one card.
class DoseCount {
 public:
  DoseCount(const DoseRule& rule, const RuleInput& input)
      : rule_(rule), input_(input), today_(today(input)), born_(read_days(input.birth_date)) {}

  RuleOutcome decide(std::vector<Dose> doses) {
    std::stable_sort(doses.begin(), doses.end(), is_earlier);
    for (Dose& dose : doses) take(std::move(dose));
    const int have = total(counted_);
    if (have < rule_.need) return too_few(have);
    if (needs_clock() && !input_.now.exact) return rule_not_met(Errc::clock_unknown, facts());
    return decide_by_time(have);
  }

 private:
  RuleFacts facts() const { return {.label = rule_.set->label}; }

  bool needs_clock() const { return rule_.min_days > 0 || rule_.max || rule_.season_start; }

  void leave_out(const Dose& dose, RuleOutcome because) { left_out_.push_back({std::move(because), dose.units}); }

  void take(Dose dose) {
    if (auto because = why_not(dose)) {
      leave_out(dose, *std::move(because));
    } else if (!counted_.empty() && dose.when.first <= counted_.back().when.last) {
      join(counted_.back(), dose);
    } else if (!counted_.empty() && gap_to(dose) < rule_.min_gap_days - rule_.grace_days) {
      leave_out(dose, too_close(dose));
    } else if (!rule_.until || dose.when.last <= *rule_.until) {
      counted_.push_back(std::move(dose));
    }
  }

  // Two entries of one day, or that may be of one day, are one dose.
  static void join(Dose& kept, const Dose& again) {
    kept.when.last = std::max(kept.when.last, again.when.last);
    kept.units = std::max(kept.units, again.units);
    kept.number = std::max(kept.number, again.number);
  }

  std::int64_t gap_to(const Dose& dose) const { return days_between(counted_.back().when.last, dose.when.first); }

  RuleOutcome too_close(const Dose& dose) const {
    RuleFacts why = facts();
    why.need = rule_.min_gap_days;
    why.have = gap_to(dose);
    const std::int64_t lack = rule_.min_gap_days - rule_.grace_days - gap_to(dose);
    return rule_not_met(Errc::rules_gap, std::move(why), lack * day_seconds);
  }

  std::optional<RuleOutcome> why_not(const Dose& dose) const {
    if (dose.subpotent && !rule_.subpotent) return rule_not_met(Errc::rules_subpotent, facts());
    if (dose.when.first > today_) {
      const std::int64_t lack = days_between(today_, dose.when.first) * day_seconds;
      // A clock that is behind cannot say that a day lies in the future; and not that it is over.
      return rule_not_met(input_.now.exact ? Errc::rules_future : Errc::clock_unknown, facts(), lack);
    }
    if (auto because = before(rule_.from, dose)) return because;
    if (rule_.season_start && input_.now.exact) {
      if (auto because = before(season_of(today_, *rule_.season_start), dose)) return because;
    }
    return too_young(dose);
  }

  std::optional<RuleOutcome> before(std::optional<Day> start, const Dose& dose) const {
    if (!start || dose.when.first >= *start) return std::nullopt;
    return rule_not_met(Errc::rules_too_old, facts(), days_between(dose.when.first, *start) * day_seconds);
  }

  // Reckoned against the holder: born as late as the card allows, vaccinated as early.
  std::optional<RuleOutcome> too_young(const Dose& dose) const {
    if (!rule_.min_age) return std::nullopt;
    if (!born_) return rule_not_met(Errc::rules_birth_date, facts());
    const Day earliest = add(born_->last, *rule_.min_age) - std::chrono::days{rule_.grace_days};
    if (dose.when.first >= earliest) return std::nullopt;
    return rule_not_met(Errc::rules_age_at_dose, facts(), days_between(dose.when.first, earliest) * day_seconds);
  }

  // Doses in their order; one that is numbered stands for those before it.
  int total(const std::vector<Dose>& doses) const {
    int sum = 0;
    for (const Dose& dose : doses) {
      if (rule_.dose_numbers) sum = std::max(sum, dose.number - 1);
      sum += dose.units;
    }
    return sum;
  }

  // What was left out is the reason only if it would have been enough.
  RuleOutcome too_few(int have) const {
    int possible = have;
    const LeftOut* nearest = nullptr;
    for (const LeftOut& one : left_out_) {
      possible += one.units;
      if (nearest == nullptr || is_nearer(one.because, nearest->because)) nearest = &one;
    }
    if (nearest != nullptr && possible >= rule_.need) return nearest->because;
    RuleFacts why = facts();
    why.need = rule_.need;
    why.have = have;
    return rule_not_met(Errc::rules_doses, std::move(why), rule_.need - have);
  }

  Day ripe_on(const Dose& dose) const { return dose.when.last + std::chrono::days{rule_.min_days}; }

  // A fresh dose harms nobody: the doses that are old enough must be enough.
  RuleOutcome decide_by_time(int have) const {
    std::vector<Dose> ripe;
    std::vector<Day> unripe;
    for (const Dose& dose : counted_) {
      if (rule_.min_days == 0 || ripe_on(dose) <= today_) {
        ripe.push_back(dose);
      } else {
        unripe.push_back(ripe_on(dose));
      }
    }
    if (total(ripe) < rule_.need) return wait_until(enough_on());
    if (rule_.max) {
      const Day counts_until = add(ripe.back().when.first, *rule_.max);
      if (today_ > counts_until) return unripe.empty() ? too_old(counts_until) : wait_until(unripe.front());
    }
    RuleFacts why = facts();
    why.need = rule_.need;
    why.have = have;
    return rule_met(std::move(why));
  }

  // The day on which the doses that are then old enough are enough.
  Day enough_on() const {
    std::vector<Dose> doses;
    for (const Dose& dose : counted_) {
      doses.push_back(dose);
      if (total(doses) >= rule_.need) return ripe_on(dose);
    }
    return ripe_on(counted_.back());
  }

  RuleOutcome wait_until(Day day) const {
    RuleFacts why = facts();
    why.left = days_between(today_, day);
    why.need = rule_.min_days;
    why.passed = rule_.min_days - *why.left;
    why.date = to_text(day);
    return rule_not_met(Errc::rules_wait, std::move(why), days_between(today_, day) * day_seconds);
  }

  RuleOutcome too_old(Day counts_until) const {
    RuleFacts why = facts();
    why.date = to_text(counts_until);
    why.passed = days_between(counts_until, today_);
    return rule_not_met(Errc::rules_too_old, std::move(why), days_between(counts_until, today_) * day_seconds);
  }

  const DoseRule& rule_;
  const RuleInput& input_;
  Day today_;
  std::optional<When> born_;
  std::vector<Dose> counted_;
  std::vector<LeftOut> left_out_;
};

class DoseLeaf : public RuleLeaf {
 public:
  explicit DoseLeaf(DoseRule rule) : rule_(std::move(rule)) {}

  RuleOutcome evaluate(const RuleInput& input) const override {
    std::vector<Dose> doses;
    bool undated = false;
    for (const RuleEvent& event : input.events) {
      if (event.kind != EventKind::immunization || !rule_.set->contains(event)) continue;
      const auto when = read_when(event.date, *input.calendar);
      undated |= !when;
      if (when) doses.push_back(dose_of(event, *when));
    }
    const RuleFacts facts{.label = rule_.set->label};
    if (doses.empty()) return undated ? rule_open(Errc::rules_open, facts) : rule_not_met(Errc::rules_none, facts);
    RuleOutcome outcome = rule_.same_product ? best_product(doses, input) : DoseCount(rule_, input).decide(doses);
    // One dose more, of a day that nobody knows, might have been enough.
    const bool might_be_enough = undated && outcome.reason == Errc::rules_doses;
    return might_be_enough ? rule_open(Errc::rules_open, facts) : outcome;
  }

  std::string words() const override;
  bool covers(const RuleLeaf& other) const override;

 private:
  Dose dose_of(const RuleEvent& event, const When& when) const {
    return {.when = when,
            .product = Code(event.system, event.code),
            .units = units_of(event),
            .number = event.dose,
            .subpotent = event.subpotent};
  }

  int units_of(const RuleEvent& event) const {
    auto units = rule_.units.find(Code(event.system, event.code));
    for (const Code& code : event.other_codes) {
      if (units == rule_.units.end()) units = rule_.units.find(code);
    }
    return units == rule_.units.end() ? 1 : units->second;
  }

  RuleOutcome best_product(const std::vector<Dose>& doses, const RuleInput& input) const {
    std::map<Code, std::vector<Dose>> products;
    for (const Dose& dose : doses) products[dose.product].push_back(dose);
    std::optional<RuleOutcome> best;
    for (auto& [product, same] : products) {
      RuleOutcome outcome = DoseCount(rule_, input).decide(std::move(same));
      if (!best || is_nearer(outcome, *best)) best = std::move(outcome);
    }
    return *std::move(best);
  }

  DoseRule rule_;
};

std::string DoseLeaf::words() const {
  std::string text = counted(rule_.need, "dose") + " of " + shown_label(*rule_.set);
  const auto say = [&text](const std::string& part) { text += ", " + part; };
  if (rule_.same_product) say("all of one product");
  if (rule_.min_days > 0)
    say((rule_.need == 1 ? "" : "the last of them ") + counted(rule_.min_days, "day") + " ago or more");
  if (rule_.max)
    say((rule_.need == 1 ? "not more than " : "the newest not more than ") + vhc::words(*rule_.max) + " ago");
  if (rule_.season_start) {
    say("since the season began (" + std::to_string(unsigned{rule_.season_start->day()}) + " of month " +
        std::to_string(unsigned{rule_.season_start->month()}) + ")");
  }
  if (rule_.min_gap_days > 0) say("at least " + counted(rule_.min_gap_days, "day") + " apart");
  if (rule_.min_age) say("none before the age of " + vhc::words(*rule_.min_age));
  if (rule_.grace_days > 0) say(counted(rule_.grace_days, "day") + " of grace");
  if (rule_.from) say("given on " + to_text(*rule_.from) + " or later");
  if (rule_.until) say("given on " + to_text(*rule_.until) + " or earlier");
  for (const auto& [code, units] : rule_.units) say(shown_code(code) + " counts for " + counted(units, "dose"));
  if (rule_.subpotent) say("also doses that are marked as too weak");
  if (!rule_.dose_numbers) say("numbers of doses on the card do not count");
  return text;
}

// Asks for the same in fewer doses, less time since or more time until, and nothing besides.
bool DoseLeaf::covers(const RuleLeaf& other) const {
  const auto* const that = dynamic_cast<const DoseLeaf*>(&other);
  if (that == nullptr || rule_.set != that->rule_.set) return false;
  const DoseRule& a = rule_;
  const DoseRule& b = that->rule_;
  const bool asks_plainly = !a.max && !a.min_age && !a.from && !a.until && !a.season_start && !a.same_product;
  return asks_plainly && a.need <= b.need && a.min_days <= b.min_days &&
         a.min_gap_days <= b.min_gap_days - b.grace_days && a.subpotent >= b.subpotent &&
         a.dose_numbers >= b.dose_numbers && a.units == b.units;
}

}  // namespace

std::shared_ptr<const RuleLeaf> make_leaf(DoseRule rule) {
  return std::make_shared<DoseLeaf>(std::move(rule));
}

}  // namespace vhc
