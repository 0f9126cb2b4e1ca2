#include "card/card_text.h"

#include <algorithm>

#include "vhc/display_text.h"
#include "vhc/issuer_settings.h"

namespace vhc {
namespace {

bool starts_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
}

}  // namespace

bool is_plain_text(std::string_view utf8) {
  if (std::all_of(utf8.begin(), utf8.end(), [](char c) { return c >= ' ' && c <= '~'; })) return true;
  while (!utf8.empty()) {  // in pieces that displayed() does not cut
    std::size_t end = std::min(utf8.size(), max_shown_characters);
    while (end > 1 && end < utf8.size() && !starts_character(utf8[end])) --end;
    if (displayed(utf8.substr(0, end)) != utf8.substr(0, end)) return false;
    utf8.remove_prefix(end);
  }
  return true;
}

std::size_t num_characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), starts_character));
}

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view white_space = " \t\r\n";
  const std::size_t first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return out;
}

std::string cut_performer(std::string_view name) {
  std::size_t end = 0;
  for (std::size_t characters = 0; end < name.size(); ++end) {
    const bool starts_character = (static_cast<unsigned char>(name[end]) & 0xc0U) != 0x80U;
    if (starts_character && characters++ == max_performer_chars) break;
  }
  const bool ends_word = end == name.size() || name[end] == ' ';
  const std::string_view start = name.substr(0, end);
  const std::size_t space = start.rfind(' ');
  return std::string(trimmed(ends_word || space == std::string_view::npos ? start : start.substr(0, space)));
}

}  // namespace vhc
