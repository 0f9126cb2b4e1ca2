// The schema vhc.trust/1: a list in use, or a VCI directory that is used in its place.
#pragma once

#include <string>

#include "venue/print_trust.h"
#include "vhc/vci_directory.h"

namespace vhc {

std::string to_json(const TrustStatus& status);
std::string to_json(const VciDirectory& directory, UnixTime now);

}  // namespace vhc
