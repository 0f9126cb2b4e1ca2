#include "input/delimited_row.h"

#include <algorithm>
#include <array>
#include <utility>

#include "card/card_text.h"
#include "card/spreadsheet_text.h"
#include "input/local_time.h"
#include "input/persons.h"
#include "input/row_name.h"
#include "input/same_person.h"
#include "input/word_list.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

constexpr std::array name_columns{Column::last_name, Column::first_name, Column::middle_name, Column::suffix,
                                  Column::name};
// What goes on a card or decides of it, but for names, and the site: without one the card names the issuer.
constexpr std::array used_columns{Column::birth_date, Column::admin_date, Column::cvx,        Column::ndc,
                                  Column::product,    Column::mvx,        Column::lot_number, Column::patient_id,
                                  Column::event_id,   Column::test_code,  Column::result,     Column::collected};
constexpr std::string_view remark_detail =
    "the cell says that the dose was not given here; correct the cell, or map the column";
constexpr std::string_view serial_detail = "it is a spreadsheet's serial number; export the column as YYYY-MM-DD";

void stop(Intake& found, std::int64_t line, Column column, Errc code) {
  found.refused = true;
  Clerk::refuse(found, line, name(column), code);
}

// "=1+1" in a name; a dash alone stands for none.
// Full-width signs count: spreadsheets of some languages read them alike.
bool is_formula(std::string_view cell) {
  for (const std::string_view sign : {"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"}) {
    if (cell.starts_with(sign)) return true;
  }
  if (cell.empty() || std::string_view("=+-@").find(cell.front()) == std::string_view::npos) return false;
  return cell.find_first_not_of('-') != std::string_view::npos;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_cvx_number(std::string_view text) {
  return text.size() <= 3 && is_number(text);
}

// 59267-1000-01, 59267100001.
bool is_ndc_number(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789-") != std::string_view::npos) return false;
  const auto digits =
      static_cast<std::size_t>(text.size()) - static_cast<std::size_t>(std::count(text.begin(), text.end(), '-'));
  return digits == 10 || digits == 11;
}

// Whatever kind of code stands in a column of another: a number is a CVX code or an NDC, not the name of a product.
struct VaccineCells {
  VaccineText text;
  Column field = Column::cvx;
  bool missing = false;
};

VaccineCells vaccine_of(const Row& row) {
  VaccineCells found;
  VaccineText& text = found.text;
  text = {.cvx = row.at(Column::cvx),
          .ndc = row.at(Column::ndc),
          .product = row.at(Column::product),
          .mvx = row.at(Column::mvx),
          .text = {}};
  found.missing = text.cvx.empty() && text.ndc.empty() && text.product.empty();
  if (text.cvx.empty()) found.field = !text.ndc.empty() ? Column::ndc : Column::product;
  if (found.missing)
    found.field = row.columns().has(Column::cvx)   ? Column::cvx
                  : row.columns().has(Column::ndc) ? Column::ndc
                                                   : Column::product;
  if (text.ndc.empty() && is_ndc_number(text.cvx)) text.ndc = std::exchange(text.cvx, {});
  if (text.cvx.empty() && is_cvx_number(text.product)) text.cvx = std::exchange(text.product, {});
  if (text.ndc.empty() && is_ndc_number(text.product)) text.ndc = std::exchange(text.product, {});
  return found;
}

// What a dose or result is called as a whole.
std::string record_place(const Row& row, const RowClaim& claim) {
  if (claim.watched != nullptr) return claim.watched->shown;
  if (claim.said) return std::string(name(*claim.said));
  const int dose = row.columns().dose;
  return dose > 1 || row.at(Column::event_id).empty() ? name_of(Column::admin_date, dose)
                                                      : std::string(name(Column::event_id));
}

void begin(WrittenRecord& record, const Row& row, const RowClaim& claim) {
  record.line = row.line();
  record.places.performer = name(Column::performer);
  if (claim.watched != nullptr) record.fault = Errc::in_unmapped_column;
  record.performer = row.at(Column::performer);
  const std::string_view ial = row.at(Column::ial);
  if (is_assurance_level(ial)) record.ial = ial;
}

// A level that is none states nothing.
void check_ial(const Row& row, Decision& decision) {
  const std::string_view ial = row.at(Column::ial);
  if (ial.empty() || is_assurance_level(ial)) return;
  decision.findings.push_back({row.line(), std::string(name(Column::ial)), Severity::warning, Errc::in_unknown_code});
}

void explain(Decision& decision, std::string_view place, Errc code, std::string_view detail) {
  for (InputFinding& finding : decision.findings) {
    if (finding.code == code && finding.field == place) finding.detail = detail;
  }
}

ResultState result_state(const DoseClaim& claim) {
  if (claim.deleted || claim.action == Action::remove) return ResultState::withdrawn;
  if (claim.action == Action::unknown || claim.completion > Completion::complete) return ResultState::not_final;
  return claim.action == Action::update ? ResultState::corrected : ResultState::final;
}

}  // namespace

