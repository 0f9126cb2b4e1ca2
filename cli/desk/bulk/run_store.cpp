#include "desk/bulk/run_store.h"

#include <functional>
#include <utility>

namespace vhc {
namespace {

// How long the run holds the folder when nobody waits.
constexpr std::chrono::milliseconds lock_span{1000};

// Cards and progress in one decision; then the outputs. Works on nothing but what it is given.
Result<SignedBatch> decide(const CardDesk& desk, RunProgress& progress, BulkOutputs& outputs, SignedBatch batch) {
  std::vector<BulkCard> cards;
  for (const Piece& piece : batch.pieces) {
    if (!piece.is_wanted) continue;
    const MadeCard& made = *piece.made;
    VHC_CHECK_OK(record_card(desk, made, progress.session()));
    cards.push_back(
        {piece.ordinal - batch.state.begun, piece.intake.line, made.row.label, made.row.kid, made.card.jws});
  }
  batch.state.ndjson = outputs.lengths().ndjson;
  batch.state.letters = outputs.lengths().letters;
  VHC_CHECK_OK(progress.commit(batch.state));
  VHC_CHECK_OK(write_cards(batch.state, outputs, cards));
  return batch;
}

}  // namespace

Result<void> write_cards(const RunState& state, BulkOutputs& outputs, const std::vector<BulkCard>& cards) {
  auto written = outputs.write(cards);
  if (written) return {};
  Error error = std::move(written).error();
  const std::int64_t num_cards = state.num_cards();
  error.what = std::to_string(num_cards) + (num_cards == 1 ? " card is" : " cards are") +
               " issued, but the files of the run are incomplete: " + error.what;
  error.hint += (error.hint.empty() ? "" : "; ") + resume_command(state) + " completes the files";
  return tl::unexpected(std::move(error));
}

RunStore::RunStore(const CardDesk& desk, RunState asked, const BulkFlags& flags, std::size_t jobs, Io& io)
    : desk_(desk),
      io_(io),
      policy_(jobs > 1 ? std::launch::async : std::launch::deferred),
      progress_(desk, std::move(asked), io),
      outputs_(flags, jobs, io) {}

Result<void> RunStore::open(bool resume) {
  held_since_ = std::chrono::steady_clock::now();
  return progress().open(resume);
}

RunProgress& RunStore::progress() {
  if (under_way_.valid()) under_way_.wait();
  return progress_;
}

BulkOutputs& RunStore::outputs() {
  if (under_way_.valid()) under_way_.wait();
  return outputs_;
}

void RunStore::start(SignedBatch batch) {
  under_way_ = std::async(policy_, decide, std::cref(desk_), std::ref(progress_), std::ref(outputs_), std::move(batch));
}

Result<std::optional<SignedBatch>> RunStore::settle() {
  if (!under_way_.valid()) return std::optional<SignedBatch>{};
  VHC_TRY(SignedBatch batch, under_way_.get());
  return std::optional(std::move(batch));
}

bool RunStore::is_long_held() const {
  return std::chrono::steady_clock::now() - held_since_ >= lock_span || io_.is_waited_for(desk_.folder.path());
}

Result<std::int64_t> RunStore::let_others_in() {
  VHC_TRY(const std::int64_t from, progress().let_others_in());
  held_since_ = std::chrono::steady_clock::now();
  return from;
}

}  // namespace vhc
