// What a venue asks for beyond a genuine card.
#pragma once

#include <chrono>

namespace vhc {

inline constexpr std::chrono::seconds default_clock_skew = std::chrono::minutes{5};

struct Policy {
  // How far nbf may lie in the future before the card is "not yet valid": clocks differ (docs/rules/shc.md 15).
  std::chrono::seconds clock_skew = default_clock_skew;
  // The time was given by a person (--at): no clock check, and the report says so.
  bool at_given = false;
};

}  // namespace vhc
