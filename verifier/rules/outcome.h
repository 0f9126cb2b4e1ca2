// Answers of rules, and which of several reasons is nearest to met.
#pragma once

#include <cstdint>
#include <utility>

#include "vhc/rules.h"

namespace vhc {

RuleOutcome rule_met(RuleFacts facts = {});
RuleOutcome rule_not_met(Errc reason, RuleFacts facts, std::int64_t lack = 0);
// What cannot be understood: never met.
RuleOutcome rule_open(Errc reason, RuleFacts facts);

// Of two that are not met: whether the first is nearer. By its reason, then by what it lacks.
bool is_nearer(const RuleOutcome& one, const RuleOutcome& other);

}  // namespace vhc
