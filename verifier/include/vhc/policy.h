// What a venue asks for beyond a genuine card.
#pragma once

#include <chrono>
#include <memory>

#include "vhc/rules.h"

namespace vhc {

inline constexpr std::chrono::seconds default_clock_skew = std::chrono::minutes{5};

// The venue's rules, and the calendar of the place where they hold. Shared by all who judge.
struct RulesInPlace {
  VenueRules rules;
  std::shared_ptr<const LocalCalendar> calendar;
};

struct Policy {
  // How far nbf may lie in the future before the card is "not yet valid": clocks differ (docs/rules/shc.md 15).
  std::chrono::seconds clock_skew = default_clock_skew;
  // The time was given by a person (--at): no clock check, and the report says so.
  bool at_given = false;
  // Null: every genuine card is accepted.
  std::shared_ptr<const RulesInPlace> rules = {};
};

}  // namespace vhc