std::string_view Row::as_written(std::size_t place) const {
  return place < row_.cells.size() ? trimmed_cell(row_.cells[place]) : std::string_view{};
}

std::string_view Row::as_written(Column column) const {
  const auto& place = columns_.places[static_cast<std::size_t>(column)];
  return place ? as_written(*place) : std::string_view{};
}

std::string_view Row::at(Column column) const {
  const std::string_view cell = as_written(column);
  return cell.starts_with('=') ? trimmed(without_spreadsheet_quotes(cell)) : cell;
}

bool is_blank(const DelimitedRow& row) {
  return !row.fault &&
         std::all_of(row.cells.begin(), row.cells.end(), [](std::string_view c) { return trimmed_cell(c).empty(); });
}

// Nothing but a word for a sum, and numbers.
bool is_total(const DelimitedRow& row) {
  constexpr std::string_view words =
      "total totals grandtotal reporttotal totalrows totalrecords totalcount totaldoses totalpatients totalvaccines "
      "sum "
      "summe gesamt gesamtzahl anzahl somme totaux totale suma numberofrows numberofrecords rows records rowcount "
      "recordcount count rowsreturned recordsreturned endofreport endoffile eof endofdata";
  constexpr std::ptrdiff_t most_cells = 4;
  const auto is_filled = [](std::string_view cell) { return !trimmed_cell(cell).empty(); };
  if (row.fault || std::count_if(row.cells.begin(), row.cells.end(), is_filled) > most_cells) return false;
  std::string word;
  for (const std::string_view written : row.cells) {
    const std::string_view cell = trimmed_cell(written);
    const std::size_t first = cell.find_first_of("0123456789");
    const bool is_count =
        first == std::string_view::npos || cell.find_first_not_of("0123456789.,: ", first) == std::string_view::npos;
    word += normal_header(cell.substr(0, first));
    if (!is_count) word += normal_header(cell.substr(first));
  }
  return is_one_of(words, word);
}

// Empty cells behind the last header are nothing; what stands there otherwise shifts the others.
bool RowReader::is_whole(const DelimitedRow& cells) const {
  if (cells.fault) return false;
  const std::size_t count = cells.cells.size();
  if (count == form_.num_cells) return true;
  if (count < form_.num_headers) return false;
  return std::all_of(cells.cells.begin() + static_cast<std::ptrdiff_t>(form_.num_headers), cells.cells.end(),
                     [](std::string_view cell) { return trimmed_cell(cell).empty(); });
}

std::string_view RowReader::event_of(const DelimitedRow& cells) const {
  return cells.fault ? std::string_view{} : Row(cells, columns_).at(Column::event_id);
}

bool RowReader::takes_back(const DelimitedRow& cells) const {
  if (!is_whole(cells)) return true;
  const RowClaim claim = read_claim(cells, columns_);
  return claim.watched != nullptr || says_not_given(claim.claim) || claim.claim.action == Action::update;
}

