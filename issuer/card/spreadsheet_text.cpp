#include "card/spreadsheet_text.h"

namespace vhc {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.,") == std::string_view::npos;
}

}  // namespace

bool is_spreadsheet_damage(std::string_view text) {
  if (!text.empty() && text.find_first_not_of('#') == std::string_view::npos) return true;
  const std::size_t e = text.find_first_of("eE");
  if (e == std::string_view::npos || e + 2 >= text.size()) return false;
  if (text[e + 1] != '+' && text[e + 1] != '-') return false;
  const std::string_view digits = text.substr(0, e);
  return is_number(digits.substr(digits.find_first_not_of("+-") == 1 ? 1 : 0)) && is_number(text.substr(e + 2));
}

std::string_view without_spreadsheet_quotes(std::string_view text) {
  const bool is_quoted = text.size() >= 3 && text.substr(0, 2) == "=\"" && text.back() == '"';
  return is_quoted ? text.substr(2, text.size() - 3) : text;
}

}  // namespace vhc
