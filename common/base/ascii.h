// Characters of ASCII, whatever the locale.
#pragma once

namespace vhc {

constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

// -1 for what is none.
constexpr int hex_digit(char c) noexcept {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace vhc
