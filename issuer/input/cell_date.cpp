#include "cell_date.h"

#include <array>
#include <charconv>

#include "../card_text.h"
#include "vhc/time.h"

namespace vhc {
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool all = error == std::errc{} && end == text.data() + text.size() && text.front() >= '0';
  return all ? std::optional(value) : std::nullopt;
}

std::string pad(int value, std::size_t width) {
  std::string text = std::to_string(value);
  return std::string(width > text.size() ? width - text.size() : 0, '0') + text;
}

std::string checked(int year, int month, int day) {
  if (year < 1000 || year > 9999) return {};
  std::string text = pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2);
  return parse_date(text) ? text : std::string{};
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "11/3/80 14:00" is 11, 3, 80 and " 14:00".
struct Parts {
  std::array<std::string_view, 3> parts;
  std::string_view rest;
};

std::optional<Parts> slash_parts(std::string_view cell) {
  const std::size_t mark = cell.find_first_of("/.");
  if (mark == 0 || mark > 2) return std::nullopt;  // or there is none: npos is the largest number
  const std::size_t second = cell.find(cell[mark], mark + 1);
  if (second == std::string_view::npos || second == mark + 1 || second > mark + 3) return std::nullopt;
  std::size_t end = second + 1;
  while (end < cell.size() && cell[end] >= '0' && cell[end] <= '9') ++end;
  const Parts found{
      {cell.substr(0, mark), cell.substr(mark + 1, second - mark - 1), cell.substr(second + 1, end - second - 1)},
      cell.substr(end)};
  for (const std::string_view part : found.parts) {
    if (!is_digits(part)) return std::nullopt;
  }
  const std::size_t year = found.parts[2].size();
  return year == 2 || year == 4 ? std::optional(found) : std::nullopt;
}

// Two digits: the latest year of that ending that is not in the future.
int completed(int year, std::chrono::year_month_day today) {
  const int now = static_cast<int>(today.year());
  const int full = now - now % 100 + year;
  return full > now ? full - 100 : full;
}

CellDate read_slashed(const Parts& parts, DateOrder order, std::chrono::year_month_day today) {
  const bool day_first = order == DateOrder::dmy;
  const int month = number(parts.parts.at(day_first ? 1 : 0)).value_or(0);
  const int day = number(parts.parts.at(day_first ? 0 : 1)).value_or(0);
  CellDate date{.day = {}, .rest = parts.rest};
  int year = number(parts.parts[2]).value_or(0);
  date.completed_year = parts.parts[2].size() == 2;
  if (date.completed_year) year = completed(year, today);
  date.day = checked(year, month, day);
  if (date.completed_year && date.day > to_date(today)) date.day = checked(year - 100, month, day);
  return date;
}

bool ends_a_date(std::string_view rest) {
  return rest.empty() || rest.front() == ' ' || rest.front() == 'T';
}

CellDate read_iso(std::string_view cell, bool partial) {
  constexpr std::size_t whole = 10;
  if (cell.size() >= whole && cell[4] == '-' && cell[7] == '-' && ends_a_date(cell.substr(whole))) {
    const std::string text(cell.substr(0, whole));
    return {.day = parse_date(text) ? text : std::string{}, .rest = cell.substr(whole)};
  }
  if (is_digits(cell.substr(0, 8)) && cell.size() >= 8 && ends_a_date(cell.substr(8))) {
    return {.day = checked(number(cell.substr(0, 4)).value_or(0), number(cell.substr(4, 2)).value_or(0),
                           number(cell.substr(6, 2)).value_or(0)),
            .rest = cell.substr(8)};
  }
  if (!partial) return {};
  const bool month = cell.size() == 7 && cell[4] == '-';
  const bool year = cell.size() == 4 && is_digits(cell);
  if (!month && !year) return {};
  const std::string text(cell);
  return {.day = parse_date(text + (month ? "-01" : "-01-01")) ? text : std::string{}, .rest = {}};
}

}  // namespace

CellDate read_cell_date(std::string_view cell, DateOrder order, std::chrono::year_month_day today, bool partial) {
  cell = trimmed(cell);
  const auto slashed = slash_parts(cell);
  if (!slashed) return read_iso(cell, partial);
  if (order != DateOrder::mdy && order != DateOrder::dmy) return {};
  CellDate date = read_slashed(*slashed, order, today);
  if (!ends_a_date(date.rest)) date.day.clear();
  return date;
}

DateOrders possible_orders(std::string_view cell) {
  const auto slashed = slash_parts(trimmed(cell));
  if (!slashed) return {};
  const int first = number(slashed->parts[0]).value_or(0);
  const int second = number(slashed->parts[1]).value_or(0);
  const int year = slashed->parts[2].size() == 4 ? number(slashed->parts[2]).value_or(0) : 2000;
  return {.mdy = !checked(year, first, second).empty(),
          .dmy = !checked(year, second, first).empty(),
          .same = first == second};
}

}  // namespace vhc
