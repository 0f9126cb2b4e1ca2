#include "delimited_row.h"

#include <algorithm>
#include <array>

#include "../card_text.h"
#include "../codes/loinc.h"
#include "local_time.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

constexpr std::array name_columns{Column::last_name, Column::first_name, Column::middle_name, Column::suffix,
                                  Column::name};
constexpr std::array used_columns{
    Column::last_name,  Column::first_name, Column::middle_name, Column::suffix,  Column::name,     Column::birth_date,
    Column::admin_date, Column::cvx,        Column::ndc,         Column::product, Column::mvx,      Column::lot_number,
    Column::performer,  Column::patient_id, Column::test_code,   Column::result,  Column::collected};

bool is_yes(std::string_view text) {
  const std::string word = upper(text);
  return word == "YES" || word == "Y" || word == "TRUE" || word == "1" || word == "JA" || word == "OUI" || word == "SI";
}

void append_words(std::vector<std::string>& to, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) to.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// "O'Neil, Jr." in the column of family names.
bool is_suffix(std::string_view text) {
  std::string word = upper(text);
  if (!word.empty() && word.back() == '.') word.pop_back();
  return word == "JR" || word == "SR" || word == "II" || word == "III" || word == "IV";
}

PersonName name_of(const Row& row) {
  PersonName name;
  name.family = row.at(Column::last_name);
  if (const auto first = row.at(Column::first_name); !first.empty()) name.given.emplace_back(first);
  append_words(name.given, row.at(Column::middle_name));
  if (const auto suffix = row.at(Column::suffix); !suffix.empty()) name.suffix.emplace_back(suffix);
  const std::size_t comma = name.family.rfind(", ");
  if (comma != std::string::npos && is_suffix(std::string_view(name.family).substr(comma + 2))) {
    if (name.suffix.empty()) name.suffix.push_back(name.family.substr(comma + 2));
    name.family.resize(comma);
  }
  const std::string_view whole = row.at(Column::name);
  if (!name.family.empty() || !name.given.empty() || whole.empty()) return name;
  const std::size_t split = whole.find(',');
  if (split == std::string_view::npos) {
    name.text = whole;
    return name;
  }
  name.family = trimmed(whole.substr(0, split));
  append_words(name.given, trimmed(whole.substr(split + 1)));
  return name;
}

void stop(Intake& found, std::int64_t line, Column column, Errc code) {
  found.refused = true;
  Clerk::refuse(found, line, name(column), code);
}

}  // namespace

std::string_view Row::at(Column column) const {
  const auto& place = columns_.places[static_cast<std::size_t>(column)];
  return place && *place < row_.cells.size() ? trimmed(row_.cells[*place]) : std::string_view{};
}

bool is_blank(const DelimitedRow& row) {
  return !row.fault &&
         std::all_of(row.cells.begin(), row.cells.end(), [](std::string_view c) { return trimmed(c).empty(); });
}

// The same row, or the same event of the sender, twice.
bool RowReader::is_known(const Row& row) {
  const bool same_row = !rows_.emplace(row.text()).second;
  const std::string_view event = row.at(Column::event_id);
  const bool same_event = !event.empty() && !events_.emplace(event).second;
  return same_row || same_event;
}

void RowReader::forget_rows() {
  rows_.clear();
  events_.clear();
}

void RowReader::take(const DelimitedRow& cells, Intake& person) {
  const Row row(cells, columns_);
  if (is_known(row)) return Clerk::warn(person, row.line(), {}, Errc::in_duplicate_row);
  const std::size_t before = person.doses.size() + person.results.size();
  if (columns_.has(Column::test_code) && !row.at(Column::test_code).empty()) {
    take_result(row, person);
  } else {
    take_dose(row, person);
  }
  // A row that was refused has issued nothing: mended, it is new.
  const bool is_kept = person.doses.size() + person.results.size() > before;
  const std::string_view event = row.at(Column::event_id);
  if (is_kept && !event.empty()) person.events.emplace_back(event);
}

Intake RowReader::person_of(const DelimitedRow& cells, std::size_t num_cells) const {
  Intake found{.line = cells.line};
  if (cells.fault || cells.cells.size() != num_cells) {
    found.refused = true;
    Clerk::refuse(found, cells.line, {}, cells.fault.value_or(Errc::in_column_count));
    return found;
  }
  const Row row(cells, columns_);
  found.name = name_of(row);
  found.person_key = row.at(Column::patient_id);
  const bool good = check_cells(row, found);
  check_birth(row, found);
  if (good) clerk_.check_person(found, row.line(), missing_name(found), name(Column::birth_date));
  return found;
}

std::string_view RowReader::missing_name(const Intake& found) const {
  if (!columns_.has(Column::last_name)) return name(Column::name);
  const bool lacks_given = !found.name.family.empty() && found.name.given.empty();
  return name(lacks_given ? Column::first_name : Column::last_name);
}

