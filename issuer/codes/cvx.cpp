#include "codes/cvx.h"

#include <algorithm>

namespace vhc {

Result<std::string> normal_cvx(std::string_view text) {
  constexpr std::size_t most_digits = 3;
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || text.size() > most_digits || !digits) return fail(Errc::in_unknown_code);
  std::string code(text);
  while (code.size() > 2 && code.front() == '0') code.erase(0, 1);
  if (code.size() == 1) code.insert(0, "0");
  return code;
}

}  // namespace vhc
