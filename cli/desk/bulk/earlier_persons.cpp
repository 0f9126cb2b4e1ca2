#include "desk/bulk/earlier_persons.h"

#include <algorithm>

#include "shell/stop_request.h"

namespace vhc {
namespace {

constexpr std::size_t at_once = 512;

// What only signing found out.
void refuse_again(const RunState& state, Piece& piece) {
  const auto found = std::find_if(state.not_made.begin(), state.not_made.end(),
                                  [&](const NotMade& one) { return one.line == piece.intake.line; });
  if (found == state.not_made.end() || !piece.intake.is_issuable()) return;
  piece.is_wanted = false;
  piece.intake.refused = true;
  piece.intake.findings.push_back({found->line, {}, Severity::error, found->code});
}

}  // namespace

Result<void> EarlierPersons::know_others() {
  const RunState& state = progress_.state();
  std::vector<std::int64_t> own;
  VHC_CHECK_OK(progress_.session().store().each_of_run(progress_.id(), state.begun, [&own](const LedgerRow& row) {
    own.push_back(row.number);
    return true;
  }));
  std::sort(own.begin(), own.end());
  return maker_.know(progress_.session().store(), state.base, progress_.session().next_number(), own);
}

Result<std::int64_t> EarlierPersons::pass(InputReader& reader, const std::string& file,
                                          const std::function<void(const Piece& piece)>& give) {
  next_ = progress_.state().begun;
  for (std::int64_t left = progress_.state().persons; left > 0;) {
    if (StopRequest::is_there()) return interrupted(progress_.state());
    std::vector<Piece> pieces(static_cast<std::size_t>(std::min<std::int64_t>(left, at_once)));
    for (Piece& piece : pieces) {
      VHC_TRY(const bool got, reader.next(piece.intake));
      if (!got) return fail(Errc::ledger_broken, file);
    }
    left -= static_cast<std::int64_t>(pieces.size());
    maker_.prepare(pieces);
    while (!pieces.empty()) VHC_CHECK_OK(pass_part(maker_.part(pieces), give));
  }
  return next_;
}

Result<void> EarlierPersons::pass_part(std::vector<Piece> pieces, const std::function<void(const Piece& piece)>& give) {
  VHC_CHECK_OK(maker_.compare(pieces, progress_.session().store()));
  for (Piece& piece : pieces) {
    refuse_again(progress_.state(), piece);
    give(piece);
  }
  std::vector<LedgerRow> own;  // their cards, and some of the next persons'
  VHC_CHECK_OK(progress_.session().store().each_of_run(progress_.id(), next_, [&](LedgerRow row) {
    own.push_back(std::move(row));
    return own.size() < pieces.size();
  }));
  next_ += static_cast<std::int64_t>(maker_.know_again(pieces, own));
  return {};
}

}  // namespace vhc
