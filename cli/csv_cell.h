// A cell of a table that we write, as a spreadsheet may open it (inputs.md 4.1).
#pragma once

#include <string>
#include <string_view>

namespace vhc {

// Quoted where it must be; what a spreadsheet would take for a formula begins with an apostrophe.
inline std::string csv_cell(std::string_view text) {
  std::string cell(text);
  if (!cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos) cell.insert(0, "'");
  if (cell.find_first_of(",;\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace vhc