bool RowReader::check_cells(const Row& row, Intake& found) const {
  bool good = true;
  for (const Column column : used_columns) {
    if (is_plain_text(row.at(column))) continue;
    stop(found, row.line(), column, Errc::in_control_character);
    good = false;
  }
  for (const Column column : name_columns) {
    const std::string_view cell = row.at(column);
    if (cell.empty() || std::string_view("=+-@").find(cell.front()) == std::string_view::npos) continue;
    stop(found, row.line(), column, Errc::in_formula);
    good = false;
  }
  return good;
}

void RowReader::check_birth(const Row& row, Intake& found) const {
  const std::string_view cell = row.at(Column::birth_date);
  if (cell.empty()) return stop(found, row.line(), Column::birth_date, Errc::in_missing);
  CellDate date = read_cell_date(cell, order_, rules_.today, true);
  if (date.day.empty()) return stop(found, row.line(), Column::birth_date, Errc::in_bad_date);
  if (date.completed_year) Clerk::warn(found, row.line(), name(Column::birth_date), Errc::in_two_digit_year);
  found.birth_date = std::move(date.day);
}

void RowReader::take_dose(const Row& row, Intake& intake) const {
  const std::string_view cvx = row.at(Column::cvx);
  const std::string_view ndc = row.at(Column::ndc);
  const std::string_view product = row.at(Column::product);
  const Column code = !cvx.empty() ? Column::cvx : !ndc.empty() ? Column::ndc : Column::product;
  const bool has_code = !cvx.empty() || !ndc.empty() || !product.empty();
  const std::string_view day = row.at(Column::admin_date);
  const CellDate date = read_cell_date(day, order_, rules_.today, false);
  if (date.completed_year && !date.day.empty()) {
    Clerk::warn(intake, row.line(), name(Column::admin_date), Errc::in_two_digit_year);
  }
  WrittenDose dose{
      .line = row.line(),
      .fields = {name(Column::vax_refusal), name(Column::admin_date), has_code ? name(code) : name(Column::cvx),
                 name(Column::lot_number), name(Column::performer)}};
  dose.date = date.day;
  dose.date_missing = day.empty();
  dose.every_error = true;
  dose.vaccine = {.cvx = cvx, .ndc = ndc, .product = product, .mvx = row.at(Column::mvx), .text = {}};
  dose.lot = row.at(Column::lot_number);
  dose.performer = row.at(Column::performer);
  dose.ial = ial_of(row, intake);
  dose.given_here = true;
  if (is_yes(row.at(Column::vax_refusal))) dose.fate = DoseFate::not_given;
  dose.code_missing = !has_code;
  clerk_.take_dose(intake, dose);
}

std::string_view RowReader::ial_of(const Row& row, Intake& intake) const {
  const std::string_view ial = row.at(Column::ial);
  if (ial.empty() || is_assurance_level(ial)) return ial;
  Clerk::warn(intake, row.line(), name(Column::ial), Errc::in_unknown_code);
  return {};
}

void RowReader::take_result(const Row& row, Intake& intake) const {
  IntakeResult result{.line = row.line(), .code = std::string(row.at(Column::test_code))};
  bool good = true;
  const auto stop = [&](Column column, Errc code) {
    if (good) intake.left_out.push_back({row.line(), {}, result.code, code});
    good = false;
    Clerk::refuse(intake, row.line(), name(column), code);
  };
  if (!is_loinc(result.code)) stop(Column::test_code, Errc::in_unknown_code);
  const std::string_view value = row.at(Column::result);
  result.value = rules_.tables->is_result(value, true) ? value : rules_.tables->result_of_text(value);
  if (result.value.empty()) stop(Column::result, value.empty() ? Errc::in_missing : Errc::in_no_value);
  const std::string_view collected = row.at(Column::collected);
  const CellDate date = read_cell_date(collected, order_, rules_.today, false);
  if (collected.empty()) {
    stop(Column::collected, Errc::in_missing);
  } else if (date.day.empty()) {
    stop(Column::collected, Errc::in_bad_date);
  } else {
    std::string_view time = date.rest;
    if (!time.empty()) time.remove_prefix(1);
    const LocalTime local = time_of_day(date.day, time, rules_);
    const auto fault = local.fault ? local.fault : clerk_.day_fault(intake, date.day);
    if (fault) stop(Column::collected, *fault);
    if (good && local.assumed) Clerk::warn(intake, row.line(), name(Column::collected), Errc::in_zone_assumed);
    result.effective = local.text;
  }
  if (!good) return;
  result.status = "final";
  result.performer = Clerk::performer(intake, row.line(), name(Column::performer), row.at(Column::performer));
  result.ial = ial_of(row, intake);
  intake.results.push_back(std::move(result));
}

}  // namespace vhc
