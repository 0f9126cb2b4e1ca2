// Delimited files: one dose or result a row (inputs.md 4).
#include <algorithm>
#include <cstring>
#include <deque>
#include <unordered_set>

#include <sodium.h>

#include "../card_text.h"
#include "cell_date.h"
#include "columns.h"
#include "local_time.h"
#include "persons.h"
#include "readers.h"
#include "result_value.h"
#include "row_stream.h"
#include "runs_apart.h"
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

// The rows of persons that may be one another, put together by the whole of what makes a person one.
class GroupReader {
 public:
  GroupReader(const InputRules& rules, const Columns& columns, DateOrder order, std::size_t num_cells)
      : rules_(rules), clerk_(rules), columns_(columns), order_(order), num_cells_(num_cells) {}

  void take(const DelimitedRow& cells) {
    if (cells.fault || cells.cells.size() != num_cells_)
      return refuse_row(cells, cells.fault.value_or(Errc::in_column_count));
    const Row row(cells, columns_);
    Intake found = person_of(row);
    const bool again = is_known(cells, row);
    Intake& intake = persons_.of(std::move(found));
    if (const auto event = row.at(Column::event_id); !event.empty() && !again) intake.events.emplace_back(event);
    if (again) {
      Clerk::warn(intake, row.line(), {}, Errc::in_duplicate_row);
    } else if (columns_.has(Column::test_code) && !row.at(Column::test_code).empty()) {
      take_result(row, intake);
    } else {
      take_dose(row, intake);
    }
  }

  // A row that is not looked at any closer.
  void refuse_row(const DelimitedRow& cells, Errc code) {
    Intake refused{.line = cells.line};
    refused.refused = true;
    Clerk::refuse(refused, cells.line, {}, code);
    persons_.of(std::move(refused));
  }

  // And begins anew.
  std::vector<Intake> take_persons() {
    rows_.clear();
    events_.clear();
    return persons_.take();
  }

 private:
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
  const Columns& columns_;
  DateOrder order_;
  std::size_t num_cells_;
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
        if (findings.size() < max_file_findings)
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

bool is_all_utf8(const DelimitedRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return is_utf8(cell); });
}

// Whose row it is, as far as it can be told before the order of dates is known: rows of one person have one hash, rows
// of two may. A row that names nobody is alone.
class RowHash {
 public:
  RowHash() { crypto_shorthash_keygen(key_.data()); }

  std::uint64_t operator()(const DelimitedRow& cells, const Columns& columns) const {
    const Row row(cells, columns);
    std::string key(row.at(Column::patient_id));
    if (key.empty()) {
      Intake named{.name = name_of(row)};
      key = name_key(named);
      if (named.name.family.empty() && named.name.given.empty() && named.name.text.empty()) {
        key = "\x1F" + std::to_string(cells.line);
      }
    } else {
      key.insert(0, "\x1E");
    }
    std::array<std::uint8_t, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(hash.data(), reinterpret_cast<const std::uint8_t*>(key.data()), key.size(), key_.data());
    std::uint64_t value = 0;
    std::memcpy(&value, hash.data(), sizeof value);
    return value;
  }

 private:
  std::array<std::uint8_t, crypto_shorthash_KEYBYTES> key_{};  // drawn anew: nobody can prepare a file of one hash
};

// Persons of a delimited file. A run is what stands together of one hash; most persons are one run, and only those who
// are not are written down.
class DelimitedPersons final : public PersonSource {
 public:
  DelimitedPersons(const InputFile& file, const InputRules& rules, SourceFacts& facts)
      : rules_(rules), facts_(facts), rows_(file), aside_(file, aside_block), apart_(file.size) {}

