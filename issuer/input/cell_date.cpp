#include "input/cell_date.h"

#include <array>
#include <charconv>
#include <optional>

#include "card/card_text.h"
#include "input/columns.h"
#include "input/local_time.h"
#include "input/word_list.h"
#include "vhc/time.h"

namespace vhc {
namespace {

constexpr int first_year = 1000;       // of a birth date; whether it can be true, the clerk looks
constexpr int first_dose_year = 1900;  // nothing that goes on a card is older

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool all = error == std::errc{} && end == text.data() + text.size() && is_digit(text.front());
  return all ? std::optional(value) : std::nullopt;
}

std::string pad(int value, std::size_t width) {
  std::string text = std::to_string(value);
  return std::string(width > text.size() ? width - text.size() : 0, '0') + text;
}

std::string checked(int year, int month, int day) {
  if (year < first_year || year > 9999) return {};
  std::string text = pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2);
  return parse_date(text) ? text : std::string{};
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::size_t num_digits(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

// "11/3/80 14:00" is 11, 3, 80 and " 14:00".
struct Parts {
  std::array<std::string_view, 3> parts;
  std::string_view rest;
};

// Three numbers with one mark between them.
std::optional<Parts> number_parts(std::string_view cell) {
  Parts found{};
  char mark = 0;
  for (std::size_t i = 0; i < found.parts.size(); ++i) {
    if (i > 0) {
      if (cell.empty() || std::string_view("/.-").find(cell.front()) == std::string_view::npos) return std::nullopt;
      if (i > 1 && cell.front() != mark) return std::nullopt;
      mark = cell.front();
      cell.remove_prefix(1);
    }
    const std::size_t digits = num_digits(cell);
    if (digits == 0) return std::nullopt;
    found.parts.at(i) = cell.substr(0, digits);
    cell.remove_prefix(digits);
  }
  found.rest = cell;
  return found;
}

// The year stands last, so that the order of month and day is not certain.
bool ends_with_year(const Parts& found) {
  const std::size_t year = found.parts[2].size();
  return found.parts[0].size() <= 2 && found.parts[1].size() <= 2 && (year == 2 || year == 4);
}

bool begins_with_year(const Parts& found) {
  return found.parts[0].size() == 4 && found.parts[1].size() <= 2 && found.parts[2].size() <= 2;
}

// Two digits: the latest year of that ending that is not in the future.
int completed(int year, std::chrono::year_month_day today) {
  const int now = static_cast<int>(today.year());
  const int full = now - now % 100 + year;
  return full > now ? full - 100 : full;
}

CellDate with_year(std::string_view year_text, int month, int day, std::chrono::year_month_day today) {
  CellDate date{.day = {}, .rest = {}};
  int year = number(year_text).value_or(0);
  date.completed_year = year_text.size() == 2;
  if (date.completed_year) year = completed(year, today);
  date.day = checked(year, month, day);
  if (date.completed_year && date.day > to_date(today)) date.day = checked(year - 100, month, day);
  return date;
}

CellDate read_numbers(const Parts& found, DateOrder order, std::chrono::year_month_day today) {
  const auto& parts = found.parts;
  CellDate date;
  if (begins_with_year(found)) {
    date.day = checked(number(parts[0]).value_or(0), number(parts[1]).value_or(0), number(parts[2]).value_or(0));
  } else if (ends_with_year(found) && (order == DateOrder::mdy || order == DateOrder::dmy)) {
    const bool day_first = order == DateOrder::dmy;
    date = with_year(parts[2], number(parts.at(day_first ? 1 : 0)).value_or(0),
                     number(parts.at(day_first ? 0 : 1)).value_or(0), today);
  }
  date.rest = found.rest;
  return date;
}

// As normal_header() writes them; English, German, French, Spanish.
constexpr std::array<std::string_view, 12> months{"jan january januar jan janner janv janvier ene enero",
                                                  "feb february februar feber fev fevr fevrier febrero",
                                                  "mar march marz mrz maerz mars marzo",
                                                  "apr april avr avril abr abril",
                                                  "may mai mayo",
                                                  "jun june juni juin junio",
                                                  "jul july juli juil juillet julio",
                                                  "aug august aout ago agosto",
                                                  "sep sept september septembre septiembre setiembre set",
                                                  "oct october okt oktober octobre octubre",
                                                  "nov november novembre noviembre",
                                                  "dec december dez dezember decembre dic diciembre"};

int month_of(std::string_view word) {
  const std::string normal = normal_header(word);
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (is_one_of(months.at(i), normal)) return static_cast<int>(i) + 1;
  }
  return 0;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

// "15-JUN-1984" is 15, JUN, 1984; "1er août 1984" and "15 de junio de 1984" say no more.
std::optional<Parts> worded_parts(std::string_view cell) {
  Parts found{};
  std::size_t count = 0;
  while (count < found.parts.size()) {
    while (!cell.empty() && std::string_view(" -/.,").find(cell.front()) != std::string_view::npos) {
      cell.remove_prefix(1);
    }
    const std::size_t digits = num_digits(cell);
    std::size_t letters = 0;
    while (digits == 0 && letters < cell.size() && is_letter(cell[letters])) ++letters;
    const std::string_view word = cell.substr(0, digits + letters);
    if (word.empty()) return std::nullopt;
    cell.remove_prefix(word.size());
    if (letters > 0 && is_one_of("de del of er st nd rd th", word)) continue;
    found.parts.at(count++) = word;
  }
  found.rest = cell;
  return found;
}

CellDate read_worded(std::string_view cell, std::chrono::year_month_day today) {
  const auto found = worded_parts(cell);
  if (!found) return {};
  const bool is_month_first = !is_digits(found->parts[0]);
  const bool is_year_first = found->parts[0].size() == 4 && !is_month_first;
  const int month = month_of(found->parts.at(is_month_first ? 0 : 1));
  const std::string_view day = found->parts.at(is_month_first ? 1 : is_year_first ? 2 : 0);
  const std::string_view year = found->parts.at(is_year_first ? 0 : 2);
  const bool has_year = is_digits(year) && (year.size() == 2 || year.size() == 4);
  if (month == 0 || !is_digits(day) || day.size() > 2 || !has_year) return {};
  CellDate date = with_year(year, month, number(day).value_or(0), today);
  date.rest = found->rest;
  return date;
}

// YYYYMMDD.
CellDate read_digits(std::string_view cell) {
  constexpr std::size_t whole = 8;
  return {.day = checked(number(cell.substr(0, 4)).value_or(0), number(cell.substr(4, 2)).value_or(0),
                         number(cell.substr(6, 2)).value_or(0)),
          .rest = cell.substr(whole)};
}

CellDate read_partial(std::string_view cell) {
  const bool month = cell.size() == 7 && cell[4] == '-';
  const bool year = cell.size() == 4 && is_digits(cell);
  if (!month && !year) return {};
  const std::string text(cell);
  return {.day = parse_date(text + (month ? "-01" : "-01-01")) ? text : std::string{}, .rest = {}};
}

// 46356, 46356.25
bool is_serial_number(std::string_view cell) {
  constexpr std::size_t digits_of_our_days = 5;
  if (num_digits(cell) != digits_of_our_days) return false;
  cell.remove_prefix(digits_of_our_days);
  return cell.empty() || ((cell.front() == '.' || cell.front() == ',') && is_digits(cell.substr(1)));
}

CellDate read_any(std::string_view cell, DateOrder order, std::chrono::year_month_day today, bool partial) {
  if (const auto found = number_parts(cell)) return read_numbers(*found, order, today);
  const std::size_t digits = num_digits(cell);
  if (digits == 8) return read_digits(cell);
  if (is_serial_number(cell)) return {.day = {}, .rest = {}, .completed_year = false, .is_serial = true};
  if (partial && (cell.size() == 7 || cell.size() == 4)) {
    if (CellDate date = read_partial(cell); !date.day.empty()) return date;
  }
  return digits <= 4 ? read_worded(cell, today) : CellDate{};
}

// Nothing, or a time of day.
bool ends_a_date(std::string_view rest) {
  if (rest.empty()) return true;
  return (rest.front() == ' ' || rest.front() == 'T' || rest.front() == 't') && read_clock(rest).has_value();
}

std::string_view year_of(const CellDate& date) {
  return std::string_view(date.day).substr(0, 4);
}

// 2021-03-05 of our age, as nearly all dates are written.
bool is_plain_iso(std::string_view cell) {
  if (cell.size() != 10 || cell[4] != '-' || cell[7] != '-') return false;
  return (cell.starts_with("19") || cell.starts_with("20")) && parse_date(cell).has_value();
}

}  // namespace

CellDate read_cell_date(std::string_view cell, DateOrder order, std::chrono::year_month_day today, bool partial) {
  cell = trimmed(cell);
  if (cell.empty()) return {};
  if (is_plain_iso(cell)) return {.day = std::string(cell), .rest = {}};
  CellDate date = read_any(cell, order, today, partial);
  const bool is_too_early = !partial && !date.day.empty() && number(year_of(date)).value_or(0) < first_dose_year;
  if (is_too_early || !ends_a_date(date.rest)) date.day.clear();
  return date;
}

std::string issuer_day(const CellDate& date, const InputRules& rules) {
  const auto day = date.rest.empty() ? std::nullopt : std::optional(parse_date(date.day));
  const auto clock = day && *day ? read_clock(date.rest) : std::nullopt;
  const auto offset = clock ? zone_offset(clock->zone) : std::nullopt;
  if (!offset || !rules.zone_day) return date.day;
  const UnixTime moment = std::chrono::sys_days{**day} + std::chrono::hours{clock->hours} +
                          std::chrono::minutes{clock->minutes} + std::chrono::seconds{clock->seconds} - *offset;
  return to_date(rules.zone_day(moment));
}

DateOrders possible_orders(std::string_view cell) {
  if (num_digits(cell) >= 4) return {};  // the year stands first
  const auto found = number_parts(trimmed(cell));
  if (!found || !ends_with_year(*found)) return {};
  const int first = number(found->parts[0]).value_or(0);
  const int second = number(found->parts[1]).value_or(0);
  const int year = found->parts[2].size() == 4 ? number(found->parts[2]).value_or(0) : 2000;
  return {.mdy = !checked(year, first, second).empty(),
          .dmy = !checked(year, second, first).empty(),
          .same = first == second};
}

}  // namespace vhc
