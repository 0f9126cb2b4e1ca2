// Delimited files: one dose or result a row (inputs.md 4).
#include <algorithm>
#include <unordered_set>

#include "../card_text.h"
#include "cell_date.h"
#include "columns.h"
#include "delimited_text.h"
#include "local_time.h"
#include "persons.h"
#include "readers.h"
#include "result_value.h"
#include "vhc/minimise.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

constexpr std::array name_columns{Column::last_name, Column::first_name, Column::middle_name, Column::suffix,
                                  Column::name};
constexpr std::array used_columns{
    Column::last_name,  Column::first_name, Column::middle_name, Column::suffix,  Column::name,     Column::birth_date,
    Column::admin_date, Column::cvx,        Column::ndc,         Column::product, Column::mvx,      Column::lot_number,
    Column::performer,  Column::patient_id, Column::test_code,   Column::result,  Column::collected};

class Row {
 public:
  Row(const DelimitedRow& row, const Columns& columns) : row_(row), columns_(columns) {}

  std::string_view at(Column column) const {
    const auto& place = columns_.places.at(static_cast<std::size_t>(column));
    return place && *place < row_.cells.size() ? trimmed(row_.cells[*place]) : std::string_view{};
  }
  std::int64_t line() const { return row_.line; }

 private:
  const DelimitedRow& row_;
  const Columns& columns_;
};

bool is_blank(const DelimitedRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& c) { return trimmed(c).empty(); });
}

bool is_yes(std::string_view text) {
  const std::string word = upper(text);
  return word == "YES" || word == "Y" || word == "TRUE" || word == "1" || word == "JA" || word == "OUI" || word == "SI";
}

