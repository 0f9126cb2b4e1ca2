// CVX vaccine codes: what is known of each (CDC code set as of December 2025).
#pragma once

#include <string>
#include <string_view>

#include "vhc/result.h"

namespace vhc {

inline constexpr std::string_view cvx_system = "http://hl7.org/fhir/sid/cvx";

// Two digits below 100, three above: spreadsheets drop the zero of 03. Fails with in_unknown_code when `text` is not
// one to three digits.
Result<std::string> normal_cvx(std::string_view text);

// A code that stands for a vaccine that was or is given; inactive ones count, since past doses keep their code.
bool is_known_cvx(std::string_view code);
bool is_covid_cvx(std::string_view code);
bool is_unspecified_cvx(std::string_view code);  // "unspecified formulation"

}  // namespace vhc
