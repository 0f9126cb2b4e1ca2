// Where the header row of a delimited file stands, and what divides its cells (docs/rules/inputs.md 4.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "columns.h"
#include "vhc/input.h"

namespace vhc {

struct HeaderRow {
  bool found = false;    // two needed columns are known at least, or guessed; else the first row that holds anything
  bool guessed = false;  // in words that are not known
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
};

// Of a first line "sep=;", which may be quoted, or followed by separators.
std::optional<char> stated_separator(std::string_view line);

inline constexpr std::int64_t max_title_lines = 10;

// Looks at the first MiB only. What cannot be read there is for the reader of the rows to tell.
HeaderRow find_header(const InputFile& file, const ColumnMap& map);

}  // namespace vhc
