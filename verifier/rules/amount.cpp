// Amounts, compared as they are written: no rounding.
#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "rules/other_leaves.h"

namespace vhc {
namespace {

// 0.DIGITS times ten to the power of `point`; zero has no digits.
struct Decimal {
  bool negative = false;
  std::string digits;
  int point = 0;
};

std::string_view take_digits(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  const std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

// What stands behind the digits: nothing, or e and at most three digits.
std::optional<int> read_exponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
  text.remove_prefix(1);
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  int exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error != std::errc{} || end != text.data() + text.size() || text.size() > 4) return std::nullopt;
  return exponent;
}

std::optional<Decimal> read_decimal(std::string_view text) {
  constexpr std::size_t max_size = 64;
  if (text.size() > max_size) return std::nullopt;
  Decimal number;
  if (!text.empty() && text.front() == '-') {
    number.negative = true;
    text.remove_prefix(1);
  }
  const std::string_view whole = take_digits(text);
  if (whole.empty()) return std::nullopt;
  std::string_view fraction;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    fraction = take_digits(text);
    if (fraction.empty()) return std::nullopt;
  }
  const auto exponent = read_exponent(text);
  if (!exponent) return std::nullopt;
  number.digits = std::string(whole) + std::string(fraction);
  number.point = static_cast<int>(whole.size()) + *exponent;
  const std::size_t zeros = std::min(number.digits.find_first_not_of('0'), number.digits.size());
  number.digits.erase(0, zeros);
  number.point -= static_cast<int>(zeros);
  while (!number.digits.empty() && number.digits.back() == '0') number.digits.pop_back();
  if (number.digits.empty()) return Decimal{};
  return number;
}

// Of two that are not negative.
bool is_smaller(const Decimal& one, const Decimal& other) {
  if (one.digits.empty() || other.digits.empty()) return one.digits.empty() && !other.digits.empty();
  return one.point == other.point ? one.digits < other.digits : one.point < other.point;
}

}  // namespace

bool is_amount(std::string_view value) {
  return read_decimal(value).has_value();
}

bool is_at_least(std::string_view value, std::string_view least) {
  const auto one = read_decimal(value);
  const auto other = read_decimal(least);
  if (!one || !other) return false;
  if (one->negative != other->negative) return other->negative;
  return one->negative ? !is_smaller(*other, *one) : !is_smaller(*one, *other);
}

}  // namespace vhc