  Result<void> open() {
    if (rules_.dates != DateOrder::unstated && rules_.map.dates != DateOrder::unstated &&
        rules_.dates != rules_.map.dates) {
      return fail(Errc::usage, "--dates", "the column map states another order");
    }
    rows_.listen([this](std::string_view bytes) { facts_.hash(bytes); });
    VHC_CHECK_OK(rows_.rewind());
    aside_.set_separator(rows_.separator());
    VHC_TRY(const bool has_header, read_header());
    if (!has_header) return {};
    VHC_CHECK_OK(scan());
    rows_.listen({});
    if (is_closed_) return {};
    if (apart_.has_any()) {
      VHC_CHECK_OK(each_run(
          [this](std::uint64_t hash, const DelimitedRow& first) { apart_.note(hash, first.offset, first.line); }));
      apart_.sort();
    }
    rows_.seek(data_.offset, data_.line);
    VHC_TRY(has_row_, next_row());
    return {};
  }

  Result<bool> next(Intake& person) override {
    while (ready_.empty()) {
      if (is_closed_ || !has_row_) return false;
      VHC_CHECK_OK(read_run());
    }
    person = std::move(ready_.front());
    ready_.pop_front();
    return true;
  }

 private:
  static constexpr std::size_t aside_block = 4096;

  void note(InputFinding finding) {
    if (facts_.findings.size() < max_file_findings) facts_.findings.push_back(std::move(finding));
  }

  // Nothing of the file is read on.
  void close(InputFinding finding) {
    note(std::move(finding));
    is_closed_ = true;
  }

  Result<bool> read_header() {
    DelimitedRow header;
    VHC_TRY(const bool got, rows_.next(header));
    if (!got) return tl::unexpected(fail(Errc::in_empty_file).value());
    data_ = rows_.place();
    if (header.fault == Errc::in_unclosed_quote || !is_all_utf8(header)) {
      close({header.line, {}, Severity::error, header.fault.value_or(Errc::in_not_utf8)});
      return false;
    }
    columns_ = resolve_columns(header.cells, rules_.map);
    num_cells_ = header.cells.size();
    for (const std::size_t place : columns_.unknown) facts_.ignored.push_back(header.cells[place]);
    if (const auto missing = missing_column(columns_)) {
      close(at_file(name(*missing), Errc::in_missing_column));
      return false;
    }
    return true;
  }

  // Nothing of a file whose cells cannot be told apart, or read, is believed; nor of one whose dates have two readings.
  Result<void> scan() {
    order_ = rules_.dates != DateOrder::unstated ? rules_.dates : rules_.map.dates;
    OrderSearch search(columns_);
    std::optional<std::uint64_t> run;
    for (;;) {
      VHC_TRY(const bool got, rows_.next(row_));
      if (!got) break;
      if (row_.fault == Errc::in_unclosed_quote || !is_all_utf8(row_)) {
        facts_.findings.clear();
        close({row_.line, {}, Severity::error, row_.fault.value_or(Errc::in_not_utf8)});
        return {};
      }
      if (is_blank(row_)) continue;
      if (order_ == DateOrder::unstated) search.look_at(row_, facts_.findings);
      const std::uint64_t hash = hash_(row_, columns_);
      if (run != hash) apart_.see(hash);
      run = hash;
    }
    if (order_ != DateOrder::unstated) return {};
    if (search.is_ambiguous()) {
      if (facts_.findings.empty()) note(at_file({}, Errc::in_ambiguous_dates));
      is_closed_ = true;
    }
    order_ = search.order();
    return {};
  }

  template <class Give>
  Result<void> each_run(const Give& give) {
    rows_.seek(data_.offset, data_.line);
    std::optional<std::uint64_t> run;
    for (;;) {
      VHC_TRY(const bool got, rows_.next(row_));
      if (!got) return {};
      if (is_blank(row_)) continue;
      const std::uint64_t hash = hash_(row_, columns_);
      if (run != hash) give(hash, row_);
      run = hash;
    }
  }

  // The next row that is not blank, into row_.
  Result<bool> next_row() {
    for (;;) {
      VHC_TRY(const bool got, rows_.next(row_));
      if (!got) return false;
      if (!is_blank(row_)) break;
      note({row_.line, {}, Severity::note, Errc::in_empty_row});
    }
    ++facts_.records;
    row_hash_ = hash_(row_, columns_);
    return true;
  }

