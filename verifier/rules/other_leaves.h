// The questions about tests, recoveries, exemptions and age.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "rules/calendar.h"
#include "rules/code_set.h"
#include "vhc/rules.h"

namespace vhc {

// A number as JSON writes it, compared exactly.
struct Amount {
  std::string value;
  std::string unit;
};

// The results that count: a set of codes, or an amount in one unit, which is never converted.
struct WantedResult {
  CodeSetPtr codes;
  std::optional<Amount> at_least = {};
  bool holds(const RuleEvent& event) const;
};

struct TestRule {
  CodeSetPtr set;
  WantedResult result;
  std::optional<int> max_hours = {};
  std::optional<Span> max = {};
  int min_days = 0;
  bool newest = true;  // a newer result that says otherwise ends the search
};

// A recovery that the card states, or a positive test.
struct RecoveryRule {
  CodeSetPtr set;
  CodeSetPtr test_set;
  CodeSetPtr positive;
  int min_days = 0;
  std::optional<Span> max = {};
};

struct ExemptionRule {
  CodeSetPtr set;
  bool open_ended = false;  // one without an end counts too
};

struct AgeRule {
  std::optional<Span> under = {};
  std::optional<Span> at_least = {};
  std::optional<Day> born_before = {};
};

std::shared_ptr<const RuleLeaf> make_leaf(TestRule rule);
std::shared_ptr<const RuleLeaf> make_leaf(RecoveryRule rule);
std::shared_ptr<const RuleLeaf> make_leaf(ExemptionRule rule);
std::shared_ptr<const RuleLeaf> make_leaf(AgeRule rule);

// Whether `value` is at least `least`, both as JSON writes numbers and within 64 characters; no for what is no number.
bool is_at_least(std::string_view value, std::string_view least);
bool is_amount(std::string_view value);

}  // namespace vhc
