// What spreadsheets make of numbers that are none: lots, keys of persons.
#pragma once

#include <string_view>

namespace vhc {

// 1.00E+05, 1,00E+05 and ####: the digits are lost. 4E07 is a lot that spreadsheets left alone.
bool is_spreadsheet_damage(std::string_view text);

// ="00123" is 00123.
std::string_view without_spreadsheet_quotes(std::string_view text);

}  // namespace vhc
