#include "card/lot.h"

#include <algorithm>
#include <array>

#include "card/card_text.h"
#include "card/spreadsheet_text.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Takes the word off the front, with what divides it from the next; LOTUS1 does not begin with the word LOT.
std::string_view without_word(std::string_view text, std::string_view word) {
  if (upper(text.substr(0, word.size())) != word) return text;
  const std::string_view rest = text.substr(word.size());
  if (!rest.empty() && is_letter_or_digit(rest.front())) return text;
  const std::size_t next = rest.find_first_not_of(" #:.-");
  return next == std::string_view::npos ? std::string_view{} : rest.substr(next);
}

// "LOT NO. 123", "Lot Number: X", "Lot-JZ-0001", "LOT LOT 5".
std::string_view without_label(std::string_view lot) {
  for (std::string_view rest = without_word(lot, "LOT"); rest != lot; rest = without_word(lot, "LOT")) {
    lot = without_word(without_word(rest, "NUMBER"), "NO");
  }
  return lot;
}

std::string with_single_spaces(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' || out.empty() || out.back() != ' ') out += c;
  }
  return out;
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "6/30/2026", "2026-06", "06/26": a day or month in numbers.
bool is_day(std::string_view text) {
  std::array<std::string_view, 3> parts;
  std::size_t count = 0;
  while (count < parts.size()) {
    const std::size_t end = std::min(text.find_first_of("/-."), text.size());
    parts.at(count++) = text.substr(0, end);
    if (!is_digits(parts.at(count - 1)) || end > 4) return false;
    if (end == text.size()) break;
    text.remove_prefix(end + 1);
    if (count == parts.size()) return false;
  }
  const auto is_year = [](std::string_view part) { return part.size() == 4 && part.starts_with("20"); };
  if (count == 3) return parts[2].size() == 2 || is_year(parts[2]) || is_year(parts[0]);
  return count == 2 && (is_year(parts[0]) || is_year(parts[1]) || (parts[0].size() == 2 && parts[1].size() == 2));
}

bool begins_expiry(std::string_view word) {
  constexpr std::array<std::string_view, 10> words{"EXP",  "EXPIRES", "EXPIRY", "EXPIRATION", "EXPIRED",
                                                   "VERF", "VERFALL", "CAD",    "PEREMPTION", "BB"};
  const std::string label = upper(word.substr(0, word.find_first_of(".:")));
  return std::find(words.begin(), words.end(), label) != words.end();
}

// A lot with the day on which it expires: "HX1234 6/30/2026", "AB123 / 2025-01", "K0042 (exp 06/26)". The day goes.
std::string_view without_expiry(std::string_view lot) {
  const std::size_t space = lot.find_first_of(" (,;|");
  if (space == std::string_view::npos) return lot;
  constexpr std::string_view between = " /-,;|()";
  std::string_view rest = lot.substr(space);
  rest.remove_prefix(std::min(rest.find_first_not_of(between), rest.size()));
  while (!rest.empty() && between.find(rest.back()) != std::string_view::npos) rest.remove_suffix(1);
  const bool is_expiry = begins_expiry(rest.substr(0, rest.find(' '))) || is_day(rest);
  if (!is_expiry) return lot;
  lot = lot.substr(0, space);
  while (!lot.empty() && between.find(lot.back()) != std::string_view::npos) lot.remove_suffix(1);
  return lot;
}

// "HX1234/6/30/2026": where the lot ends and the day begins, nobody says.
bool runs_into_day(std::string_view lot) {
  constexpr std::size_t shortest = 7;  // 2026-06
  for (std::size_t mark = lot.find('/'); mark != std::string_view::npos; mark = lot.find('/', mark + 1)) {
    const std::string_view rest = lot.substr(mark + 1);
    if (rest.size() >= shortest && is_day(rest)) return true;
  }
  return false;
}

// What forms and databases write where there is no lot.
bool is_none(std::string_view lot) {
  constexpr std::array<std::string_view, 11> words{"N/A", "NA",  "#N/A",      "NONE",    "NULL",         "NIL",
                                                   "UNK", "NAN", "UNDEFINED", "UNKNOWN", "NOT AVAILABLE"};
  if (std::find(words.begin(), words.end(), upper(lot)) != words.end()) return true;
  return lot.find_first_not_of("-.?/ ") == std::string_view::npos;
}

// What people write into a cell that wants a lot.
bool is_no_lot(std::string_view lot) {
  constexpr std::array<std::string_view, 6> words{"TBD", "TO BE DETERMINED", "SEE NOTE", "SEE NOTES", "TRUE", "FALSE"};
  return std::find(words.begin(), words.end(), upper(lot)) != words.end();
}

bool is_ordinary(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '.' || c == '/' || c == ' ';
}

}  // namespace

CardLot card_lot(std::string_view written) {
  const std::string_view text = trimmed(without_spreadsheet_quotes(trimmed(written)));
  if (is_none(text)) return {};
  if (is_spreadsheet_damage(text)) return {.warning = Errc::in_lot_damaged};
  std::string lot = with_single_spaces(without_expiry(without_label(text)));
  if (!lot.empty() && is_none(lot)) return {};
  if (lot.empty() || is_spreadsheet_damage(lot) || is_no_lot(lot) || runs_into_day(lot) || !is_plain_text(lot))
    return {.warning = Errc::in_lot_damaged};
  if (num_characters(lot) > max_lot_chars) return {.warning = Errc::in_too_long};
  CardLot card{.text = std::move(lot)};
  if (card.text != written) card.warning = Errc::in_lot_cleaned;
  card.odd = !std::all_of(card.text.begin(), card.text.end(), is_ordinary);
  return card;
}

}  // namespace vhc
