#include "lot.h"

#include <algorithm>
#include <array>

#include "card_text.h"
#include "spreadsheet_text.h"
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
  std::string lot = with_single_spaces(without_label(text));
  if (!lot.empty() && is_none(lot)) return {};
  if (lot.empty() || is_spreadsheet_damage(lot) || is_no_lot(lot) || !is_plain_text(lot))
    return {.warning = Errc::in_lot_damaged};
  if (num_characters(lot) > max_lot_chars) return {.warning = Errc::in_too_long};
  CardLot card{.text = std::move(lot)};
  if (card.text != written) card.warning = Errc::in_lot_cleaned;
  card.odd = !std::all_of(card.text.begin(), card.text.end(), is_ordinary);
  return card;
}

}  // namespace vhc
