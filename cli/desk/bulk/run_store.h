// What a run keeps: the ledger's word on where it stands, and its outputs. A batch that is signed is handed over, and
// is decided and written out beside whoever signs the next one. Until then nobody else gets at the two: asking for them
// waits.
#pragma once

#include <chrono>
#include <future>
#include <optional>
#include <vector>

#include "desk/bulk/batch.h"
#include "desk/bulk/outputs.h"
#include "desk/bulk/run_progress.h"

namespace vhc {

struct SignedBatch {
  std::vector<Piece> pieces;
  RunState state;  // once it is decided; the lengths of the outputs are put in then
};

// Adds cards to the outputs; says in the error that they are issued all the same.
Result<void> write_cards(const RunState& state, BulkOutputs& outputs, const std::vector<BulkCard>& cards);

class RunStore {
 public:
  // `asked` as RunProgress takes it. Batches are decided in a thread of their own if `jobs` is above one.
  RunStore(const CardDesk& desk, RunState asked, const BulkFlags& flags, std::size_t jobs, Io& io);

  // RunProgress::open().
  Result<void> open(bool resume);

  // Both wait for the batch that was handed over.
  RunProgress& progress();
  BulkOutputs& outputs();

  // Takes the batch over; the one before has to be settled.
  void start(SignedBatch batch);
  // Waits, and gives the batch back that was decided and written out; nothing when none was handed over. Fails as the
  // session and the outputs do.
  Result<std::optional<SignedBatch>> settle();

  // Whether it is time to let others into the folder, because somebody waits or nobody looked for a while.
  bool is_long_held() const;
  // RunProgress::let_others_in().
  Result<std::int64_t> let_others_in();

 private:
  const CardDesk& desk_;
  Io& io_;
  std::launch policy_;
  std::chrono::steady_clock::time_point held_since_;
  RunProgress progress_;
  BulkOutputs outputs_;
  std::future<Result<SignedBatch>> under_way_;  // last: ends before what it works on
};

}  // namespace vhc
