// Where a bulk run stands, and its session of the issuer's folder, which it lets go of in between.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "desk/bulk/run_state.h"
#include "desk/store/card_desk.h"
#include "desk/store/folder_session.h"
#include "shell/io.h"

namespace vhc {

class RunProgress {
 public:
  // `asked`: input, file, command and settings of the run that is asked for; counts are passed over.
  RunProgress(const CardDesk& desk, RunState asked, Io& io);

  // Looks the run up, under the folder's lock. Fails with bulk_unfinished and run_other_settings when a run over the
  // same bytes was begun and this is not a way to go on with it, run_nothing_to_resume, and as the ledger does.
  Result<void> open(bool resume);
  // As open() found it; neither: it is to be begun.
  bool is_begun() const noexcept { return found_ && !state_.is_done; }
  bool is_complete() const noexcept { return found_ && state_.is_done && !state_.is_abandoned; }
  // A new run; or the same one anew, for what is new in the file.
  Result<void> begin();

  const RunState& state() const noexcept { return state_; }
  std::int64_t id() const noexcept { return id_; }
  FolderSession& session() noexcept { return *session_; }

  // Decides what the session holds, together with how far the run has come.
  Result<void> commit(RunState state);

  // Lets in whoever waits. Gives the first number that they may have taken. Fails with run_taken_over when another
  // process has changed the run meanwhile, key_not_active, and as the folder does.
  Result<std::int64_t> let_others_in();

 private:
  Result<void> open_session();
  Result<bool> find();

  const CardDesk& desk_;
  Io& io_;
  std::string key_;
  RunState asked_;
  RunState state_;
  std::string kept_;  // the state as the ledger has it
  std::int64_t id_ = 0;
  bool found_ = false;
  std::optional<FolderSession> session_;
};

}  // namespace vhc
