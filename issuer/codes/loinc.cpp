#include "codes/loinc.h"

namespace vhc {

bool is_loinc(std::string_view code) noexcept {
  constexpr std::string_view digits = "0123456789";
  constexpr std::size_t most_digits = 7;
  const std::size_t dash = code.find('-');
  return dash >= 1 && dash <= most_digits && code.size() == dash + 2 && code.find_first_not_of(digits) == dash &&
         digits.find(code.back()) != std::string_view::npos;
}

}  // namespace vhc