std::vector<std::string> RowReader::unnumbered(const DelimitedRow& cells) const {
  std::vector<std::string> events;
  if (!is_whole(cells)) return events;
  const auto add = [&](const Columns& columns) {
    const Row row(cells, columns);
    const CellDate date = read_cell_date(row.at(Column::admin_date), order_, rules_.today, false);
    const std::string code =
        clerk_.code_of({.cvx = row.at(Column::cvx), .ndc = row.at(Column::ndc), .product = row.at(Column::product)});
    if (!date.day.empty() && !code.empty()) events.push_back(unnumbered_event(date.day, code));
  };
  add(columns_);
  for (const Columns& further : columns_.further) add(further);
  return events;
}

// The same row again. Of an event, as long as no other row spoke of it in between; of rows without a number, as long as
// none took anything back.
bool RowReader::is_known(const Row& row, const RowClaim& claim) {
  const std::string_view event = row.at(Column::event_id);
  if (!event.empty()) {
    std::string& last = events_[std::string(event)];
    if (last == row.text()) return true;
    last = row.text();
    return false;
  }
  if (claim.watched != nullptr || says_not_given(claim.claim) || claim.claim.action == Action::update) rows_.clear();
  return !rows_.emplace(row.text()).second;
}

void RowReader::forget_rows() {
  rows_.clear();
  events_.clear();
}

void RowReader::take(const DelimitedRow& cells, Intake&& found, Dossier& dossier) {
  clerk_.join(dossier, std::move(found), name(Column::patient_id));
  if (!is_whole(cells)) return;
  const Row row(cells, columns_);
  const RowClaim claim = read_claim(cells, columns_);
  const std::string event(row.at(Column::event_id));
  const bool is_again = !event.empty() && events_.contains(event);
  if (is_known(row, claim)) return Clerk::warn(dossier.person, row.line(), {}, Errc::in_duplicate_row);
  if (columns_.has(Column::test_code) && !row.at(Column::test_code).empty()) {
    take_result(row, claim, dossier);
  } else {
    take_doses(row, claim, is_again, dossier);
  }
  check_ial(row, dossier.decisions.back());
}

Intake RowReader::person_of(const DelimitedRow& cells) const {
  Intake found{.line = cells.line};
  if (!is_whole(cells)) {
    found.refused = true;
    Clerk::refuse(found, cells.line, {}, cells.fault.value_or(Errc::in_column_count));
    return found;
  }
  const Row row(cells, columns_);
  found.person_key = row.at(Column::patient_id);
  const bool good = check_cells(row, found) && check_names(row, found) && check_twins(row, found);
  check_birth(row, found);
  if (good) {
    RowName named = name_of(row);
    found.name = std::move(named.name);
    clerk_.check_person(found, named.places);
  } else if (!is_usable_key(found.person_key)) {
    found.person_key.clear();
  }
  return found;
}

// Nothing but what ASCII prints, as nearly all rows are.
bool RowReader::is_plain(const Row& row) const {
  const bool may_tab = form_.separator == '\t';
  return std::all_of(row.text().begin(), row.text().end(),
                     [may_tab](char c) { return (c >= ' ' && c <= '~') || (may_tab && c == '\t'); });
}

std::string RowReader::key_of(const DelimitedRow& cells) const {
  if (!columns_.has(Column::patient_id) || !is_whole(cells)) return {};
  const Row row(cells, columns_);
  const std::string_view key = row.at(Column::patient_id);
  return is_usable_key(key) && is_plain(row) ? grouping_key(key) : std::string{};
}

bool RowReader::check_cells(const Row& row, Intake& found) const {
  if (is_plain(row)) return true;
  bool good = true;
  for (const Column column : used_columns) {
    if (is_plain_text(row.at(column))) continue;
    stop(found, row.line(), column, Errc::in_control_character);
    good = false;
  }
  return good;
}

