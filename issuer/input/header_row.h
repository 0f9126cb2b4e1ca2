// Where the header row of a delimited file stands, and what divides its cells (docs/rules/inputs.md 4.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/columns.h"
#include "vhc/input.h"

namespace vhc {

struct HeaderRow {
  bool found = false;     // two needed columns are known at least, or guessed; else the first row that holds anything
  bool guessed = false;   // in words that are not known
  bool numbered = false;  // the file has none: the map calls its columns "column 1", "column 2", as `cells` do
  char separator = ',';
  std::uint64_t offset = 0;
  std::int64_t line = 1;
  std::vector<std::string> cells;
  Columns columns;
  // Lines before it that are passed over.
  struct Passed {
    std::int64_t line = 0;
    bool blank = false;
  };
  std::vector<Passed> passed;
  // Where none is found: the row that looks most like one, for somebody who asked for it. It may be anybody's, so it
  // stands in no message.
  std::vector<std::string> likely;
  std::vector<bool> dated;  // by place: whether the first rows have days there and nothing else
};

// "column 1" and so on.
std::vector<std::string> numbered_headers(std::size_t number);

// Of a first line "sep=;", which may be quoted, or followed by separators.
std::optional<char> stated_separator(std::string_view line);

inline constexpr std::int64_t max_title_lines = 10;

// Looks at the first MiB only. What cannot be read there is for the reader of the rows to tell.
HeaderRow find_header(const InputFile& file, const ColumnMap& map);

}  // namespace vhc
