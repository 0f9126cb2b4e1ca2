#include "input/header_row.h"

#include <algorithm>
#include <optional>

#include "card/card_text.h"
#include "input/cell_date.h"
#include "input/column_guess.h"
#include "input/delimited_text.h"
#include "input/row_claim.h"

namespace vhc {
namespace {

// Where the rows begin.
struct Start {
  std::uint64_t offset = 0;
  std::int64_t line = 1;
  std::optional<char> stated;  // "sep=;"
};

bool may_separate(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return c == '\t' || (c > ' ' && c <= '~' && !is_letter && c != '"');
}

Start start_of(ByteWindow& bytes) {
  Start start;
  if (bytes.ahead(3).substr(0, 3) == "\xEF\xBB\xBF") start.offset = 3;
  constexpr std::size_t longest_statement = 64;
  const std::string_view text = bytes.ahead(start.offset + longest_statement).substr(start.offset);
  const std::string_view line = text.substr(0, std::min(text.find_first_of("\r\n"), longest_statement));
  start.stated = stated_separator(line);
  if (!start.stated) return start;
  std::size_t end = line.size();
  if (end < text.size()) end += text.substr(end, 2) == "\r\n" ? 2U : 1U;
  start.offset += end;
  ++start.line;
  return start;
}

bool is_empty(const DelimitedRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](std::string_view c) { return trimmed(c).empty(); });
}

// Numbers and dates head no column: it is a row of somebody's.
bool holds_value(const std::vector<std::string>& cells, const ColumnMap& map) {
  return std::any_of(cells.begin(), cells.end(), [&map](const std::string& cell) {
    const bool has_digit = cell.find_first_of("0123456789") != std::string::npos;
    const bool is_value = has_digit && cell.find_first_not_of("0123456789-/.: ") == std::string::npos;
    return is_value && !map.columns.contains(normal_header(cell));
  });
}

// A row of headers that nobody has told us yet. No cell of it may be anybody's: three needed columns sound so, a date
// among them, and nothing begins with a digit.
bool sounds_like_headers(const HeaderRow& row) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  bool has_date = row.columns.has(Column::birth_date) || row.columns.has(Column::admin_date);
  std::size_t num_heard = num_needed(row.columns);
  for (const std::string& cell : row.cells) {
    if (!cell.empty() && is_digit(cell.front())) return false;
  }
  for (const auto& guess : guesses_of(row.cells, row.columns)) {
    if (!guess || !is_needed(*guess)) continue;
    ++num_heard;
    has_date = has_date || *guess == Column::birth_date || *guess == Column::admin_date;
  }
  constexpr std::size_t enough = 3;
  return has_date && num_heard >= enough;
}