bool is_loinc(std::string_view code) {
  const std::size_t dash = code.find('-');
  return dash != std::string_view::npos && dash > 0 && dash + 2 == code.size() &&
         code.find_first_not_of("0123456789-") == std::string_view::npos;
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

class Reader {
 public:
  Reader(const InputRules& rules, Columns columns, DateOrder order)
      : rules_(rules), clerk_(rules), columns_(std::move(columns)), order_(order) {}

  void take(const DelimitedRow& cells, std::size_t num_cells, InputRead& read) {
    if (is_blank(cells)) {
      read.findings.push_back({cells.line, {}, Severity::note, Errc::in_empty_row});
      return;
    }
    ++read.records;
    if (cells.fault || cells.cells.size() != num_cells) return refuse_row(cells);
    const Row row(cells, columns_);
    Intake found = person_of(row);
    const bool again = is_known(cells, row);
    Intake& intake = persons_.of(std::move(found));
    if (again) {
      Clerk::warn(intake, row.line(), {}, Errc::in_duplicate_row);
    } else if (columns_.has(Column::test_code) && !row.at(Column::test_code).empty()) {
      take_result(row, intake);
    } else {
      take_dose(row, intake);
    }
  }

  std::vector<Intake> take_persons() && { return std::move(persons_).take(); }

 private:
  void refuse_row(const DelimitedRow& cells) {
    Intake refused{.line = cells.line};
    refused.refused = true;
    Clerk::refuse(refused, cells.line, {}, cells.fault.value_or(Errc::in_column_count));
    persons_.of(std::move(refused));
  }

  // The same row, or the same event of the sender, twice.
  bool is_known(const DelimitedRow& cells, const Row& row) {
    std::string key;
    for (const std::string& cell : cells.cells) key += cell + '\x1F';
    const bool same_row = !rows_.insert(std::hash<std::string>{}(key)).second;
    const std::string_view event = row.at(Column::event_id);
    const bool same_event = !event.empty() && !events_.insert(std::string(event)).second;
    return same_row || same_event;
  }

  Intake person_of(const Row& row) {
    Intake found{.line = row.line()};
    found.name = name_of(row);
    found.person_key = row.at(Column::patient_id);
    const auto stop = [&found, &row](std::string_view column, Errc code) {
      found.refused = true;
      Clerk::refuse(found, row.line(), column, code);
    };
    if (check_cells(row, stop)) {
      check_birth(row, found, stop);
      clerk_.check_person(found, row.line(), missing_name(found), name(Column::birth_date));
    } else {
      check_birth(row, found, stop);
    }
    return found;
  }

  std::string_view missing_name(const Intake& found) const {
    if (!columns_.has(Column::last_name)) return name(Column::name);
    const bool lacks_given = !found.name.family.empty() && found.name.given.empty();
    return name(lacks_given ? Column::first_name : Column::last_name);
  }

  template <class Stop>
  bool check_cells(const Row& row, const Stop& stop) const {
    bool good = true;
    for (const Column column : used_columns) {
      if (is_plain_text(row.at(column))) continue;
      stop(name(column), Errc::in_control_character);
      good = false;
    }
    for (const Column column : name_columns) {
      const std::string_view cell = row.at(column);
      if (cell.empty() || std::string_view("=+-@").find(cell.front()) == std::string_view::npos) continue;
      stop(name(column), Errc::in_formula);
      good = false;
    }
    return good;
  }

  template <class Stop>
  void check_birth(const Row& row, Intake& found, const Stop& stop) const {
    const std::string_view cell = row.at(Column::birth_date);
    if (cell.empty()) return stop(name(Column::birth_date), Errc::in_missing);
    CellDate date = read_cell_date(cell, order_, rules_.today, true);
    if (date.day.empty()) return stop(name(Column::birth_date), Errc::in_bad_date);
    if (date.completed_year) Clerk::warn(found, row.line(), name(Column::birth_date), Errc::in_two_digit_year);
    found.birth_date = std::move(date.day);
  }

  void take_dose(const Row& row, Intake& intake) {
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

  std::string_view ial_of(const Row& row, Intake& intake) const {
    const std::string_view ial = row.at(Column::ial);
    if (ial.empty() || is_assurance_level(ial)) return ial;
    Clerk::warn(intake, row.line(), name(Column::ial), Errc::in_unknown_code);
    return {};
  }

  void take_result(const Row& row, Intake& intake) {
    IntakeResult result{.line = row.line(), .code = std::string(row.at(Column::test_code))};
    bool good = true;
    const auto stop = [&](Column column, Errc code) {
      if (good) intake.left_out.push_back({row.line(), {}, result.code, code});
      good = false;
      Clerk::refuse(intake, row.line(), name(column), code);
    };
    if (!is_loinc(result.code)) stop(Column::test_code, Errc::in_unknown_code);
    const std::string_view value = row.at(Column::result);
    result.value = is_result_code(value) ? value : result_of_text(value);
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
      if (local.fault) stop(Column::collected, *local.fault);
      if (!local.fault && clerk_.is_future(date.day)) stop(Column::collected, Errc::in_future_date);
      if (good && local.assumed) Clerk::warn(intake, row.line(), name(Column::collected), Errc::in_zone_assumed);
      result.effective = local.text;
    }
    if (!good) return;
    result.status = "final";
    result.performer = row.at(Column::performer);
    result.ial = ial_of(row, intake);
    intake.results.push_back(std::move(result));
  }

  const InputRules& rules_;
  Clerk clerk_;
  Columns columns_;
  DateOrder order_;
  Persons persons_;
  std::unordered_set<std::size_t> rows_;
  std::unordered_set<std::string> events_;
};

// The order of the file's dates: the one that was stated, or the only one that all of them fit.
class OrderSearch {
 public:
  OrderSearch(const Columns& columns) : columns_(columns) {}

  void look_at(const DelimitedRow& cells, std::vector<InputFinding>& findings) {
    const Row row(cells, columns_);
    for (const Column column : {Column::birth_date, Column::admin_date, Column::collected}) {
      const DateOrders orders = possible_orders(row.at(column));
      if (orders.mdy && orders.dmy && !orders.same) {
        findings.push_back({cells.line, std::string(name(column)), Severity::error, Errc::in_ambiguous_dates});
        ambiguous_ = true;
      }
      mdy_ = mdy_ || (orders.mdy && !orders.dmy);
      dmy_ = dmy_ || (orders.dmy && !orders.mdy);
      same_ = same_ || orders.same;
    }
  }

  bool is_ambiguous() const { return ambiguous_ || (mdy_ && dmy_); }
  DateOrder order() const { return dmy_ ? DateOrder::dmy : mdy_ || same_ ? DateOrder::mdy : DateOrder::unstated; }

 private:
  const Columns& columns_;
  bool ambiguous_ = false;
  bool mdy_ = false;
  bool dmy_ = false;
  bool same_ = false;
};

InputFinding at_file(std::string_view field, Errc code) {
  return {1, std::string(field), Severity::error, code};
}

// Nothing of a file whose cells cannot be told apart, or read, is believed.
std::optional<InputFinding> find_broken_row(std::string_view bytes) {
  DelimitedReader reader(bytes);
  DelimitedRow row;
  while (reader.next(row)) {
    if (row.fault == Errc::in_unclosed_quote) return InputFinding{row.line, {}, Severity::error, *row.fault};
    for (const std::string& cell : row.cells) {
      if (!is_utf8(cell)) return InputFinding{row.line, {}, Severity::error, Errc::in_not_utf8};
    }
  }
  return std::nullopt;
}

}  // namespace

Result<InputRead> read_delimited(std::string_view bytes, const InputRules& rules) {
  InputRead read;
  read.kind = InputKind::delimited;
  if (rules.dates != DateOrder::unstated && rules.map.dates != DateOrder::unstated && rules.dates != rules.map.dates) {
    return fail(Errc::usage, "--dates", "the column map states another order");
  }
  if (auto broken = find_broken_row(bytes)) {
    read.findings.push_back(*std::move(broken));
    return read;
  }
  DelimitedReader header_reader(bytes);
  DelimitedRow header;
  if (!header_reader.next(header)) return fail(Errc::in_empty_file);
  Columns columns = resolve_columns(header.cells, rules.map);
  for (const std::size_t place : columns.unknown) read.ignored.push_back(header.cells[place]);
  if (const auto missing = missing_column(columns)) {
    read.findings.push_back(at_file(name(*missing), Errc::in_missing_column));
    return read;
  }
  DateOrder order = rules.dates != DateOrder::unstated ? rules.dates : rules.map.dates;
  DelimitedRow row;
  if (order == DateOrder::unstated) {
    OrderSearch search(columns);
    for (DelimitedReader reader = header_reader; reader.next(row);) search.look_at(row, read.findings);
    if (search.is_ambiguous()) {
      if (read.findings.empty()) read.findings.push_back(at_file({}, Errc::in_ambiguous_dates));
      return read;
    }
    order = search.order();
  }
  Reader reader(rules, std::move(columns), order);
  while (header_reader.next(row)) reader.take(row, header.cells.size(), read);
  read.persons = std::move(reader).take_persons();
  return read;
}

}  // namespace vhc
