// Day arithmetic of rules: spans in days, months and years, and dates that lack a day.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "vhc/rules.h"

namespace vhc {

using Day = std::chrono::sys_days;

struct Span {
  enum class Unit : std::uint8_t { days, months, years };
  int count = 0;
  Unit unit = Unit::days;
};

// Months and years keep the day or take the month's last: 29 February and 3 years make 28 February.
Day add(Day day, const Span& span);

std::string words(const Span& span);  // "12 months", "1 day"

// "1 dose", "2 doses".
std::string counted(std::int64_t number, std::string_view singular);

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

// When something happened, as far as it is said: on one of these days.
struct When {
  Day first;
  Day last;
  std::optional<UnixTime> moment;
};

// A year, a month, a day or a moment; nothing for what is none.
std::optional<When> read_when(std::string_view text, const LocalCalendar& calendar);
// A year, a month or a day.
std::optional<When> read_days(std::string_view text);

inline Day today(const RuleInput& input) {
  return Day{input.calendar->day_of(input.now.earliest)};
}

inline std::int64_t days_between(Day from, Day to) {
  return (to - from).count();
}

std::string to_text(Day day);

inline constexpr std::int64_t day_seconds = 86400;

}  // namespace vhc
