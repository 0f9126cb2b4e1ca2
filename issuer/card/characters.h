// Texts of any script, character by character.
#pragma once

#include <string>
#include <string_view>

namespace vhc {

// A byte that is not UTF-8 becomes U+FFFD.
std::u32string characters_of(std::string_view utf8);

void append_utf8(std::string& out, char32_t character);

// Letters, digits and the marks that a letter means something else without, in one case: "O'Néil" is "oneil". Accents,
// punctuation, spaces and what cannot be seen vanish, so that it may be empty. What is not UTF-8 stays as it is.
std::string letters_of(std::string_view utf8);

}  // namespace vhc
