#include "input/event_number.h"

#include <algorithm>

#include "card/card_text.h"
#include "vhc/same_person.h"

namespace vhc {
namespace {

// 7008.0 and 007008 are 7008; case does not count.
std::string plain_value(std::string_view value) {
  std::string plain = upper(trimmed(value));
  if (plain.size() > 2 && plain.substr(plain.size() - 2) == ".0") plain.resize(plain.size() - 2);
  const bool is_number = plain.find_first_not_of("0123456789") == std::string::npos;
  const std::size_t start = plain.find_first_not_of('0');
  return is_number && start != std::string::npos ? plain.substr(start) : plain;
}

// value^namespace^universal id^type; behind a line end, what else belongs to it (the test).
struct Number {
  std::string value;
  std::string space;
  std::string universal;
  std::string_view rest;
};

Number number_of(std::string_view text) {
  const std::size_t line = std::min(text.find('\n'), text.size());
  Number number{.rest = text.substr(line)};
  text = text.substr(0, line);
  std::string* const parts[]{&number.value, &number.space, &number.universal};
  for (std::string* const part : parts) {
    const std::size_t end = std::min(text.find('^'), text.size());
    *part = upper(trimmed(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  number.value = plain_value(number.value);
  return number;
}

std::string_view filler_of(const EventNumbers& numbers) {
  return numbers.event == numbers.also ? std::string_view{} : numbers.event;
}

}  // namespace

bool is_one_number(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty() || a.find('/') != std::string_view::npos) return false;  // a FHIR id is exact
  const Number x = number_of(a);
  const Number y = number_of(b);
  if (x.value != y.value || x.rest != y.rest) return false;
  const bool unsaid = (x.space.empty() && x.universal.empty()) || (y.space.empty() && y.universal.empty());
  if (unsaid) return true;
  return (!x.space.empty() && x.space == y.space) || (!x.universal.empty() && x.universal == y.universal);
}

std::string plain_number(std::string_view number) {
  if (number.find('/') != std::string_view::npos) return std::string(number);
  const Number parts = number_of(number);
  return parts.value + std::string(parts.rest);
}

NumberMatch match(const EventNumbers& a, const EventNumbers& b) {
  const std::string_view x = filler_of(a);
  const std::string_view y = filler_of(b);
  if (is_one_number(x, y)) return NumberMatch::same;
  if (!is_one_number(a.also, b.also)) return NumberMatch::other;
  return x.empty() || y.empty() ? NumberMatch::same : NumberMatch::unclear;
}

}  // namespace vhc
