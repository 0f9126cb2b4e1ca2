// One person or two (docs/rules/inputs.md 3.2): what a key of the sender is worth, and which names can be one person's.
#pragma once

#include <string>
#include <string_view>

#include "vhc/same_person.h"

namespace vhc {

// 0, NULL, N/A, 999-99-9999, 1.23E+11 and the like stand in the records of many people. Without the authority.
bool is_usable_key(std::string_view value);

// Without regard to case, accents, punctuation and spaces; a name that has nothing else stays as it is.
std::string folded(std::string_view name);

// Of two names that agree, `a` says more: a name where `b` has its initial, or more names.
bool is_fuller(const PersonName& a, const PersonName& b);

}  // namespace vhc
