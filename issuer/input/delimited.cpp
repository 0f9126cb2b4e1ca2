// Delimited files: one dose or result a row (inputs.md 4).
#include <algorithm>

#include "columns.h"
#include "delimited_row.h"
#include "person_index.h"
#include "persons.h"
#include "readers.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

// The order of the file's dates: the one that was stated, or the only one that all of them fit.
class OrderSearch {
 public:
  OrderSearch(const Columns& columns) : columns_(columns) {}

  // True when a date of the row may depend on the order.
  template <class Note>
  bool look_at(const DelimitedRow& cells, const Note& note) {
    bool depends = false;
    const Row row(cells, columns_);
    for (const Column column : {Column::birth_date, Column::admin_date, Column::collected}) {
      const DateOrders orders = possible_orders(row.at(column));
      if (orders.mdy && orders.dmy && !orders.same) {
        note(InputFinding{cells.line, std::string(name(column)), Severity::error, Errc::in_ambiguous_dates});
        ambiguous_ = true;
      }
      mdy_ = mdy_ || (orders.mdy && !orders.dmy);
      dmy_ = dmy_ || (orders.dmy && !orders.mdy);
      same_ = same_ || orders.same;
      depends = depends || orders.mdy || orders.dmy;
    }
    return depends;
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

class DelimitedPersons final : public PersonSource {
 public:
  DelimitedPersons(const InputFile& file, const InputRules& rules)
      : file_(file), rules_(rules), far_bytes_(file, ByteWindow::random) {
    summary_.kind = InputKind::delimited;
  }

  Result<void> open(const ByteWatch& watch);
  Result<bool> next(Intake& person) override;

 private:
  bool read_header(DelimitedReader& reader);
  bool survey(DelimitedReader& reader, bool unstated);
  bool is_readable(const DelimitedRow& row);
  void count(const DelimitedRow& row);
  void add_place(const DelimitedRow& row);
  void start();
  bool advance();
  void take_run(Intake& person, const std::string& key);
  void take_far(Intake& person, const std::string& key, std::uint64_t hash, std::uint64_t offset);
  void take_row(Intake& person, const DelimitedRow& row, Intake&& found);
  Result<void> faults() const;

  const InputFile& file_;
  const InputRules& rules_;
  Columns columns_;
  std::size_t num_cells_ = 0;
  std::optional<RowReader> rows_;
  PersonIndex index_;
  std::string last_key_;  // while the index is made
  std::optional<ByteWindow> bytes_;
  std::optional<DelimitedReader> reader_;
  ByteWindow far_bytes_;
  DelimitedRow row_;
  Intake found_;  // the person of row_
  bool has_row_ = false;
  std::int64_t num_taken_ = 0;  // records of the person at hand
};

Result<void> DelimitedPersons::faults() const {
  if (bytes_ && bytes_->fault()) return tl::unexpected(*bytes_->fault());
  if (far_bytes_.fault()) return tl::unexpected(*far_bytes_.fault());
  return {};
}

// Nothing of a file whose cells cannot be told apart, or read, is believed.
bool DelimitedPersons::is_readable(const DelimitedRow& row) {
  const bool unclosed = row.fault == Errc::in_unclosed_quote;
  if (!unclosed && is_utf8(row.text)) return true;
  summary_.findings.clear();
  summary_.more_findings = 0;
  summary_.records = 0;
  note({row.line, {}, Severity::error, unclosed ? Errc::in_unclosed_quote : Errc::in_not_utf8});
  return false;
}

bool DelimitedPersons::read_header(DelimitedReader& reader) {
  if (!reader.next(row_) || !is_readable(row_)) return false;
  if (row_.fault) {
    note({row_.line, {}, Severity::error, *row_.fault});
    return false;
  }
  num_cells_ = row_.cells.size();
  columns_ = resolve_columns({row_.cells.begin(), row_.cells.end()}, rules_.map);
  for (const std::size_t place : columns_.unknown) summary_.ignored.emplace_back(row_.cells[place]);
  if (const auto missing = missing_column(columns_)) note(at_file(name(*missing), Errc::in_missing_column));
  return true;
}

void DelimitedPersons::count(const DelimitedRow& row) {
  if (is_blank(row)) return note({row.line, {}, Severity::note, Errc::in_empty_row});
  ++summary_.records;
}

// One place a run: rows of one person that follow each other.
void DelimitedPersons::add_place(const DelimitedRow& row) {
  if (is_blank(row)) return;
  const Intake found = rows_->person_of(row, num_cells_);
  if (found.refused) return last_key_.clear();
  std::string key = grouping_key(found);
  if (key == last_key_) return;
  last_key_ = std::move(key);
  index_.add(index_.hash(last_key_), row.offset, row.line);
}

// The whole file once. False: nothing of it is issued. As long as no date depends on an order that is not known, the
// index is made at the same time.
bool DelimitedPersons::survey(DelimitedReader& reader, bool unstated) {
  OrderSearch search(columns_);
  bool depends = false;
  while (reader.next(row_)) {
    if (!is_readable(row_)) return false;
    count(row_);
    if (unstated && search.look_at(row_, [this](InputFinding finding) { note(std::move(finding)); }) && !depends) {
      depends = true;
      index_.clear();
    }
    if (!depends) add_place(row_);
  }
  if (!depends || bytes_->fault()) return true;
  if (search.is_ambiguous()) {
    if (!summary_.has_errors) note(at_file({}, Errc::in_ambiguous_dates));
    return false;
  }
  rows_.emplace(rules_, columns_, search.order());
  last_key_.clear();
  start();
  while (reader_->next(row_)) add_place(row_);
  return true;
}

void DelimitedPersons::start() {
  bytes_.emplace(file_, ByteWindow::sequential);
  reader_.emplace(*bytes_);
  reader_->next(row_);  // the header
}

Result<void> DelimitedPersons::open(const ByteWatch& watch) {
  const DateOrder stated = rules_.dates != DateOrder::unstated ? rules_.dates : rules_.map.dates;
  if (rules_.map.dates != DateOrder::unstated && stated != rules_.map.dates) {
    return fail(Errc::usage, "--dates", "the column map states another order");
  }
  bytes_.emplace(file_, ByteWindow::sequential, watch);
  DelimitedReader reader(*bytes_);
  bool good = read_header(reader);
  rows_.emplace(rules_, columns_, stated);
  const bool is_enough = good && !summary_.has_errors;
  if (is_enough) {
    good = survey(reader, stated == DateOrder::unstated);
  } else {
    while (good && reader.next(row_)) good = is_readable(row_);
  }
  VHC_CHECK_OK(faults());
  for (std::string_view rest = bytes_->ahead(1); !rest.empty(); rest = bytes_->ahead(1)) bytes_->skip(rest.size());
  if (good && is_enough) {
    index_.finish();
    start();
    has_row_ = advance();
  }
  return faults();
}

// The next row that is not blank, and whose it is.
bool DelimitedPersons::advance() {
  while (reader_->next(row_)) {
    if (is_blank(row_)) continue;
    found_ = rows_->person_of(row_, num_cells_);
    return true;
  }
  return false;
}

void DelimitedPersons::take_row(Intake& person, const DelimitedRow& row, Intake&& found) {
  if (++num_taken_ > static_cast<std::int64_t>(max_person_records)) {
    if (!person.refused) Clerk::refuse(person, row.line, {}, Errc::in_too_long);
    person.refused = true;
    return;
  }
  if (num_taken_ > 1) add_findings(person, std::move(found));
  rows_->take(row, person);
}

void DelimitedPersons::take_run(Intake& person, const std::string& key) {
  while ((has_row_ = advance()) && !found_.refused && grouping_key(found_) == key) {
    take_row(person, row_, std::move(found_));
  }
}

// Runs of the person further on in the file.
void DelimitedPersons::take_far(Intake& person, const std::string& key, std::uint64_t hash, std::uint64_t offset) {
  DelimitedReader far(far_bytes_, reader_->separator());
  DelimitedRow row;
  for (PersonIndex::Place& place : index_.places_of(hash)) {
    if (place.is_taken() || place.offset() <= offset) continue;
    far.seek(place.offset(), place.line());
    bool is_first = true;
    while (far.next(row)) {
      if (is_blank(row)) continue;
      Intake found = rows_->person_of(row, num_cells_);
      if (found.refused || grouping_key(found) != key) break;
      if (is_first) place.take();
      is_first = false;
      take_row(person, row, std::move(found));
    }
  }
}

Result<bool> DelimitedPersons::next(Intake& person) {
  while (has_row_) {
    const std::uint64_t offset = row_.offset;
    const std::string key = found_.refused ? std::string{} : grouping_key(found_);
    const std::uint64_t hash = index_.hash(key);
    if (!key.empty() && index_.is_taken(hash, offset)) {
      while ((has_row_ = advance()) && !found_.refused && grouping_key(found_) == key) {
      }
      continue;
    }
    const bool has_cells = !row_.fault && row_.cells.size() == num_cells_;
    person = std::move(found_);
    num_taken_ = 0;
    rows_->forget_rows();
    if (has_cells) take_row(person, row_, {});
    if (key.empty()) {
      has_row_ = advance();
    } else {
      take_run(person, key);
      take_far(person, key, hash, offset);
    }
    Clerk::finish(person);
    VHC_CHECK_OK(faults());
    return true;
  }
  VHC_CHECK_OK(faults());
  return false;
}

}  // namespace

OpenedSource open_delimited(const InputFile& file, const InputRules& rules, const ByteWatch& watch) {
  auto source = std::make_unique<DelimitedPersons>(file, rules);
  VHC_CHECK_OK(source->open(watch));
  return source;
}

}  // namespace vhc
