// What was probably meant by a word that is not known.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vhc {

// `did you mean "verify"?` for the word that is nearest to `typed`, when it is at most two edits away; else empty.
std::string suggestion(std::string_view typed, const std::vector<std::string>& words);

}  // namespace vhc
