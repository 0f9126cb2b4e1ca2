// What a root says, against the one before it: keys in and out by role, thresholds, expiry, where lists go on.
#pragma once

#include <iosfwd>

#include "vhc/sha256.h"
#include "vhc/trust_note.h"

namespace vhc {

// `before` is null when there is none to compare with: then every key is shown as one that comes.
void print_root(std::ostream& out, const RootNote& root, const Sha256& hash, const RootNote* before);

}  // namespace vhc
