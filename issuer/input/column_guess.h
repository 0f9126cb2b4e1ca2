// What a header that is not in the table probably means. A guess is shown to people; no row is read by it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "columns.h"

namespace vhc {

// Of a header as it is written. Nothing for one that could say that the dose was not given (watch_of).
std::optional<Column> guess_of(std::string_view header);

// For each header that means nothing here, in their order; a column that the file has already is not guessed, and each
// only once.
std::vector<std::optional<Column>> guesses_of(const std::vector<std::string>& header, const Columns& columns);

}  // namespace vhc
