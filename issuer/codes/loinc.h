// The form of LOINC codes.
#pragma once

#include <string_view>

namespace vhc {

// 94558-4: digits, a hyphen and a check digit.
bool is_loinc(std::string_view code) noexcept;

}  // namespace vhc
