// A cell of a table that we write, as a spreadsheet may open it (docs/rules/inputs.md 4.1).
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace vhc {

// What a spreadsheet passes over, or a person does not see, before a formula: blanks of any width, marks without width.
inline std::string_view without_blanks_before(std::string_view text) {
  constexpr std::array<std::string_view, 25> blanks{" ",
                                                    "\t",
                                                    "\r",
                                                    "\n",
                                                    "\v",
                                                    "\f",
                                                    "\xC2\xA0",
                                                    "\xC2\xAD",
                                                    "\xCD\x8F",
                                                    "\xD8\x9C",
                                                    "\xE1\xA0\x8E",
                                                    "\xE2\x80\x80",
                                                    "\xE2\x80\x81",
                                                    "\xE2\x80\x82",
                                                    "\xE2\x80\x83",
                                                    "\xE2\x80\x84",
                                                    "\xE2\x80\x85",
                                                    "\xE2\x80\x86",
                                                    "\xE2\x80\x87",
                                                    "\xE2\x80\x88",
                                                    "\xE2\x80\x89",
                                                    "\xE2\x80\xAF",
                                                    "\xE2\x81\x9F",
                                                    "\xE3\x80\x80",
                                                    "\xEF\xBB\xBF"};
  // U+200A to U+200F, U+2028 to U+202E, U+2060 to U+206F
  const auto is_mark = [](std::string_view at) {
    if (at.size() < 3 || at[0] != '\xE2') return false;
    const auto last = static_cast<unsigned char>(at[2]);
    if (at[1] == '\x81') return last >= 0xA0 && last <= 0xAF;
    return at[1] == '\x80' && ((last >= 0x8A && last <= 0x8F) || (last >= 0xA8 && last <= 0xAE));
  };
  for (;;) {
    const auto* const blank =
        std::find_if(blanks.begin(), blanks.end(), [text](std::string_view one) { return text.starts_with(one); });
    if (blank != blanks.end()) {
      text.remove_prefix(blank->size());
    } else if (is_mark(text)) {
      text.remove_prefix(3);
    } else {
      return text;
    }
  }
}

// "=", "+", "-" or "@" begins it, also in full width or small, wherever the first character stands that is seen.
inline bool is_formula(std::string_view text) {
  constexpr std::array<std::string_view, 14> signs{"=",
                                                   "+",
                                                   "-",
                                                   "@",
                                                   "\xEF\xBC\x9D",
                                                   "\xEF\xBC\x8B",
                                                   "\xEF\xBC\x8D",
                                                   "\xEF\xBC\xA0",
                                                   "\xEF\xB9\xA6",
                                                   "\xEF\xB9\xA2",
                                                   "\xEF\xB9\xA3",
                                                   "\xEF\xB9\xAB",
                                                   "\xE2\x88\x92",
                                                   "\xE2\x81\xBA"};
  const std::string_view seen = without_blanks_before(text);
  return std::any_of(signs.begin(), signs.end(), [seen](std::string_view sign) { return seen.starts_with(sign); }) ||
         text.starts_with('\t') || text.starts_with('\r');
}

// Quoted where it must be; what a spreadsheet would take for a formula begins with an apostrophe.
inline std::string csv_cell(std::string_view text) {
  std::string cell(text);
  if (is_formula(text)) cell.insert(0, "'");
  if (cell.find_first_of(",;\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace vhc
