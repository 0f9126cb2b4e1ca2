// Delimited files: one dose or result a row (docs/rules/inputs.md 4).
#include <algorithm>
#include <utility>

#include "input/columns.h"
#include "input/converted_file.h"
#include "input/date_search.h"
#include "input/delimited_row.h"
#include "input/event_index.h"
#include "input/header_report.h"
#include "input/header_row.h"
#include "input/person_index.h"
#include "input/persons.h"
#include "input/readers.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

DelimitedForm form_of(const HeaderRow& header) {
  DelimitedForm form{header.separator, header.cells.size(), header.cells.size()};
  while (form.num_headers > 0 && trimmed_cell(header.cells[form.num_headers - 1]).empty()) --form.num_headers;
  return form;
}

constexpr std::string_view utf16_detail = "UTF-16 without a byte order mark: save the file as CSV UTF-8";
constexpr std::string_view ansi_detail = "looks like Windows-1252: save as CSV UTF-8, or --charset cp1252";
constexpr std::string_view unknown_detail = "save the file as CSV UTF-8";

bool is_passed_over(const DelimitedRow& row) {
  return is_blank(row) || is_total(row);
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
  bool survey(DelimitedReader& reader, DateOrder stated);
  void index_again(const StatedOrder& order);
  bool is_readable(const DelimitedRow& row);
  bool is_other_header(const DelimitedRow& row) const;
  void count(const DelimitedRow& row);
  void add_place(const DelimitedRow& row);
  void add_event(const DelimitedRow& row, const std::string& key);
  std::uint32_t short_hash(const std::string& text) const;
  void start();
  bool advance();
  Intake take_found();
  void take_row(Dossier& dossier, const DelimitedRow& row, Intake&& found);
  void take_run(Dossier& dossier, const std::string& key);
  void take_far(Dossier& dossier, const std::string& key, std::uint64_t hash, std::uint64_t offset);
  Intake finish(Dossier&& dossier) const;
  Result<void> faults() const;

  const InputFile& file_;
  const InputRules& rules_;
  HeaderRow header_;
  std::optional<RowReader> rows_;
  PersonIndex index_;
  EventIndex events_;
  std::string last_key_;  // while the index is made
  std::optional<ByteWindow> bytes_;
  std::optional<DelimitedReader> reader_;
  ByteWindow far_bytes_;
  DelimitedRow row_;
  std::string key_;              // grouping_key() of row_
  std::optional<Intake> found_;  // the person of row_, when it was needed for that
  bool has_row_ = false;
  std::int64_t num_taken_ = 0;       // records of the person at hand
  std::vector<std::int64_t> lines_;  // of the person at hand
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
  InputFinding finding{row.line, {}, Severity::error, unclosed ? Errc::in_unclosed_quote : Errc::in_not_utf8};
  const bool has_zeros = row.text.find('\0') != std::string_view::npos;
  if (!unclosed) {
    finding.detail = has_zeros ? utf16_detail : looks_like_windows1252(row.text) ? ansi_detail : unknown_detail;
  }
  note(std::move(finding));
  return false;
}

bool DelimitedPersons::read_header(DelimitedReader& reader) {
  if (!reader.next(row_) || !is_readable(row_)) return false;
  if (row_.fault) {
    note({row_.line, {}, Severity::error, *row_.fault});
    return false;
  }
  for (const HeaderRow::Passed& passed : header_.passed) {
    note({passed.line, {}, Severity::note, passed.blank ? Errc::in_empty_row : Errc::in_title_row});
  }
  for (InputFinding& finding : header_findings(header_, rules_.map)) note(std::move(finding));
  if (header_.numbered) {
    reader.seek(header_.offset, header_.line);  // it is a row like the others
  }
  if (!header_.found) {
    summary_.has_no_header = header_.likely.empty();
    summary_.likely_columns = likely_columns(header_, rules_.map);
    return true;
  }
  summary_.columns = told_columns(header_, rules_.map);
  for (const std::size_t place : header_.columns.unknown) {
    if (header_.cells[place].empty()) continue;
    summary_.ignored.push_back({static_cast<std::int64_t>(place) + 1, header_.cells[place]});
  }
  return true;
}

void DelimitedPersons::count(const DelimitedRow& row) {
  if (is_blank(row)) return note({row.line, {}, Severity::note, Errc::in_empty_row});
  if (is_total(row)) return note({row.line, {}, Severity::note, Errc::in_total_row});
  ++summary_.records;
}

