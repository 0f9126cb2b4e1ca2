// What a VCI directory holds, as a person reads it and as vhc.trust/1.
#pragma once

#include <iosfwd>
#include <string>

#include "vhc/vci_directory.h"

namespace vhc {

void print_vci(std::ostream& out, const VciDirectory& directory, UnixTime now);

std::string to_json(const VciDirectory& directory, UnixTime now);

}  // namespace vhc
