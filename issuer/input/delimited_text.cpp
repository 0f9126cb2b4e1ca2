#include "input/delimited_text.h"

#include <algorithm>
#include <array>

#include "vhc/input.h"

namespace vhc {

char separator_of(std::string_view line) {
  constexpr std::string_view separators = ",;\t|";
  std::array<std::size_t, separators.size()> counts{};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    const std::size_t found = separators.find(c);
    if (found != std::string_view::npos) ++counts.at(found);
  }
  const auto* const most = std::max_element(counts.begin(), counts.end());
  return separators[static_cast<std::size_t>(most - counts.begin())];
}

void DelimitedReader::seek(std::uint64_t offset, std::int64_t line) {
  bytes_.seek(offset);
  line_ = line;
  at_line_end_ = false;
}

void DelimitedReader::take_line_end() {
  const std::string_view text = bytes_.ahead(2);
  if (text.empty() || (text.front() != '\r' && text.front() != '\n')) return;
  bytes_.skip(text.substr(0, 2) == "\r\n" ? 2 : 1);
  ++line_;
}

void DelimitedReader::end_cell(std::size_t at) {
  span_.end = at;
  if (spans_.size() < max_columns) {
    spans_.push_back(span_);
  } else {
    too_many_ = true;
  }
  span_ = {.begin = at + 1};
}

// On to the next byte that matters in this place, and past it.
DelimitedReader::Place DelimitedReader::step(std::string_view text, std::size_t& at, Place place) {
  if (place == Place::quoted) {
    const std::size_t quote = std::min(text.find('"', at), text.size());
    line_ += std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                        text.begin() + static_cast<std::ptrdiff_t>(quote), '\n');
    at = std::min(quote + 1, text.size());
    return quote < text.size() ? Place::after_quote : Place::quoted;
  }
  if (text[at] == '"' && place != Place::plain) {
    span_.quoted = true;
    ++at;
    return Place::quoted;
  }
  while (at < text.size() && text[at] != separator_ && text[at] != '\n' && text[at] != '\r') ++at;
  if (at == text.size()) return Place::plain;
  if (text[at] != separator_) return Place::row_end;
  end_cell(at++);
  return Place::cell_start;
}

// The whole row; nothing when it is too long.
std::string_view DelimitedReader::scan(DelimitedRow& row) {
  spans_.clear();
  span_ = {};
  too_many_ = false;
  Place place = Place::cell_start;
  std::size_t at = 0;
  bool too_long = false;
  std::string_view text = bytes_.ahead(1);
  while (place != Place::row_end) {
    if (at == text.size()) {
      if (at > max_row_bytes) {
        too_long = true;
        bytes_.skip(at);
        at = 0;
      }
      text = bytes_.ahead(at + 1);
      if (text.size() == at) break;
    }
    place = step(text, at, place);
  }
  end_cell(at);
  if (place == Place::quoted) row.fault = Errc::in_unclosed_quote;
  if (too_long || at > max_row_bytes) {
    if (!row.fault) row.fault = Errc::in_too_long;
    bytes_.skip(at);
    return {};
  }
  if (too_many_ && !row.fault) row.fault = Errc::in_column_count;
  bytes_.skip(at);
  return text.substr(0, at);
}

// Quotes undone; what stands after the closing one belongs to the cell.
std::string_view DelimitedReader::cell_of(std::string_view text, const Span& span) {
  std::string_view raw = text.substr(span.begin, span.end - span.begin);
  if (!span.quoted) return raw;
  raw.remove_prefix(1);
  std::size_t quote = raw.find('"');
  if (quote + 1 == raw.size()) return raw.substr(0, quote);
  if (num_decoded_ == decoded_.size()) decoded_.emplace_back();
  std::string& cell = decoded_[num_decoded_++];
  cell.clear();
  while (quote != std::string_view::npos) {
    cell += raw.substr(0, quote);
    raw.remove_prefix(quote + 1);
    if (raw.empty() || raw.front() != '"') break;
    cell += '"';
    raw.remove_prefix(1);
    quote = raw.find('"');
  }
  return cell += raw;
}

bool DelimitedReader::next(DelimitedRow& row) {
  if (at_line_end_) take_line_end();
  at_line_end_ = true;
  if (bytes_.ahead(1).empty()) return false;
  row.line = line_;
  row.offset = bytes_.position();
  row.fault.reset();
  row.cells.clear();
  num_decoded_ = 0;
  row.text = scan(row);
  if (!row.text.empty()) {
    for (const Span& span : spans_) row.cells.push_back(cell_of(row.text, span));
  } else if (!row.fault) {
    row.cells.emplace_back();
  }
  return true;
}

}  // namespace vhc
