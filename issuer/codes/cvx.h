// The form of CVX vaccine codes.
#pragma once

#include <string>
#include <string_view>

#include "vhc/result.h"

namespace vhc {

inline constexpr std::string_view cvx_system = "http://hl7.org/fhir/sid/cvx";

// Two digits below 100, three above: spreadsheets drop the zero of 03. Fails with in_unknown_code when `text` is not
// one to three digits.
Result<std::string> normal_cvx(std::string_view text);

}  // namespace vhc
