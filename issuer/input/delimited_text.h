// Rows of a delimited file (RFC 4180, and what is really written): UTF-8, quotes, line ends in cells, LF or CRLF.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/byte_window.h"
#include "vhc/errors.h"

namespace vhc {

struct DelimitedRow {
  std::int64_t line = 0;     // where it starts
  std::uint64_t offset = 0;  // the same, in bytes
  std::string_view text;     // the whole row as it stands; empty when it is too long
  std::vector<std::string_view> cells;
  std::optional<Errc> fault = {};  // in_unclosed_quote, in_too_long, in_column_count: the cells are not to be used
};

// Comma, semicolon, tab or pipe: the one that the line has most of, outside quotes.
char separator_of(std::string_view line);

class DelimitedReader {
 public:
  // Where `bytes` stand.
  DelimitedReader(ByteWindow& bytes, char separator) : bytes_(bytes), separator_(separator) {}

  // One row after the other; false at the end. The row is valid until the next call. A row above the ceiling is
  // skipped whole.
  bool next(DelimitedRow& row);
  void seek(std::uint64_t offset, std::int64_t line);
  char separator() const noexcept { return separator_; }

 private:
  enum class Place : std::uint8_t { cell_start, plain, quoted, after_quote, row_end };
  // Where a cell stands in the row.
  struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool quoted = false;
  };

  std::string_view scan(DelimitedRow& row);
  Place step(std::string_view text, std::size_t& at, Place place);
  void end_cell(std::size_t at);
  std::string_view cell_of(std::string_view text, const Span& span);
  void take_line_end();

  ByteWindow& bytes_;
  std::int64_t line_ = 1;
  char separator_ = ',';
  bool at_line_end_ = false;  // of the row before
  std::vector<Span> spans_;
  Span span_;
  bool too_many_ = false;
  std::size_t num_decoded_ = 0;
  std::deque<std::string> decoded_;  // cells with quotes in them
};

}  // namespace vhc
