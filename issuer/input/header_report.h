// What is told of a header row: its columns, what is missing, and how it and the column map go together.
#pragma once

#include <vector>

#include "input/header_row.h"

namespace vhc {

// Names of headers only when the row was found: else its cells could be somebody's.
std::vector<InputFinding> header_findings(const HeaderRow& header, const ColumnMap& map);
std::vector<InputColumn> told_columns(const HeaderRow& header, const ColumnMap& map);
// The same of a file where no header row is found, for a map.
std::vector<InputColumn> likely_columns(const HeaderRow& header, const ColumnMap& map);

}  // namespace vhc
