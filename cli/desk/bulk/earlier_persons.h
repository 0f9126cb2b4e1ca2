// The persons of a file whose fate an earlier process of the run decided: they are read once more, what was found out
// is found out again, and their cards are known from then on.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "desk/bulk/batch.h"
#include "desk/bulk/run_progress.h"
#include "vhc/input.h"

namespace vhc {

class EarlierPersons {
 public:
  EarlierPersons(RunProgress& progress, BatchMaker& maker) : progress_(progress), maker_(maker) {}

  // What others issued since the run was begun: why somebody was refused is found again.
  Result<void> know_others();
  // Gives each of them, in the order of the file. Gives the ordinal of the first card of the run that is not theirs.
  // Fails with run_interrupted, ledger_broken when `file` has fewer, and as reading does.
  Result<std::int64_t> pass(InputReader& reader, const std::string& file,
                            const std::function<void(const Piece& piece)>& give);

 private:
  Result<void> pass_part(std::vector<Piece> pieces, const std::function<void(const Piece& piece)>& give);

  RunProgress& progress_;
  BatchMaker& maker_;
  std::int64_t next_ = 0;
};

}  // namespace vhc
