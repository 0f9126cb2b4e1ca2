// A file with any number of persons, a card each: on all cores, in the order of the file, and so that a run that is
// killed at any moment goes on where it stopped, with no card lost and none twice (docs/adr/0007-bulk-runs.md).
#pragma once

#include <string>

#include "bulk_outputs.h"
#include "card_desk.h"
#include "input_file.h"
#include "input_flags.h"

namespace vhc {

class Verb;

void add_bulk_flags(Verb& verb, BulkFlags& flags);
Result<void> check_bulk_flags(const BulkFlags& flags);

struct BulkPlan {
  const CardDesk& desk;
  const MinimiseOptions& minimise;
  const InputRules& rules;
  InputOperand input;
  std::string settings;  // everything that changes what comes out: two runs with the same are one run
  bool identity = false;
};

// The exit code: 0 all, 1 some, 4 none. Fails when the run cannot go on; --resume goes on then.
Result<int> run_bulk(const BulkPlan& plan, const BulkFlags& flags, Io& io);

}  // namespace vhc
