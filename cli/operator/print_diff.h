// A diff as a signer reads it.
#pragma once

#include <iosfwd>

#include "vhc/list_diff.h"
#include "vhc/proposals.h"

namespace vhc {

void print_diff(std::ostream& out, const ListDiff& diff);
// What imports proposed and nobody answered; nothing when nothing waits.
void print_proposals(std::ostream& out, const std::vector<ImportProposal>& proposals);

}  // namespace vhc
