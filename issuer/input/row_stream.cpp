#include "row_stream.h"

#include <algorithm>

namespace vhc {

Result<void> RowStream::rewind() {
  seek(0, 1);
  // The whole header line, as far as a row may be long.
  for (;;) {
    const bool has_line = window_.find_first_of("\r\n") != std::string::npos;
    if (has_line || window_.size() > max_row_bytes) break;
    VHC_TRY(const bool more, fill());
    if (!more) break;
  }
  if (window_.compare(0, 3, "\xEF\xBB\xBF") == 0) used_ = 3;
  separator_ = separator_of(std::string_view(window_).substr(used_));
  return {};
}

void RowStream::seek(std::uint64_t offset, std::int64_t line) {
  window_.clear();
  begin_ = offset;
  used_ = 0;
  line_ = line;
}

Result<bool> RowStream::fill() {
  if (holds_all()) return false;
  window_.erase(0, used_);
  begin_ += used_;
  used_ = 0;
  const std::size_t had = window_.size();
  window_.resize(had + std::max(block_, had));  // doubles for a row that is longer
  VHC_TRY(const std::size_t got, file_->read_at(begin_ + had, std::span(window_).subspan(had)));
  window_.resize(had + got);
  if (got == 0) return fail(Errc::unreadable, {}, "the file became shorter while it was read");
  if (listener_) listener_(std::string_view(window_).substr(had));
  return true;
}

Result<bool> RowStream::next(DelimitedRow& row) {
  for (;;) {
    const std::string_view view = std::string_view(window_).substr(used_);
    DelimitedReader reader(view, separator_, line_);
    const bool got = reader.next(row);
    // A row that ends with the window may go on behind it.
    if (got && (!reader.rest().empty() || holds_all())) {
      row.offset = begin_ + used_;
      used_ += view.size() - reader.rest().size();
      line_ = reader.line();
      return true;
    }
    if (view.size() > 2 * max_row_bytes) {
      VHC_CHECK_OK(pass_over(row));
      return true;
    }
    VHC_TRY(const bool more, fill());
    if (!more && !got) return false;
  }
}

// Quotes count only around a whole cell, as in DelimitedReader.
Result<void> RowStream::pass_over(DelimitedRow& row) {
  row.line = line_;
  row.offset = begin_ + used_;
  row.cells.clear();
  row.fault = Errc::in_too_long;
  bool quoted = false;
  bool at_start = true;
  for (;;) {
    if (used_ == window_.size()) {
      VHC_TRY(const bool more, fill());
      if (!more) break;
    }
    const char c = window_[used_++];
    if (c == '"' && (at_start || quoted)) {
      quoted = !quoted;  // a doubled quote closes and opens again
      at_start = true;
      continue;
    }
    if (c == '\n' && quoted) ++line_;
    if (!quoted && (c == '\n' || c == '\r')) {
      if (used_ == window_.size()) VHC_CHECK_OK(fill().map([](bool) {}));
      if (c == '\r' && used_ < window_.size() && window_[used_] == '\n') ++used_;
      ++line_;
      return {};
    }
    at_start = !quoted && c == separator_;
  }
  if (quoted) row.fault = Errc::in_unclosed_quote;
  return {};
}

}  // namespace vhc
