// Texts that go on a card.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vhc {

// A door shows it as it is signed: no control characters, nothing that hides or turns the direction of writing
// (docs/rules/inputs.md 8).
bool is_plain_text(std::string_view utf8);

std::size_t num_characters(std::string_view utf8);

// At most max_performer_chars, cut at the end of a word, so that what stands there is still a name.
std::string cut_performer(std::string_view name);

// Without white space at both ends.
std::string_view trimmed(std::string_view text) noexcept;

// ASCII letters in upper case.
std::string upper(std::string_view text);

}  // namespace vhc
