// What a header that is not in the table probably means. A guess is shown to people; no row is read by it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/columns.h"

namespace vhc {

// Of a header as it is written. Nothing for one that could say that the dose was not given (watch_of).
std::optional<Column> guess_of(std::string_view header);

// Of one that could say so: what it would be if it does. Nothing for one that could say either.
std::optional<Column> state_guess_of(std::string_view header);

// "Dose 2 Date", "Lot2", "2nd shot": a part of one of several doses that stand side by side in a row.
struct DosePart {
  int number = 1;                // 1 to max_doses_of_row
  std::optional<Column> column;  // none: it is not known which part
};
std::optional<DosePart> further_dose_of(std::string_view header);

// For each header that means nothing here, in their order; a column that the file has already is not guessed, and
// each only once. `dated`: the columns that hold days and nothing else, by place; may be empty.
std::vector<std::optional<Column>> guesses_of(const std::vector<std::string>& header, const Columns& columns,
                                              const std::vector<bool>& dated = {});

}  // namespace vhc
