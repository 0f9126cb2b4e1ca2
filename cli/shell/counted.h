// Numbers with their nouns: "1 card", "2 cards", "1 entry", "2 entries".
#pragma once

#include <string>
#include <string_view>

namespace vhc {

// The number and its noun; `many` where the plural is not the noun and "s".
template <typename Number>
std::string counted(Number number, std::string_view one, std::string_view many = {}) {
  std::string text = std::to_string(number) + ' ';
  text += number == 1 || many.empty() ? one : many;
  if (number != 1 && many.empty()) text += 's';
  return text;
}

}  // namespace vhc
