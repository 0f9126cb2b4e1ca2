// Files that people give in place of an export: spreadsheets, documents, pictures, archives.
#pragma once

#include <string_view>

namespace vhc {

// What the file is and what to do with it, in words; empty when its first bytes are of no kind that is known here.
std::string_view foreign_kind(std::string_view beginning) noexcept;

}  // namespace vhc
