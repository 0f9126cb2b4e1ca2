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
  std::int64_t line = 0;  // where it starts
  std::vector<std::string> cells;
  std::optional<Errc> fault = {};  // in_unclosed_quote, in_too_long: the cells are not to be used
};

// Comma, semicolon or tab: the one that the header line has most of, outside quotes.
char separator_of(std::string_view header_line);

class DelimitedReader {
 public:
  explicit DelimitedReader(std::string_view bytes);

  // One row after the other; none at the end. A row above the ceiling is skipped whole.
  bool next(DelimitedRow& row);

 private:
  bool read_cell(DelimitedRow& row);
  bool read_quoted(std::string& cell);
  bool take_line_end();

  std::string_view rest_;
  std::int64_t line_ = 1;
  char separator_ = ',';
};

}  // namespace vhc
