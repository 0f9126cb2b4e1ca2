// vhc issue --abandon.
#pragma once

#include "desk/store/input_file.h"
#include "desk/store/issuer_folder.h"

namespace vhc {

// Ends every run that was begun over these bytes, whatever its settings. If there is none, it ends the runs over a file
// of this name, which may have changed since or be gone. Cards that were issued stay issued; the rest is not issued.
// Asks before it ends them unless `yes` is set. Errors: run_nothing_to_resume if there is no such run, declined if the
// answer is no, needs_answer if there is no terminal to ask at.
Result<Exit> abandon_runs(const IssuerFolder& folder, const InputOperand& input, const InputRules& rules, bool yes,
                          Io& io);

}  // namespace vhc
