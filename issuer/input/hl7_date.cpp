#include "input/hl7_date.h"

#include <algorithm>

#include "vhc/time.h"

namespace vhc {
namespace {

constexpr std::string_view digits = "0123456789";

int two(std::string_view text) {
  return (text[0] - '0') * 10 + (text[1] - '0');
}

// HH[MM[SS[.SSSS]]], then a zone of four digits; or the zone alone, or nothing.
bool is_time_and_zone(std::string_view rest) {
  const std::size_t num_digits = std::min(rest.find_first_not_of(digits), rest.size());
  if (num_digits != 0 && num_digits != 2 && num_digits != 4 && num_digits != 6) return false;
  constexpr int limits[]{24, 60, 61};
  for (std::size_t i = 0; i < num_digits / 2; ++i) {
    if (two(rest.substr(2 * i, 2)) >= limits[i]) return false;
  }
  rest.remove_prefix(num_digits);
  if (num_digits == 6 && !rest.empty() && rest.front() == '.') {
    const std::size_t end = std::min(rest.find_first_not_of(digits, 1), rest.size());
    if (end == 1) return false;
    rest.remove_prefix(end);
  }
  if (rest.empty()) return true;
  const bool is_signed = rest.front() == '+' || rest.front() == '-';
  return is_signed && rest.size() == 5 && rest.find_first_not_of(digits, 1) == std::string_view::npos;
}

}  // namespace

std::string hl7_partial_day(std::string_view written) {
  constexpr std::size_t whole = 8;
  const std::size_t num_digits = std::min(written.find_first_not_of(digits), written.size());
  const bool is_short = written.size() == num_digits && (num_digits == 4 || num_digits == 6);
  if (!is_short && (num_digits < whole || !is_time_and_zone(written.substr(whole)))) return {};
  std::string text(written.substr(0, std::min(num_digits, whole)));
  if (text.size() > 4) text.insert(4, "-");
  if (text.size() > 7) text.insert(7, "-");
  const std::string day = text.size() == 10 ? text : text + (text.size() == 4 ? "-01-01" : "-01");
  return parse_date(day) ? text : std::string{};
}

std::string hl7_day(std::string_view written) {
  constexpr std::size_t whole = 10;
  std::string text = hl7_partial_day(written);
  return text.size() == whole ? text : std::string{};
}

}  // namespace vhc
