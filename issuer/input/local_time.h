// Times of laboratory results: with seconds and zone, or not at all (docs/rules/inputs.md 1.4, 3.5).
#pragma once

#include <chrono>
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

// What stands behind a day: "14:00", "T14:00:30.5-05:00", " 2:30 PM", "T140030Z".
struct ClockTime {
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  std::string_view zone = {};  // as written; empty: none
};
std::optional<ClockTime> read_clock(std::string_view text);

// "-05:00", "+0530", "+01", "Z", "UTC" from UTC; none for everything else.
std::optional<std::chrono::seconds> zone_offset(std::string_view zone);

LocalTime hl7_time(std::string_view written, const InputRules& rules);
// A day that was read already, and what read_clock() reads, or nothing.
LocalTime time_of_day(const std::string& day, std::string_view time, const InputRules& rules);

}  // namespace vhc