std::uint32_t DelimitedPersons::short_hash(const std::string& text) const {
  return text.empty() ? 0U : static_cast<std::uint32_t>(index_.hash(text)) | 1U;
}

// Whose name it is matters only of a record that takes something back or updates it.
void DelimitedPersons::add_event(const DelimitedRow& row, const std::string& key) {
  const std::string_view event = rows_->event_of(row);
  const bool speaks = rows_->takes_back(row);
  if (event.empty() && !speaks) return;
  EventIndex::Entry entry{.person = short_hash(key), .line = static_cast<std::uint32_t>(row.line), .removes = speaks};
  entry.name = EventIndex::unlooked;
  if (speaks || key.empty()) entry.name = short_hash(name_and_birth(rows_->person_of(row)));
  if (!event.empty()) {
    entry.event = index_.hash(event);
    events_.add(entry);
  }
  if (!speaks || entry.name == 0) return;
  for (const std::string& unnumbered : rows_->unnumbered(row)) {
    entry.event = index_.hash(unnumbered);
    events_.add(entry);
  }
}

// One place a run: rows of one person that follow each other.
void DelimitedPersons::add_place(const DelimitedRow& row) {
  if (is_passed_over(row)) return;
  std::string key = rows_->key_of(row);
  if (key.empty()) key = grouping_key(rows_->person_of(row));
  add_event(row, key);
  if (key.empty()) return last_key_.clear();
  if (key == last_key_) return;
  last_key_ = std::move(key);
  index_.add(index_.hash(last_key_), row.offset, row.line);
}

// Exports that were put together: what stands below a second header row stands in other columns.
bool DelimitedPersons::is_other_header(const DelimitedRow& row) const {
  if (row.fault || row.text.find_first_of("0123456789") != std::string_view::npos) return false;
  const Columns columns = resolve_columns({row.cells.begin(), row.cells.end()}, rules_.map, header_.dated);
  constexpr std::size_t enough = 3;
  return columns.has(Column::birth_date) && num_needed(columns) >= enough && columns.places != header_.columns.places;
}

// What was known of the order of dates when the index was made was wrong, or nothing.
void DelimitedPersons::index_again(const StatedOrder& order) {
  index_.clear();
  events_.clear();
  rows_.emplace(rules_, header_.columns, form_of(header_), order);
  last_key_.clear();
  start();
  while (reader_->next(row_)) add_place(row_);
}

// The whole file once. False: nothing of it is issued. As long as no date depends on an order that is not known, the
// index is made at the same time.
bool DelimitedPersons::survey(DelimitedReader& reader, DateOrder stated) {
  OrderSearch search(header_.columns);
  const bool unstated = stated == DateOrder::unstated;
  bool depends = false;
  const auto ambiguous = [&](Column column) {
    if (unstated) note({row_.line, std::string(name(column)), Severity::error, Errc::in_ambiguous_dates});
  };
  while (reader.next(row_)) {
    if (!is_readable(row_)) return false;
    if (is_other_header(row_)) {
      note({row_.line, {}, Severity::error, Errc::in_bad_structure});
      return false;
    }
    count(row_);
    if (search.look_at(row_, ambiguous) && unstated && !depends) {
      depends = true;
      index_.clear();
      events_.clear();
    }
    if (!depends) add_place(row_);
  }
  if (bytes_->fault()) return true;
  if (const OrderDoubts doubts = search.doubts(stated); doubts != OrderDoubts{}) index_again({stated, doubts});
  if (!depends) return true;
  if (search.is_ambiguous()) {
    if (!summary_.has_errors) note({header_.line, {}, Severity::error, Errc::in_ambiguous_dates});
    return false;
  }
  index_again({search.order()});
  return true;
}

void DelimitedPersons::start() {
  bytes_.emplace(file_, ByteWindow::sequential);
  reader_.emplace(*bytes_, header_.separator);
  reader_->seek(header_.offset, header_.line);
  if (!header_.numbered) reader_->next(row_);  // the header
}

