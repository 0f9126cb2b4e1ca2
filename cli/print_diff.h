// A diff as a signer reads it.
#pragma once

#include <iosfwd>

#include "vhc/list_diff.h"

namespace vhc {

void print_diff(std::ostream& out, const ListDiff& diff);

}  // namespace vhc
