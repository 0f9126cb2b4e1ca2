// What the columns of delimited files are called, and the column map that somebody fills in (docs/rules/inputs.md 4.2).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/input.h"

namespace vhc {

struct ColumnHelp {
  std::string_view name;             // canonical: "last_name"
  std::string_view meaning;          // a phrase
  std::vector<std::string> headers;  // also understood, without accents and marks: "patient last"; none for some
};
// Every column there is, in the order of the help page.
std::vector<ColumnHelp> column_table();

// What a file must have.
inline constexpr std::string_view needed_of_doses =
    "A file of vaccinations needs last_name and first_name, or name; birth_date; admin_date; one of cvx, ndc, product.";
inline constexpr std::string_view needed_of_results =
    "A file of results needs test_code, result and collected in place of the last two.";

// A map for a file with these columns: a guess for each header that is not understood, and those that are understood as
// comments. read_column_map() reads it back as it is, and gives every guess. Headers that a map cannot hold (nothing
// but marks, longer than max_mapped_header, twice in the file) are reported in comments.
// `remark`: a line to write at its head; may be empty.
std::string column_map_to_fill(std::span<const InputColumn> columns, std::string_view remark = {});
inline constexpr std::size_t max_mapped_header = 200;  // bytes

}  // namespace vhc
