// Whose record it is.
#pragma once

#include <string>
#include <string_view>

#include "vhc/intake.h"

namespace vhc {

// By the sender's key alone, where there is one that can be: whether the names under it agree, the clerk looks. Else by
// folded name and birth date. Empty: nobody can tell whose it is.
std::string grouping_key(const Intake& intake);

// The same of a key that can be one.
std::string grouping_key(std::string_view person_key);

// Folded family name, first given name and birth date: what two records of one person share at least. Empty when the
// record does not say them.
std::string name_and_birth(const Intake& intake);

}  // namespace vhc