// Of two columns with one meaning the first counts, unless they contradict each other.
bool RowReader::check_twins(const Row& row, Intake& found) const {
  for (std::size_t i = 0; i < columns_.twins.size(); ++i) {
    const Columns::Place& twin = columns_.twins[i];
    const std::string_view other = row.as_written(twin.place);
    const std::string_view own = row.as_written(twin.column);
    if (other.empty() || own.empty() || other == own) continue;
    stop(found, row.line(), twin.column, Errc::in_mapped_twice);
    found.findings.back().detail = columns_.twins_shown.at(i);
    return false;
  }
  return true;
}

bool RowReader::check_names(const Row& row, Intake& found) const {
  bool good = true;
  for (const Column column : name_columns) {
    if (!is_formula(row.as_written(column))) continue;
    stop(found, row.line(), column, Errc::in_formula);
    good = false;
  }
  for (const Columns::Place& further : columns_.further_names) {
    if (!is_formula(row.as_written(further.place))) continue;
    stop(found, row.line(), further.column, Errc::in_formula);
    good = false;
  }
  return good;
}

void RowReader::check_birth(const Row& row, Intake& found) const {
  const std::string_view cell = row.at(Column::birth_date);
  if (cell.empty()) return stop(found, row.line(), Column::birth_date, Errc::in_missing);
  if (const std::string_view doubt = doubt_of(row, Column::birth_date); !doubt.empty()) {
    stop(found, row.line(), Column::birth_date, Errc::in_dates_contradict);
    found.findings.back().detail = doubt;
    return;
  }
  CellDate date = read_cell_date(cell, order_, rules_.today, true);
  if (date.day.empty()) {
    stop(found, row.line(), Column::birth_date, Errc::in_bad_date);
    if (date.is_serial) found.findings.back().detail = serial_detail;
    return;
  }
  if (issuer_day(date, rules_) != date.day) return stop(found, row.line(), Column::birth_date, Errc::in_date_zone);
  if (date.completed_year) Clerk::warn(found, row.line(), name(Column::birth_date), Errc::in_two_digit_year);
  found.birth_date = std::move(date.day);
}

// Of doses side by side each that has a cell of its own; where none has, the first, so that the row is told. What an
// earlier row of the event had and this one has no more is taken out.
void RowReader::take_doses(const Row& row, const RowClaim& claim, bool is_again, Dossier& dossier) const {
  const auto holds_dose = [&row](const Columns& columns) {
    return std::any_of(columns.own.begin(), columns.own.end(),
                       [&row](std::size_t place) { return !row.as_written(place).empty(); });
  };
  RowClaim gone = claim;
  gone.claim.deleted = true;
  gone.said = Column::event_id;
  const auto take_own = [&](const Columns& columns) {
    if (holds_dose(columns)) return take_dose(Row(row.cells(), columns), claim, dossier);
    if (is_again) take_dose(Row(row.cells(), columns), gone, dossier);
  };
  const bool has_further = std::any_of(columns_.further.begin(), columns_.further.end(), holds_dose);
  if (has_further) {
    take_own(columns_);
  } else {
    take_dose(row, claim, dossier);
  }
  for (const Columns& further : columns_.further) take_own(further);
}

