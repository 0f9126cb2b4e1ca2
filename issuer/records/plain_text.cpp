#include "records/plain_text.h"

#include <algorithm>
#include <string>

#include "vhc/display_text.h"

namespace vhc {
namespace {

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
}

}  // namespace

Result<void> check_plain_text(std::string_view text, std::size_t max_chars, std::string_view where) {
  std::size_t num_chars = 0;
  while (!text.empty()) {
    const auto next = std::find_if(text.begin() + 1, text.end(), begins_character);
    const std::string_view character = text.substr(0, static_cast<std::size_t>(next - text.begin()));
    // One at a time, since displayed() also shortens what is long.
    if (displayed(character) != character) return fail(Errc::in_control_character, std::string(where));
    if (++num_chars > max_chars)
      return fail(Errc::in_too_long, std::string(where), "at most " + std::to_string(max_chars) + " characters");
    text.remove_prefix(character.size());
  }
  return {};
}

}  // namespace vhc
