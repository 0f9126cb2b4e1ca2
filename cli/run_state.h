// How far a bulk run has come, as the ledger keeps it beside the run's cards.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "vhc/result.h"

namespace vhc {

struct RunState {
  std::int64_t persons = 0;  // of the file, decided
  std::int64_t cards = 0;    // the ordinal of the next card
  std::int64_t first = 0;    // the ordinal of the last batch's first card: from there on outputs may be behind
  std::int64_t begun = 0;    // the ordinal of the first card since the run was begun anew
  std::uint64_t ndjson = 0;  // how long the growing files were before the last batch
  std::uint64_t letters = 0;
  std::int64_t base = 0;  // the journal's next number when the run was begun: what was issued before it is known
  bool is_whole = false;  // every card is in the outputs: only their names are left
  bool is_done = false;
};

std::string to_json(const RunState& state);
// Fails with ledger_broken.
Result<RunState> parse_run_state(std::string_view json);

}  // namespace vhc
