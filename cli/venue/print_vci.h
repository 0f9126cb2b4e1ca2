// What a VCI directory holds, as a person reads it.
#pragma once

#include <iosfwd>
#include <string>

#include "vhc/vci_directory.h"

namespace vhc {

void print_vci(std::ostream& out, const VciDirectory& directory, UnixTime now);

// Else everybody counts as listed.
bool knows_who_is_listed(const VciDirectory& directory);

}  // namespace vhc
