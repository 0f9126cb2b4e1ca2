// What the cells of a row say became of the dose, and who gave it (docs/rules/inputs.md 4.2).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "input/columns.h"
#include "input/delimited_text.h"
#include "input/written.h"

namespace vhc {

struct RowClaim {
  DoseClaim claim;  // `completion` is complete when no cell says otherwise
  DoseSource source = DoseSource::own;
  std::optional<Column> said = {};         // the column that decides; none: no cell says anything
  std::optional<Column> sourced = {};      // the column that says who gave it
  std::string_view source_kind = {};       // what it holds, in words, when `source` is unclear
  const WatchedColumn* watched = nullptr;  // a column without a meaning that takes the dose back
};

// `cells`: whole.
RowClaim read_claim(const DelimitedRow& cells, const Columns& columns);

// Without white space at both ends, and without no-break spaces there.
std::string_view trimmed_cell(std::string_view cell) noexcept;

}  // namespace vhc
