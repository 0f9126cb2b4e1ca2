#include "desk/bulk/run_progress.h"

#include <utility>

#include "desk/bulk/run_end.h"

namespace vhc {

RunProgress::RunProgress(const CardDesk& desk, RunState asked, Io& io)
    : desk_(desk), io_(io), key_(run_key(asked.input, asked.settings)), asked_(std::move(asked)) {}

Result<void> RunProgress::open_session() {
  VHC_TRY(FolderSession session, begin_session(desk_, io_));
  session_.emplace(std::move(session));
  return {};
}

Result<bool> RunProgress::find() {
  VHC_TRY(const auto run, session_->store().run(key_));
  if (!run) return false;
  id_ = run->id;
  kept_ = run->state;
  VHC_TRY(state_, parse_run_state(run->state));
  return true;
}

Result<void> RunProgress::open(bool resume) {
  VHC_CHECK_OK(open_session());
  VHC_CHECK_OK(check_begun(session_->store(), asked_, resume));
  VHC_TRY(found_, find());
  if (resume && !is_begun() && !is_complete()) {
    return fail(Errc::run_nothing_to_resume, asked_.file,
                found_ ? "that run was abandoned: without --resume another one is begun"
                       : "without --resume the run is begun; a run is known by the bytes of its file");
  }
  return {};
}

Result<void> RunProgress::begin() {
  const std::int64_t cards = found_ ? state_.cards : 0;
  // What was taken back while an abandoned run was begun is not known to this one either.
  if (found_ && !state_.is_abandoned) forget_taken_back(*session_, id_);
  state_ = asked_;
  state_.cards = state_.first = state_.begun = cards;
  state_.base = session_->next_number();
  VHC_CHECK_OK(commit(state_));
  VHC_TRY(const bool is_there, find());
  return is_there ? Result<void>{} : fail(Errc::ledger_broken, desk_.folder.ledger_file());
}

Result<void> RunProgress::commit(RunState state) {
  std::string text = to_json(state);
  session_->set_run(key_, text);
  VHC_CHECK_OK(session_->commit());
  kept_ = std::move(text);
  state_ = std::move(state);
  return {};
}

Result<std::int64_t> RunProgress::let_others_in() {
  const std::int64_t next = session_->next_number();
  session_.reset();
  io_.let_others_in(desk_.folder.path());
  VHC_CHECK_OK(open_session());
  VHC_TRY(const auto run, session_->store().run(key_));
  if (!run || run->state != kept_) {
    return fail(Errc::run_taken_over, asked_.file, "vhc status shows which runs are begun and not ended");
  }
  return next;
}

}  // namespace vhc
