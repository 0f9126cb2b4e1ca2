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

bool is_listed(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

bool is_month_number(std::string_view text) {
  return is_digits(text) && text.size() <= 2 && text != "0" && text != "00" && (text.size() == 1 || text <= "12");
}

bool is_year(std::string_view text) {
  return text.size() == 4 && is_digits(text) && text.starts_with("20");
}

// English, German, French, Spanish; in full too.
bool is_month_word(std::string_view text) {
  constexpr std::string_view months =
      "JAN FEB MAR APR MAY JUN JUL AUG SEP SEPT OCT NOV DEC MRZ MAI OKT DEZ FEV AVR JUI AOU ENE ABR AGO DIC JANUARY "
      "FEBRUARY MARCH APRIL JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER";
  return is_listed(months, upper(text));
}

// "6/30/2026", "2026-06", "06/26", "30-JUN-2027", "Jun 2027": a day or month.
bool is_day(std::string_view text) {
  std::array<std::string_view, 3> parts;
  std::size_t count = 0;
  std::size_t words = 0;
  const bool has_space = text.find(' ') != std::string_view::npos;
  while (count < parts.size()) {
    const std::size_t end = std::min(text.find_first_of("/-. "), text.size());
    const std::string_view part = text.substr(0, end);
    parts.at(count++) = part;
    if (is_month_word(part)) {
      ++words;
    } else if (!is_digits(part) || part.size() > 4) {
      return false;
    }
    if (end == text.size()) break;
    text.remove_prefix(end + 1);
    if (count == parts.size()) return false;
  }
  const auto may_be_year = [](std::string_view part) { return part.size() == 2 || is_year(part); };
  // Beside a month alone, the year in which a vaccine can expire: "12/34" may be a lot.
  const auto may_expire = [](std::string_view part) { return is_year(part) || (part.size() == 2 && part < "34"); };
  if (count == 2 && words == 1) return is_month_word(parts[0]) && is_digits(parts[1]) && may_be_year(parts[1]);
  if (count == 3 && words == 1) return is_digits(parts[2]) && (may_be_year(parts[2]) || is_year(parts[0]));
  if (words > 0 || has_space) return false;
  if (count == 3) return may_be_year(parts[2]) || is_year(parts[0]);
  if (count != 2) return false;
  return (is_month_number(parts[0]) && may_expire(parts[1])) || (is_year(parts[0]) && is_month_number(parts[1]));
}

// The word in capitals as far as its letters go, without accents: "pér." is PER.
std::string letters_at(std::string_view text) {
  std::string word;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_letter = is_letter_or_digit(text[i]) && (text[i] < '0' || text[i] > '9');
    const bool is_accented_e = text.substr(i, 2) == "\xC3\xA9" || text.substr(i, 2) == "\xC3\x89";
    if (!is_letter && !is_accented_e) break;
    word += is_accented_e ? 'E' : text[i];
    if (is_accented_e) ++i;
  }
  return upper(word);
}

// What stands before the day of expiry, or instead of it.
bool begins_expiry(std::string_view text) {
  constexpr std::string_view words =
      "EXP EXPIRES EXPIRY EXPIRATION EXPIRED EXPIRING EXPDATE EXPDT VERF VERFALL VERFALLSDATUM VERFALLEN VERW CAD "
      "CADUCA "
      "CADUCIDAD CADUCITE PEREMP PEREMPTION BB VTO VENCE VENCIMIENTO VALIDADE SCAD SCADENZA USEBY";
  constexpr std::string_view words_with_day = "PER VAL VENC BIS UNTIL USE GOOD BEST";
  const std::string word = letters_at(text);
  if (is_listed(words, word)) return true;
  const std::size_t day = text.find_first_of("0123456789");
  return is_listed(words_with_day, word) && day != std::string_view::npos && is_day(text.substr(day));
}

constexpr std::string_view between = " /-,;|()[]";

std::string_view without_marks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(between), text.size()));
  while (!text.empty() && between.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return text;
}

bool is_expiry(std::string_view text) {
  return begins_expiry(text) || is_day(text);
}

// Nothing but a day of expiry; "EXP1234" may be a lot.
bool is_expiry_alone(std::string_view text) {
  if (is_day(text)) return true;
  if (!begins_expiry(text)) return false;
  constexpr std::size_t whole_word = 5;  // "CAD-12" and "BB 12" may be lots
  const std::string word = letters_at(text);
  const std::string_view rest = text.substr(std::min(word.size(), text.size()));
  const bool is_apart = rest.empty() || !is_letter_or_digit(rest.front());
  const std::size_t first = text.find_first_of("0123456789");
  const std::string_view day = first == std::string_view::npos ? std::string_view{} : text.substr(first);
  return is_day(day) || is_year(day) || (is_apart && (word == "EXP" || word.size() >= whole_word));
}

// A lot with the day on which it expires: "HX1234 6/30/2026", "AB123 / 2025-01", "K0042 (exp 06/26)", "06/2027 A1B2C".
// The day goes; what is left is empty when there is nothing else.
std::string_view without_expiry(std::string_view lot) {
  if (is_expiry_alone(without_marks(lot))) {
    const std::size_t label = upper(lot).find("LOT ");
    return label == std::string_view::npos ? std::string_view{} : without_marks(lot.substr(label + 4));
  }
  const std::size_t space = lot.find_first_of(" (,;|[");
  if (space == std::string_view::npos) return lot;
  if (is_day(lot.substr(0, space))) return without_marks(lot.substr(space));
  for (std::size_t place = space; place != std::string_view::npos; place = lot.find_first_of(" (,;|[", place + 1)) {
    if (is_expiry(without_marks(lot.substr(place)))) return without_marks(lot.substr(0, place));
  }
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
  constexpr std::string_view words =
      "TBD TRUE FALSE YES NO PENDING EXPIRED SAME DITTO VARIOUS MULTIPLE ILLEGIBLE MISSING HISTORICAL LOT BATCH CHARGE "
      "LOTE VIAL BOX TEST NR KA UNBEKANNT FEHLT SIEHE INCONNU DESCONOCIDO VENCIDO CADUCADO PERIME ABGELAUFEN VERFALLEN";
  const bool has_digit = lot.find_first_of("0123456789") != std::string_view::npos;
  const bool has_space = lot.find(' ') != std::string_view::npos;
  if (!has_digit && has_space) return true;  // "see note", "not recorded": a sentence
  const std::string word = upper(lot);
  return is_listed(words, word) || word == "N/R" || word == "S/L" || word == "K.A." || word == "N.A." || word == "N.R.";
}

bool is_ordinary(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '.' || c == '/' || c == ' ';
}

}  // namespace

CardLot card_lot(std::string_view written) {
  const std::string_view text = trimmed(without_spreadsheet_quotes(trimmed(written)));
  if (is_none(text)) return {};
  if (is_spreadsheet_damage(text)) return {.warning = Errc::in_lot_damaged};
  std::string lot = with_single_spaces(without_label(without_expiry(without_label(text))));
  if (!lot.empty() && is_none(lot)) return {};
  if (lot.empty() || is_expiry_alone(lot) || is_spreadsheet_damage(lot) || is_no_lot(lot) || runs_into_day(lot) ||
      !is_plain_text(lot))
    return {.warning = Errc::in_lot_damaged};
  if (num_characters(lot) > max_lot_chars) return {.warning = Errc::in_too_long};
  CardLot card{.text = std::move(lot)};
  if (card.text != written) card.warning = Errc::in_lot_cleaned;
  card.odd = !std::all_of(card.text.begin(), card.text.end(), is_ordinary);
  return card;
}

}  // namespace vhc
