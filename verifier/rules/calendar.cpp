#include "rules/calendar.h"

#include <algorithm>

namespace vhc {
namespace {

namespace chrono = std::chrono;

Day last_of(chrono::year_month month) {
  return Day{month / chrono::last};
}

std::optional<int> read_digits(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

// "2021" or "2021-07".
std::optional<When> read_partial(std::string_view text) {
  if (text.size() != 4 && (text.size() != 7 || text[4] != '-')) return std::nullopt;
  const auto year = read_digits(text.substr(0, 4));
  const auto month = text.size() == 7 ? read_digits(text.substr(5)) : 1;
  if (!year || *year == 0 || !month || *month < 1 || *month > 12) return std::nullopt;
  const chrono::year y{*year};
  const chrono::month first_month{static_cast<unsigned>(*month)};
  const chrono::month last_month = text.size() == 7 ? first_month : chrono::December;
  return When{Day{y / first_month / 1}, last_of(y / last_month), std::nullopt};
}

}  // namespace

Day add(Day day, const Span& span) {
  if (span.unit == Span::Unit::days) return day + chrono::days{span.count};
  const chrono::year_month_day date{day};
  const int months = span.unit == Span::Unit::years ? span.count * 12 : span.count;
  const chrono::year_month month = date.year() / date.month() + chrono::months{months};
  return std::min(Day{month / 1} + (date.day() - chrono::day{1}), last_of(month));
}

std::string counted(std::int64_t number, std::string_view singular) {
  return std::to_string(number) + " " + std::string(singular) + (number == 1 ? "" : "s");
}

std::string words(const Span& span) {
  const std::string_view unit = span.unit == Span::Unit::days     ? "day"
                                : span.unit == Span::Unit::months ? "month"
                                                                  : "year";
  return counted(span.count, unit);
}

std::optional<When> read_days(std::string_view text) {
  if (auto partial = read_partial(text)) return partial;
  const auto date = parse_date(text);
  if (!date) return std::nullopt;
  return When{Day{*date}, Day{*date}, std::nullopt};
}

std::optional<When> read_when(std::string_view text, const LocalCalendar& calendar) {
  if (auto days = read_days(text)) return days;
  const auto moment = parse_time(text);
  if (!moment) return std::nullopt;
  const Day day{calendar.day_of(*moment)};
  return When{day, day, *moment};
}

std::string to_text(Day day) {
  return to_date(chrono::year_month_day{day});
}

}  // namespace vhc