Result<void> DelimitedPersons::open(const ByteWatch& watch) {
  const DateOrder stated = rules_.dates != DateOrder::unstated ? rules_.dates : rules_.map.dates;
  if (rules_.map.dates != DateOrder::unstated && stated != rules_.map.dates) {
    return fail(Errc::usage, "--dates", "the column map states another order");
  }
  header_ = find_header(file_, rules_.map);
  bytes_.emplace(file_, ByteWindow::sequential, watch);
  bytes_->ahead(static_cast<std::size_t>(header_.offset) + 1);  // all of it is seen
  DelimitedReader reader(*bytes_, header_.separator);
  reader.seek(header_.offset, header_.line);
  bool good = read_header(reader);
  rows_.emplace(rules_, header_.columns, form_of(header_), StatedOrder{stated});
  const bool is_enough = good && !summary_.has_errors;
  if (is_enough) {
    good = survey(reader, stated);
  } else {
    while (good && reader.next(row_)) good = is_readable(row_);
  }
  VHC_CHECK_OK(faults());
  for (std::string_view rest = bytes_->ahead(1); !rest.empty(); rest = bytes_->ahead(1)) bytes_->skip(rest.size());
  if (good && is_enough) {
    index_.finish();
    events_.finish();
    start();
    has_row_ = advance();
  }
  return faults();
}

// The next row that is not blank, and whose it is.
bool DelimitedPersons::advance() {
  found_.reset();
  while (reader_->next(row_)) {
    if (is_passed_over(row_)) continue;
    key_ = rows_->key_of(row_);
    if (!key_.empty()) return true;
    found_ = rows_->person_of(row_);
    key_ = grouping_key(*found_);
    return true;
  }
  return false;
}

Intake DelimitedPersons::take_found() {
  return found_ ? *std::exchange(found_, std::nullopt) : rows_->person_of(row_);
}

void DelimitedPersons::take_row(Dossier& dossier, const DelimitedRow& row, Intake&& found) {
  lines_.push_back(row.line);
  if (++num_taken_ > static_cast<std::int64_t>(max_person_records)) return Clerk::overflow(dossier, row.line);
  rows_->take(row, std::move(found), dossier);
}

void DelimitedPersons::take_run(Dossier& dossier, const std::string& key) {
  while ((has_row_ = advance()) && key_ == key) take_row(dossier, row_, take_found());
}

// Runs of the person further on in the file.
void DelimitedPersons::take_far(Dossier& dossier, const std::string& key, std::uint64_t hash, std::uint64_t offset) {
  DelimitedReader far(far_bytes_, reader_->separator());
  DelimitedRow row;
  for (PersonIndex::Place& place : index_.places_of(hash)) {
    if (place.is_taken() || place.offset() <= offset) continue;
    far.seek(place.offset(), place.line());
    bool is_first = true;
    while (far.next(row)) {
      if (is_passed_over(row)) continue;
      const std::string quick = rows_->key_of(row);
      if (!quick.empty() && quick != key) break;
      Intake found = rows_->person_of(row);
      if (grouping_key(found) != key) break;
      if (is_first) place.take();
      is_first = false;
      take_row(dossier, row, std::move(found));
    }
  }
}

Intake DelimitedPersons::finish(Dossier&& dossier) const {
  const Clerk& clerk = rows_->clerk();
  if (events_.empty()) return clerk.finish(std::move(dossier));
  EventIndex::Entry own{.person = short_hash(grouping_key(dossier.person)),
                        .name = short_hash(name_and_birth(dossier.person))};
  const auto shared = [this, &own](std::string_view event, std::int64_t line) {
    own.event = index_.hash(event);
    own.line = static_cast<std::uint32_t>(line);
    return events_.look(own);
  };
  return clerk.finish(std::move(dossier), shared);
}

Result<bool> DelimitedPersons::next(Intake& person) {
  while (has_row_) {
    const std::uint64_t offset = row_.offset;
    const std::string key = key_;
    const std::uint64_t hash = index_.hash(key);
    if (!key.empty() && index_.is_taken(hash, offset)) {
      while ((has_row_ = advance()) && key_ == key) {
      }
      continue;
    }
    Dossier dossier;
    num_taken_ = 0;
    lines_.clear();
    rows_->forget_rows();
    take_row(dossier, row_, take_found());
    if (key.empty()) {
      has_row_ = advance();
    } else {
      take_run(dossier, key);
      take_far(dossier, key, hash, offset);
    }
    person = finish(std::move(dossier));
    person.lines = std::move(lines_);
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
