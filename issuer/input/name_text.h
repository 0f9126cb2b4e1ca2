// Names as systems export them (docs/rules/inputs.md 3.2).
#pragma once

#include <string>
#include <string_view>

namespace vhc {

// Without what cannot be seen, with plain spaces, one between words and none at the ends.
std::string cleaned_name(std::string_view written);

// Letters were lost on the way: U+FFFD, a question mark in a word, UTF-8 that was read as another set, entities of
// HTML. Told before cleaning, which takes the traces away.
bool is_damaged_name(std::string_view written);

}  // namespace vhc
