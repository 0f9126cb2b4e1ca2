// Brings the outputs of a run to what the ledger has: after a crash, after cards were revoked, or when a file is gone.
#pragma once

#include <string>
#include <vector>

#include "desk/bulk/run_end.h"
#include "desk/bulk/run_store.h"

namespace vhc {

class OutputRepair {
 public:
  OutputRepair(const CardDesk& desk, const BulkFlags& flags, RunProgress& progress, BulkOutputs& outputs)
      : desk_(desk), flags_(flags), progress_(progress), outputs_(outputs) {}

  // The cards of the run that are valid no more.
  Result<std::vector<RevokedCard>> revoked() const;
  // What an earlier process left undone: `state` as the ledger has it. Without the revoked cards, which `state` names
  // then.
  Result<void> catch_up(RunState& state, const std::vector<RevokedCard>& revoked);
  // Writes all of it again without the revoked cards: nobody is handed those as good ones. A process that is cut off
  // here begins with the first card again.
  Result<void> leave_out(RunState& state, const std::vector<RevokedCard>& revoked);
  Result<void> write_anew(RunState& state, const std::vector<RevokedCard>& revoked);
  // An output of a run that has ended, and that is gone or was changed; empty when there is none.
  Result<std::string> lacking(const RunState& state) const;
  // Puts the outputs' lengths into the state: they hold all of it.
  void settle(RunState& state) const;

 private:
  Result<void> write_again(const RunState& state, std::int64_t from);
  Result<std::string> changed(const RunState& state) const;
  RunCards cards(const RunState& state) const;

  const CardDesk& desk_;
  const BulkFlags& flags_;
  RunProgress& progress_;
  BulkOutputs& outputs_;
};

}  // namespace vhc
