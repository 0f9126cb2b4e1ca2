#include "desk/bulk/output_repair.h"

namespace vhc {

RunCards OutputRepair::cards(const RunState& state) const {
  return {progress_.session().store(), desk_.ledger, progress_.id(), state.begun};
}

Result<std::vector<RevokedCard>> OutputRepair::revoked() const {
  return revoked_in_run(progress_.session().store(), progress_.id(), progress_.state().begun, desk_.folder.keys());
}

Result<void> OutputRepair::catch_up(RunState& state, const std::vector<RevokedCard>& revoked) {
  if (state.is_behind || !revoked.empty()) return leave_out(state, revoked);
  VHC_TRY(const bool as_left, outputs_.is_as_left());
  if (!as_left) VHC_CHECK_OK(outputs_.start_over());
  return write_again(state, as_left ? state.first : state.begun);
}

Result<void> OutputRepair::leave_out(RunState& state, const std::vector<RevokedCard>& revoked) {
  if (!state.is_behind) {
    state.is_behind = true;
    VHC_CHECK_OK(progress_.commit(state));
  }
  return write_anew(state, revoked);
}

Result<void> OutputRepair::write_anew(RunState& state, const std::vector<RevokedCard>& revoked) {
  std::vector<BulkCard> without;
  state.left_out.clear();
  for (const RevokedCard& card : revoked) {
    state.left_out.push_back(card.ordinal);
    without.push_back({card.ordinal - state.begun, 0, card.number, {}, {}});
  }
  VHC_CHECK_OK(outputs_.remove(without));
  VHC_CHECK_OK(outputs_.start_over());
  return write_again(state, state.begun);
}

Result<void> OutputRepair::write_again(const RunState& state, std::int64_t from) {
  return cards(state).each(from, state.left_out, [this](const std::vector<BulkCard>& some) {
    return write_cards(progress_.state(), outputs_, some);
  });
}

Result<std::string> OutputRepair::lacking(const RunState& state) const {
  VHC_TRY(std::string gone, outputs_.gone({state.ndjson, state.letters}));
  return gone.empty() ? changed(state) : Result<std::string>(std::move(gone));
}

Result<std::string> OutputRepair::changed(const RunState& state) const {
  BulkLengths at;
  bool is_same = true;
  const auto compare = [&](const std::vector<BulkCard>& some) -> Result<void> {
    if (!is_same) return {};
    VHC_TRY(is_same, outputs_.hold(some, at));
    return {};
  };
  auto looked = cards(state).each(state.begun, state.left_out, compare);
  if (!looked && looked.error().code == Errc::ledger_emptied) return std::string{};  // nothing to compare with
  if (!looked) return tl::unexpected(std::move(looked).error());
  if (is_same) return std::string{};
  return flags_.ndjson ? *flags_.ndjson : flags_.letters && !flags_.out ? *flags_.letters : *flags_.out;
}

void OutputRepair::settle(RunState& state) const {
  state.ndjson = outputs_.lengths().ndjson;
  state.letters = outputs_.lengths().letters;
  state.is_behind = false;
}

}  // namespace vhc
