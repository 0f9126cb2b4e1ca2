#include "input/name_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "card/characters.h"

namespace vhc {
namespace {

constexpr std::array invisible{U'\u00AD', U'\u034F', U'\u180E', U'\u200B', U'\u2060',
                               U'\u2061', U'\u2062', U'\u2063', U'\u2064', U'\uFEFF'};
constexpr std::array joiners{U'\u200C', U'\u200D'};
// The first script whose letters are written otherwise beside a joiner.
constexpr char32_t first_joining = 0x590;

template <class List>
bool holds(const List& list, char32_t c) {
  return std::find(list.begin(), list.end(), c) != list.end();
}

bool is_space(char32_t c) {
  return c == U' ' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

bool is_white(char32_t c) {
  return is_space(c) || c == U'\t' || c == U'\r' || c == U'\n';
}

bool is_seen(const std::u32string& text, std::size_t at) {
  if (holds(invisible, text[at])) return false;
  if (!holds(joiners, text[at])) return true;
  const bool inside = at > 0 && at + 1 < text.size();
  return inside && text[at - 1] >= first_joining && text[at + 1] >= first_joining && !is_space(text[at - 1]) &&
         !is_space(text[at + 1]);
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// What Windows-1252 shows for the bytes 80 to 9F, beside those that it leaves as they are.
constexpr std::u32string_view windows_marks = U"€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";

bool is_trailing_byte(char32_t c) {
  return (c >= 0x80 && c <= 0xBF) || windows_marks.find(c) != std::u32string_view::npos;
}

// The first bytes of letters of Latin, Greek and Cyrillic, and of typographic marks, read as Latin-1.
bool is_misread(char32_t first, char32_t second) {
  constexpr std::u32string_view leads = U"ÂÃÄÅÎÏÐÑ";
  if (first == U'â') return second == U'€' || second == 0x80;
  return leads.find(first) != std::u32string_view::npos && is_trailing_byte(second);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// &#39; &#x27; &amp; &eacute;
bool is_entity(std::string_view text) {
  constexpr std::size_t longest = 10;
  const std::size_t end = text.substr(0, longest).find(';');
  if (end == std::string_view::npos || end < 2) return false;
  std::string_view word = text.substr(1, end - 1);
  if (word.front() == '#') word.remove_prefix(1);
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return is_digit(c) || is_letter(c); });
}

// \u00f1
bool is_json_escape(std::string_view text) {
  constexpr std::size_t whole = 6;
  if (text.size() < whole || text[1] != 'u') return false;
  return text.substr(2, whole - 2).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool has_markup(std::string_view text) {
  for (std::size_t at = text.find_first_of("&\\"); at != std::string_view::npos;
       at = text.find_first_of("&\\", at + 1)) {
    if (text[at] == '&' ? is_entity(text.substr(at)) : is_json_escape(text.substr(at))) return true;
  }
  return false;
}

bool touches_a_word(const std::u32string& text, std::size_t at) {
  const auto is_in_word = [&text](std::size_t i) { return i < text.size() && !is_white(text[i]) && text[i] != U'?'; };
  return is_in_word(at + 1) || (at > 0 && is_in_word(at - 1));
}

}  // namespace

std::string cleaned_name(std::string_view written) {
  const bool is_plain = is_ascii(written) && written.find("  ") == std::string_view::npos;
  const std::u32string text = is_plain ? std::u32string{} : characters_of(written);
  std::string out(is_plain ? written : std::string_view{});
  bool gap = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_space(text[i])) {
      gap = true;
    } else if (is_seen(text, i)) {
      if (gap) out += ' ';
      gap = false;
      append_utf8(out, text[i]);
    }
  }
  constexpr std::string_view white = " \t\r\n";
  const std::size_t first = std::min(out.find_first_not_of(white), out.size());
  out.erase(0, first);
  out.resize(out.find_last_not_of(white) + 1);
  return out;
}

bool is_damaged_name(std::string_view written) {
  if (is_ascii(written) && written.find_first_of("?&\\") == std::string_view::npos) return false;
  // An escape that was not undone: \\Zx\\, \\u00f1.
  if (has_markup(written) || (written.find('\\') != std::string_view::npos && written.size() > 2)) return true;
  const std::u32string text = characters_of(written);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == 0xFFFD || (text[i] == U'?' && touches_a_word(text, i))) return true;
    if (i > 0 && is_misread(text[i - 1], text[i])) return true;
  }
  return false;
}

}  // namespace vhc
