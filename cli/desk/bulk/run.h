// A file with any number of persons, a card each: on all cores, in the order of the file, and so that a run that is
// killed at any moment goes on where it stopped, with no card lost and none twice (docs/adr/0007-bulk-runs.md).
#pragma once

#include <string>

#include "desk/bulk/outputs.h"
#include "desk/bulk/run_state.h"
#include "desk/store/card_desk.h"
#include "desk/store/input_file.h"
#include "vhc/input.h"

namespace vhc {

struct BulkPlan {
  const CardDesk& desk;
  const MinimiseOptions& minimise;
  const InputRules& rules;
  InputOperand input;
  RunSettings settings;  // everything that changes what comes out: two runs with the same are one run
  std::string command;   // that begins the run, for people
  bool identity = false;
};

// The exit code: 0 all, 1 some, 4 none. Fails when the run cannot go on; --resume goes on then.
Result<int> run_bulk(const BulkPlan& plan, const BulkFlags& flags, Io& io);

// What a run is known by: the bytes of its input.
std::string input_id(const InputReader& reader);

// Ends every run that was begun over these bytes, whatever its settings. If there is none, it ends the runs over a file
// of this name, which may have changed since or be gone. Cards that were issued stay issued; the rest is not issued.
// Asks first, unless `yes`. Fails with run_nothing_to_resume when there is no such run, with declined when the answer
// is no, and with needs_answer when there is nobody to ask.
Result<int> abandon_runs(const IssuerFolder& folder, const InputOperand& input, const InputRules& rules, bool yes,
                         Io& io);

}  // namespace vhc