std::size_t num_digits(std::string_view cell) {
  return static_cast<std::size_t>(std::count_if(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

// Words beside each other above a row with a date.
bool may_be_headers(const std::vector<std::string>& cells) {
  constexpr std::size_t enough = 3;
  constexpr std::size_t most_digits = 2;
  std::size_t num_words = 0;
  for (const std::string& cell : cells) {
    const bool is_number = !cell.empty() && num_digits(cell.substr(0, 1)) == 1;
    if (is_number || num_digits(cell) > most_digits) return false;
    if (!cell.empty()) ++num_words;
  }
  return num_words >= enough;
}

bool holds_date(const std::vector<std::string>& cells) {
  return std::any_of(cells.begin(), cells.end(), [](const std::string& cell) {
    const std::size_t digits = num_digits(cell);
    return digits >= 4 && digits <= 8 && cell.find_first_not_of("0123456789-/. ") == std::string::npos;
  });
}

// The header row with this separator; not found: the first row that holds anything.
HeaderRow header_with(ByteWindow& bytes, const Start& start, char separator, const ColumnMap& map) {
  DelimitedReader reader(bytes, separator);
  reader.seek(start.offset, start.line);
  HeaderRow first{.found = false, .separator = separator, .offset = start.offset, .line = start.line};
  std::vector<HeaderRow::Passed> passed;
  bool has_first = false;
  std::vector<std::string> likely;
  std::vector<std::string> above;  // the last row that may be one of headers
  DelimitedRow row;
  while (reader.next(row) && row.line - start.line <= max_title_lines) {
    const bool blank = is_empty(row);
    if (!row.fault && !blank) {
      HeaderRow here{.found = true, .separator = separator, .offset = row.offset, .line = row.line};
      for (const std::string_view cell : row.cells) here.cells.emplace_back(trimmed_cell(cell));
      here.columns = resolve_columns(here.cells, map);
      if (num_needed(here.columns) >= 2 && !holds_value(here.cells, map)) {
        here.passed = std::move(passed);
        return here;
      }
      if (may_be_headers(here.cells)) {
        above = here.cells;
      } else if (likely.empty() && above.size() >= here.cells.size() && holds_date(here.cells)) {
        likely = above;
      }
      if (!has_first) {
        first = std::move(here);
        first.guessed = sounds_like_headers(first);
        has_first = true;
      } else if (!first.guessed && sounds_like_headers(here)) {
        first = std::move(here);
        first.passed = passed;
        first.guessed = true;
      }
    }
    passed.push_back({row.line, blank});
  }
  first.found = first.guessed;
  if (!first.found) first.likely = std::move(likely);
  return first;
}

// A file without a header row whose columns the map calls by their numbers.
HeaderRow numbered_when_mapped(HeaderRow first, const ColumnMap& map) {
  if (first.found) return first;
  std::vector<std::string> headers = numbered_headers(first.cells.size());
  Columns columns = resolve_columns(headers, map);
  if (num_needed(columns) < 2) return first;
  first.found = true;
  first.numbered = true;
  first.cells = std::move(headers);
  first.columns = std::move(columns);
  first.likely.clear();
  return first;
}

// A better one of two that were read with different separators.
bool is_better(const HeaderRow& a, const HeaderRow& b) {
  if (a.found != b.found) return a.found;
  if (a.guessed != b.guessed) return b.guessed;
  if (!a.found && a.likely.empty() != b.likely.empty()) return !a.likely.empty();
  if (a.line != b.line) return a.line < b.line;
  return num_needed(a.columns) > num_needed(b.columns);
}

// A day in numbers, with or without a time.
bool is_dated(std::string_view cell) {
  constexpr auto far = std::chrono::year{2099} / 1 / 1;
  const auto is_day = [&](DateOrder order) { return !read_cell_date(cell, order, far, false).day.empty(); };
  return is_day(DateOrder::mdy) || is_day(DateOrder::dmy);
}

// Which columns the rows below the header have days in, and nothing else.
std::vector<bool> dated_columns_of(ByteWindow& bytes, const HeaderRow& header) {
  constexpr int enough = 50;
  DelimitedReader reader(bytes, header.separator);
  reader.seek(header.offset, header.line);
  DelimitedRow row;
  if (!header.numbered) reader.next(row);
  std::vector<bool> dated(header.cells.size());
  std::vector<bool> other(header.cells.size());
  for (int i = 0; i < enough && reader.next(row); ++i) {
    for (std::size_t place = 0; !row.fault && place < std::min(row.cells.size(), dated.size()); ++place) {
      const std::string_view cell = trimmed_cell(row.cells[place]);
      if (cell.empty() || other[place]) continue;
      (is_dated(cell) ? dated : other)[place] = true;
    }
  }
  for (std::size_t place = 0; place < dated.size(); ++place) dated[place] = dated[place] && !other[place];
  return dated;
}

HeaderRow header_in(ByteWindow& bytes, const ColumnMap& map) {
  const Start start = start_of(bytes);
  if (start.stated) return numbered_when_mapped(header_with(bytes, start, *start.stated, map), map);
  HeaderRow best = header_with(bytes, start, ',', map);
  for (const char separator : {';', '\t', '|'}) {
    HeaderRow other = header_with(bytes, start, separator, map);
    if (is_better(other, best)) best = std::move(other);
  }
  if (best.found) return best;
  if (best.likely.empty()) {
    bytes.seek(best.offset);
    best = header_with(bytes, start, separator_of(bytes.ahead(max_segment_bytes)), map);
  }
  return numbered_when_mapped(std::move(best), map);
}

}  // namespace

std::optional<char> stated_separator(std::string_view line) {
  if (line.starts_with('"')) line.remove_prefix(1);
  constexpr std::size_t before = 4;
  if (line.size() <= before || upper(line.substr(0, before)) != "SEP=") return std::nullopt;
  const char separator = line.substr(before, 2) == "\\t" ? '\t' : line[before];
  const std::size_t rest = line.substr(before, 2) == "\\t" ? before + 2 : before + 1;
  const auto is_nothing = [separator](char c) { return c == separator || c == '"' || c == ' '; };
  const bool ends = std::all_of(line.begin() + static_cast<std::ptrdiff_t>(rest), line.end(), is_nothing);
  return ends && may_separate(separator) ? std::optional(separator) : std::nullopt;
}

std::vector<std::string> numbered_headers(std::size_t number) {
  std::vector<std::string> headers;
  for (std::size_t i = 1; i <= number; ++i) headers.push_back("column " + std::to_string(i));
  return headers;
}

HeaderRow find_header(const InputFile& file, const ColumnMap& map) {
  constexpr std::size_t chunk = std::size_t{64} * 1024;
  const InputFile beginning{std::min<std::uint64_t>(file.size, max_row_bytes), file.read_at};
  ByteWindow bytes(beginning, chunk);
  HeaderRow header = header_in(bytes, map);
  if (!header.found) return header;
  header.dated = dated_columns_of(bytes, header);
  header.columns = resolve_columns(header.cells, map, header.dated);
  return header;
}

}  // namespace vhc