void RowReader::take_dose(const Row& row, const RowClaim& claim, Dossier& dossier) const {
  const int number = row.columns().dose;
  const std::string place = record_place(row, claim);
  const std::string date_place = name_of(Column::admin_date, number);
  const std::string lot_place = name_of(Column::lot_number, number);
  const VaccineCells vaccine = vaccine_of(row);
  const std::string code_place = name_of(vaccine.field, number);
  // The number of the row is that of its first dose.
  std::string event(row.at(Column::event_id));
  if (number > 1 && !event.empty()) event += " dose " + std::to_string(number);
  WrittenDose dose;
  begin(dose, row, claim);
  dose.event = event;
  dose.places.record = place;
  dose.places.date = date_place;
  dose.places.code = code_place;
  dose.places.lot = lot_place;
  if (claim.sourced) dose.places.source = name(*claim.sourced);
  const std::string_view cell = row.at(Column::admin_date);
  const CellDate date = read_cell_date(cell, order_, rules_.today, false);
  const std::string_view doubt = doubt_of(row, Column::admin_date);
  const bool in_doubt = !doubt.empty();
  if (!in_doubt) dose.date = issuer_day(date, rules_);
  if (in_doubt) {
    dose.date_fault = Errc::in_dates_contradict;
  } else if (dose.date != date.day) {
    dose.date_warning = Errc::in_date_zone;
  } else if (date.completed_year) {
    dose.date_warning = Errc::in_two_digit_year;
  }
  if (cell.empty()) dose.date_fault = Errc::in_missing;
  dose.every_error = true;
  dose.code_missing = vaccine.missing;
  dose.vaccine = vaccine.text;
  dose.lot = row.at(Column::lot_number);
  dose.claim = claim.claim;
  dose.source = claim.source;
  clerk_.take_dose(dossier, dose);
  explain_remark(claim, dossier.decisions.back());
  if (date.is_serial) explain(dossier.decisions.back(), date_place, Errc::in_bad_date, serial_detail);
  if (!claim.source_kind.empty()) {
    explain(dossier.decisions.back(), dose.places.source, Errc::in_unknown_source, claim.source_kind);
  }
  if (in_doubt) explain(dossier.decisions.back(), date_place, Errc::in_dates_contradict, doubt);
}

// "= -" is no way out of it.
void RowReader::explain_remark(const RowClaim& claim, Decision& decision) {
  if (claim.watched == nullptr) return;
  const Watch watch = claim.watched->watch;
  if (watch != Watch::remark && watch != Watch::aside) return;
  explain(decision, claim.watched->shown, Errc::in_unmapped_column, remark_detail);
}

std::string_view RowReader::doubt_of(const Row& row, Column column) const {
  const auto place = std::find(dated_columns.begin(), dated_columns.end(), column) - dated_columns.begin();
  const std::string& doubt = doubts_.at(static_cast<std::size_t>(place));
  if (doubt.empty()) return {};
  const DateOrders orders = possible_orders(row.at(column));
  return orders.mdy && orders.dmy && !orders.same ? std::string_view(doubt) : std::string_view{};
}

void RowReader::read_time(const Row& row, WrittenResult& result) const {
  const std::string_view cell = row.at(Column::collected);
  result.time_fault = cell.empty() ? Errc::in_missing : Errc::in_bad_date;
  const CellDate date = read_cell_date(cell, order_, rules_.today, false);
  const bool in_doubt = !doubt_of(row, Column::collected).empty();
  if (in_doubt) result.time_fault = Errc::in_dates_contradict;
  if (date.day.empty() || in_doubt) return;
  LocalTime time = time_of_day(date.day, date.rest, rules_);
  result.time_fault = time.fault.value_or(Errc::in_bad_date);
  result.effective = std::move(time.text);
  if (time.assumed) result.time_warning = Errc::in_zone_assumed;
}

void RowReader::take_result(const Row& row, const RowClaim& claim, Dossier& dossier) const {
  WrittenResult result;
  begin(result, row, claim);
  const std::string place = record_place(row, claim);
  result.places.record = place;
  result.event = row.at(Column::event_id);
  result.places.date = name(Column::collected);
  result.places.code = name(Column::test_code);
  result.places.lot = name(Column::result);
  result.code = row.at(Column::test_code);
  const std::string_view value = row.at(Column::result);
  if (is_number(value)) {
    result.values.push_back({.code = value, .text = {}});
  } else if (!value.empty()) {
    result.values.push_back({.code = {}, .text = value});
  }
  result.value_fault = value.empty() ? Errc::in_missing : Errc::in_no_value;
  result.state = result_state(claim.claim);
  read_time(row, result);
  clerk_.take_result(dossier, result);
  explain_remark(claim, dossier.decisions.back());
}

}  // namespace vhc
