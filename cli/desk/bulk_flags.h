// The flags of a bulk run.
#pragma once

#include "desk/bulk/outputs.h"
#include "shell/args.h"

namespace vhc {

void add_bulk_flags(Verb& verb, BulkFlags& flags);
// Fails with usage.
Result<void> check_bulk_flags(const BulkFlags& flags);

}  // namespace vhc
