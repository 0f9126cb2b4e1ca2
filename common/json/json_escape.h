// What the escapes of a JSON string stand for (RFC 8259 section 7).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vhc {

// The code unit of the four hexadecimal digits at `offset`, or -1.
int code_unit(std::string_view text, std::size_t offset);

constexpr bool is_high_surrogate(int unit) {
  return unit >= 0xd800 && unit <= 0xdbff;
}
constexpr bool is_low_surrogate(int unit) {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

// `inside`: what stands between the quotes of a string that has been found to be good.
std::string unescape(std::string_view inside);
bool unescapes_to(std::string_view inside, std::string_view wanted);

}  // namespace vhc
