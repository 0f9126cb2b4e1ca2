// Ends runs that were begun, so that no more of their file is issued. Cards that were issued stay issued.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "desk/bulk/run_end.h"
#include "desk/bulk/run_state.h"
#include "desk/store/input_file.h"

namespace vhc {

// What the run was begun over: its bytes; a file that was changed since, or is gone, by the name that the run has of
// it.
struct InputToEnd {
  std::string id;  // empty: it cannot be read
  std::string name;
};
InputToEnd input_to_end(const InputOperand& input, const InputRules& rules, Io& io);

struct RunToEnd {
  BegunRun run;
  std::string first;  // of its cards, by number; empty: none
  std::string last;
  std::vector<std::string> files;  // that are there, by their names of then
};

// Every run that was begun over these bytes, whatever its settings; if there is none, the runs over a file of this
// name.
Result<std::vector<RunToEnd>> runs_to_end(const IssuerFolder& folder, const InputToEnd& asked, Io& io);

// Ends them, one after the other, and gives each that is ended with what was taken back while it was begun.
Result<void> end_runs(const IssuerFolder& folder, const InputToEnd& asked, Io& io,
                      const std::function<void(const RunToEnd& ended, const TakenBackSince& since)>& give);

}  // namespace vhc
