// Text from a card or a list, made fit to be shown (docs/rules/inputs.md 8).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vhc {

inline constexpr std::size_t max_shown_characters = 128;

// Control characters, U+2028-2029, bidirectional controls (061C, 200E-200F, 202A-202E, 2066-2069), FFF9-FFFB, FEFF and
// tags E0000-E007F become U+FFFD, as does a byte that is not UTF-8. At most 3 combining marks in a row, and 128
// characters, then "…". JSON carries the signed value instead.
std::string displayed(std::string_view utf8);

// The same characters and bytes become U+FFFD, and nothing is cut: for names of files, whole lines and JSON.
std::string printable(std::string_view text);

// The text without those characters; nothing else is changed or cut (docs/rules/trust.md V21).
std::string without_hidden_characters(std::string_view utf8);

}  // namespace vhc
