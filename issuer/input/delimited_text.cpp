#include "delimited_text.h"

#include <algorithm>

#include "vhc/input.h"

namespace vhc {

char separator_of(std::string_view header_line) {
  std::size_t commas = 0;
  std::size_t semicolons = 0;
  std::size_t tabs = 0;
  bool quoted = false;
  for (const char c : header_line) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    commas += c == ',' ? 1U : 0U;
    semicolons += c == ';' ? 1U : 0U;
    tabs += c == '\t' ? 1U : 0U;
  }
  if (tabs >= commas && tabs >= semicolons && tabs > 0) return '\t';
  return semicolons > commas ? ';' : ',';
}

bool DelimitedReader::take_line_end() {
  if (rest_.empty() || (rest_.front() != '\r' && rest_.front() != '\n')) return false;
  const bool pair = rest_.substr(0, 2) == "\r\n";
  rest_.remove_prefix(pair ? 2 : 1);
  ++line_;
  return true;
}

// After the opening quote. False: it does not end.
bool DelimitedReader::read_quoted(std::string& cell) {
  while (!rest_.empty()) {
    const std::size_t end = rest_.find('"');
    const std::string_view text = rest_.substr(0, end);
    line_ += std::count(text.begin(), text.end(), '\n');
    if (cell.size() <= max_row_bytes) cell += text;
    if (end == std::string_view::npos) break;
    rest_.remove_prefix(end + 1);
    if (rest_.empty() || rest_.front() != '"') return true;
    cell += '"';
    rest_.remove_prefix(1);
  }
  rest_ = {};
  return false;
}

// True when another cell of the row follows.
bool DelimitedReader::read_cell(DelimitedRow& row) {
  std::string cell;
  if (!rest_.empty() && rest_.front() == '"') {
    rest_.remove_prefix(1);
    if (!read_quoted(cell)) row.fault = Errc::in_unclosed_quote;
  }
  const char stops[] = {separator_, '\r', '\n'};
  const std::size_t end = std::min(rest_.find_first_of(std::string_view(stops, 3)), rest_.size());
  if (cell.size() <= max_row_bytes) cell += rest_.substr(0, std::min(end, max_row_bytes + 1));
  rest_.remove_prefix(end);
  if (row.cells.size() < max_columns) {
    row.cells.push_back(std::move(cell));
  } else {
    row.fault = Errc::in_column_count;
  }
  if (rest_.empty() || rest_.front() != separator_) return false;
  rest_.remove_prefix(1);
  return true;
}

bool DelimitedReader::next(DelimitedRow& row) {
  if (rest_.empty()) return false;
  row.line = line_;
  row.cells.clear();
  row.fault.reset();
  const std::size_t before = rest_.size();
  while (read_cell(row)) {
  }
  if (before - rest_.size() > max_row_bytes && !row.fault) row.fault = Errc::in_too_long;
  take_line_end();
  return true;
}

}  // namespace vhc
