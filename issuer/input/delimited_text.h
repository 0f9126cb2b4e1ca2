// Rows of a delimited file (RFC 4180, and what is really written): UTF-8, quotes, line ends in cells, LF or CRLF.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/errors.h"

namespace vhc {

struct DelimitedRow {
  std::int64_t line = 0;     // where it starts
  std::uint64_t offset = 0;  // the same, in bytes
  std::vector<std::string> cells;
  std::optional<Errc> fault = {};  // in_unclosed_quote, in_too_long: the cells are not to be used
};

// Comma, semicolon or tab: the one that the header line has most of, outside quotes.
char separator_of(std::string_view header_line);

class DelimitedReader {
 public:
  // From some row on: `line` is that of the first byte.
  DelimitedReader(std::string_view bytes, char separator, std::int64_t line)
      : rest_(bytes), line_(line), separator_(separator) {}

  // One row after the other; none at the end. A row above the ceiling is skipped whole.
  bool next(DelimitedRow& row);

  std::string_view rest() const noexcept { return rest_; }
  std::int64_t line() const noexcept { return line_; }

 private:
  bool read_cell(DelimitedRow& row);
  bool read_quoted(std::string& cell);
  bool take_line_end();

  std::string_view rest_;
  std::int64_t line_ = 1;
  char separator_ = ',';
};

}  // namespace vhc
