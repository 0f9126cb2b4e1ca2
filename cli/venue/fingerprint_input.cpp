#include "venue/fingerprint_input.h"

namespace vhc {
namespace {

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c == ' ' || c == '-' || c == '\t') continue;
    digits += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return digits;
}

}  // namespace

bool is_fingerprint(std::string_view given, std::string_view whole, std::size_t least) {
  const std::string typed = digits_of(given);
  return typed.size() >= least && digits_of(whole).starts_with(typed);
}

}  // namespace vhc
