// Which names can be one person's (docs/rules/inputs.md 3.2): within a file, and beside what was issued before.
#pragma once

#include <string>

#include "vhc/payload.h"

namespace vhc {

// Without regard to case, accents, punctuation and spaces: the family name, all given names and the suffix; or the
// text.
std::string folded(const PersonName& name);

// Family name and first given name are the same after folding; an initial agrees with the name that it begins. A name
// in `text` agrees with the parts it is made of, in either order. Further given names and suffixes do not count.
bool agrees(const PersonName& a, const PersonName& b);

}  // namespace vhc