  // The run that begins with row_, and all of its persons who begin in it.
  Result<void> read_run() {
    const std::uint64_t hash = row_hash_;
    const std::int64_t first = row_.line;
    const auto runs = apart_.runs_of(hash);
    if (runs.size() > 1) {
      VHC_TRY(const std::size_t before, gather(runs, hash, first));
      if (before >= max_rows_of_person) return refuse_run(hash);
    }
    GroupReader& group = reader();
    std::size_t taken = 0;
    std::int64_t last = first;
    while (has_row_ && row_hash_ == hash) {
      last = row_.line;
      if (runs.size() <= 1) {
        if (taken++ < max_rows_of_person) {
          group.take(row_);
        } else {
          group.refuse_row(row_, Errc::in_too_long);
        }
        if (taken % max_rows_of_person == 0 && taken > max_rows_of_person) emit(group, first, last);
      }
      VHC_TRY(has_row_, next_row());
    }
    if (runs.size() > 1) {
      emit_gathered(first, last);
    } else {
      emit(group, first, last);
    }
    return {};
  }

  // Reads all rows of a hash, wherever they stand, into gathered_. Gives how many rows stand before the run at `line`.
  Result<std::size_t> gather(std::span<const RunPlace> runs, std::uint64_t hash, std::int64_t line) {
    GroupReader& group = reader();
    std::size_t taken = 0;
    std::size_t before = 0;
    DelimitedRow row;
    for (const RunPlace& run : runs) {
      if (run.line == line) before = taken;
      aside_.seek(run.offset, run.line);
      while (taken <= max_rows_of_person) {
        VHC_TRY(const bool got, aside_.next(row));
        if (!got) break;
        if (is_blank(row)) continue;
        if (hash_(row, columns_) != hash) break;
        if (taken++ < max_rows_of_person) {
          group.take(row);
        } else {
          group.refuse_row(row, Errc::in_too_long);
        }
      }
      if (taken > max_rows_of_person && run.line < line) before = taken;
    }
    gathered_ = group.take_persons();
    return before;
  }

  void emit_gathered(std::int64_t first, std::int64_t last) {
    for (Intake& person : gathered_) {
      if (person.line >= first && person.line <= last) ready_.push_back(std::move(person));
    }
    gathered_.clear();
  }

  void emit(GroupReader& group, std::int64_t first, std::int64_t last) {
    gathered_ = group.take_persons();
    emit_gathered(first, last);
  }

  // More rows than a person can have: told once a run.
  Result<void> refuse_run(std::uint64_t hash) {
    gathered_.clear();
    reader().refuse_row(row_, Errc::in_too_long);
    ready_.push_back(std::move(reader().take_persons().front()));
    while (has_row_ && row_hash_ == hash) {
      VHC_TRY(has_row_, next_row());
    }
    return {};
  }

  GroupReader& reader() {
    if (!reader_) reader_.emplace(rules_, columns_, order_, num_cells_);
    return *reader_;
  }

  const InputRules& rules_;
  SourceFacts& facts_;
  RowStream rows_;
  RowStream aside_;
  RunsApart apart_;
  RowHash hash_;
  Columns columns_;
  DateOrder order_ = DateOrder::unstated;
  std::size_t num_cells_ = 0;
  RowPlace data_;  // behind the header
  std::optional<GroupReader> reader_;
  DelimitedRow row_;
  std::uint64_t row_hash_ = 0;
  bool has_row_ = false;
  bool is_closed_ = false;
  std::vector<Intake> gathered_;
  std::deque<Intake> ready_;
};

}  // namespace

Result<std::unique_ptr<PersonSource>> open_delimited(const InputFile& file, const InputRules& rules,
                                                     SourceFacts& facts) {
  auto source = std::make_unique<DelimitedPersons>(file, rules, facts);
  VHC_CHECK_OK(source->open());
  return source;
}

}  // namespace vhc
