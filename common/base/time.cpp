#include "vhc/time.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "base/ascii.h"

namespace vhc {
namespace {

using std::chrono::day;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::month;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

// The number that fills exactly `size` characters at `offset`, or -1.
int digits(std::string_view text, std::size_t offset, std::size_t size) {
  if (offset + size > text.size()) return -1;
  const std::string_view part = text.substr(offset, size);
  if (!std::all_of(part.begin(), part.end(), is_digit)) return -1;
  int value = 0;
  std::from_chars(part.data(), part.data() + part.size(), value);
  return value;
}

std::optional<year_month_day> date_at_start(std::string_view text) {
  const int y = digits(text, 0, 4);
  const int m = digits(text, 5, 2);
  const int d = digits(text, 8, 2);
  if (y < 0 || m < 0 || d < 0 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  return date;
}

// "Z", "+02:00" or "-05:30"; nothing else.
std::optional<seconds> zone_offset(std::string_view zone) {
  if (zone == "Z" || zone == "z") return seconds{0};
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const int h = digits(zone, 1, 2);
  const int m = digits(zone, 4, 2);
  if (h < 0 || h > 23 || m < 0 || m > 59) return std::nullopt;
  const seconds offset = hours{h} + minutes{m};
  return zone[0] == '-' ? -offset : offset;
}

std::optional<UnixTime> read_time(std::string_view text) {
  const auto date = date_at_start(text);
  if (!date || date->year() < year{1970} || text.size() < 20) return std::nullopt;
  const int h = digits(text, 11, 2);
  const int m = digits(text, 14, 2);
  const int s = digits(text, 17, 2);
  if ((text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59) return std::nullopt;
  std::size_t end = 19;
  if (text[end] == '.') {
    const std::size_t first = ++end;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end == first) return std::nullopt;
  }
  const auto offset = zone_offset(text.substr(end));
  if (!offset) return std::nullopt;
  const UnixTime time = sys_days{*date} + hours{h} + minutes{m} + seconds{s} - *offset;
  if (time < UnixTime{} || time > max_time) return std::nullopt;
  return time;
}

// The last `width` digits of a number that is not negative.
void append_digits(std::string& out, std::int64_t number, std::size_t width) {
  out.append(width, '0');
  for (auto digit = out.rbegin(); width > 0; --width, ++digit, number /= 10)
    *digit = static_cast<char>('0' + number % 10);
}

}  // namespace

Result<UnixTime> parse_time(std::string_view text) {
  const auto time = read_time(text);
  if (!time) return fail(Errc::time_format, {}, "write it as 2026-11-23T09:14:03Z");
  return *time;
}

std::string to_rfc3339(UnixTime time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock{time - days};
  std::string text = to_date(year_month_day{days});
  append_digits(text += 'T', clock.hours().count(), 2);
  append_digits(text += ':', clock.minutes().count(), 2);
  append_digits(text += ':', clock.seconds().count(), 2);
  return text += 'Z';
}

std::string to_date(year_month_day date) {
  std::string text;
  append_digits(text, static_cast<int>(date.year()), 4);
  append_digits(text += '-', static_cast<unsigned>(date.month()), 2);
  append_digits(text += '-', static_cast<unsigned>(date.day()), 2);
  return text;
}

Result<year_month_day> parse_date(std::string_view text) {
  const auto date = text.size() == 10 ? date_at_start(text) : std::nullopt;
  if (!date) return fail(Errc::in_bad_date, {}, "write it as 2026-11-23");
  return *date;
}

Result<seconds> parse_duration(std::string_view text) {
  const auto bad = [] { return fail(Errc::duration_format, {}, "write it as 90d, 12h, 30m or 45s"); };
  if (text.size() < 2 || text.size() > 10) return bad();
  const int count = digits(text, 0, text.size() - 1);
  if (count < 0) return bad();
  switch (text.back()) {
    case 'd':
      return seconds{std::int64_t{count} * 86400};
    case 'h':
      return seconds{std::int64_t{count} * 3600};
    case 'm':
      return seconds{std::int64_t{count} * 60};
    case 's':
      return seconds{count};
    default:
      return bad();
  }
}

Result<UnixTime> parse_numeric_date(std::string_view json_number) {
  // A decimal number is digits and a power of ten: value = mantissa * 10^exponent. Only the digits before the point of
  // the written-out number count, so they are gathered as text and never pass through a floating point type.
  const auto bad = [] { return fail(Errc::time_format, {}, "seconds since 1970-01-01T00:00:00Z"); };
  const std::size_t e = json_number.find_first_of("eE");
  std::string_view mantissa = json_number.substr(0, e);
  const bool negative = !mantissa.empty() && mantissa.front() == '-';
  if (negative) mantissa.remove_prefix(1);
  const std::size_t dot = mantissa.find('.');
  std::string digits_only(mantissa.substr(0, dot));
  auto point = static_cast<std::int64_t>(digits_only.size());
  if (dot != std::string_view::npos) digits_only += mantissa.substr(dot + 1);
  if (digits_only.empty() || !std::all_of(digits_only.begin(), digits_only.end(), is_digit)) return bad();

  const std::size_t first = digits_only.find_first_not_of('0');
  if (first == std::string::npos) return UnixTime{};  // every form of zero
  if (negative) return bad();
  if (e != std::string_view::npos) {
    std::string_view exponent_text = json_number.substr(e + 1);
    if (!exponent_text.empty() && exponent_text.front() == '+') exponent_text.remove_prefix(1);
    std::int64_t exponent = 0;
    const auto [end, error] =
        std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
    if (error != std::errc{} || end != exponent_text.data() + exponent_text.size()) return bad();
    if (exponent > 1'000'000'000 || exponent < -1'000'000'000) return bad();
    point += exponent;
  }
  if (point <= static_cast<std::int64_t>(first)) return UnixTime{};  // less than one second
  const std::int64_t whole = point - static_cast<std::int64_t>(first);
  if (whole > 12) return bad();
  digits_only.erase(0, first);
  digits_only.resize(static_cast<std::size_t>(whole), '0');
  std::int64_t value = 0;
  std::from_chars(digits_only.data(), digits_only.data() + digits_only.size(), value);
  const UnixTime time{seconds{value}};
  if (time > max_time) return bad();
  return time;
}

}  // namespace vhc
