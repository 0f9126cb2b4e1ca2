// Times: seconds since 1970-01-01T00:00:00Z, always UTC. No function here reads a clock.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "vhc/result.h"

namespace vhc {

using UnixTime = std::chrono::sys_seconds;

// Last second that is written or read: 9999-12-31T23:59:59Z.
inline constexpr UnixTime max_time{std::chrono::seconds{253402300799}};

// When a card is judged. Not exact: the clock is behind a signed time, or not trusted.
struct Now {
  UnixTime earliest{};
  bool exact = true;
};

// Reads RFC 3339: 2026-11-23T09:14:03Z, or with an offset. A fraction of a second is dropped. Fails with time_format,
// also for a year outside 1970..9999, a day that no calendar has and a leap second.
Result<UnixTime> parse_time(std::string_view text);

// 2026-11-23T09:14:03Z
std::string to_rfc3339(UnixTime time);

// 2026-11-23
std::string to_date(std::chrono::year_month_day day);

// Reads exactly YYYY-MM-DD, and only days a calendar has. Fails with in_bad_date.
Result<std::chrono::year_month_day> parse_date(std::string_view text);

// Reads a span such as 90d, 12h, 30m or 45s (at most 9 digits). Fails with duration_format.
Result<std::chrono::seconds> parse_duration(std::string_view text);

// Reads a NumericDate (RFC 7519 2) from the text of a JSON number, exactly: whole seconds rounded down, whatever the
// fraction and exponent. Fails with time_format outside 0..max_time, also for 1e400.
Result<UnixTime> parse_numeric_date(std::string_view json_number);

}  // namespace vhc
