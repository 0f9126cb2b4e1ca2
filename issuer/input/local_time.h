// Times of laboratory results: with seconds and zone, or not at all (inputs.md 1.4, 3.5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vhc/input.h"

namespace vhc {

struct LocalTime {
  std::string text;                // 2026-10-30T09:30:00-05:00
  bool assumed = false;            // the zone is the issuer's own
  std::optional<Errc> fault = {};  // in_bad_date, in_missing_zone
};

LocalTime hl7_time(std::string_view written, const InputRules& rules);
// A day that was read already, and "14:00", "14:00:30", "14:00-05:00" or "" after it.
LocalTime time_of_day(const std::string& day, std::string_view time, const InputRules& rules);

}  // namespace vhc
