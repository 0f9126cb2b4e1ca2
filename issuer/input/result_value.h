// Qualitative results that may stand on a card (inputs.md 1.4, 3.5).
#pragma once

#include <string_view>

namespace vhc {

bool is_result_code(std::string_view snomed) noexcept;
// "Not detected" is 260415000; empty for a text that is in no table.
std::string_view result_of_text(std::string_view text);

}  // namespace vhc
