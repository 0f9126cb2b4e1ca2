// A change of an issuer's folder that a crash cannot split. What is decided (cards, lines of the journal, revocation
// lists, the progress of a run) goes into one transaction of ledger.db; then the files are brought to it. Whoever opens
// the folder next finishes what was left undone, before anything else.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/store/issuer_folder.h"
#include "desk/store/ledger_store.h"
#include "shell/io.h"

namespace vhc {

class FolderSession {
 public:
  // Waits for the folder's lock, which is held until the session ends, and finishes what an earlier process left. Fails
  // with locked, ledger_broken, ledger_pending when it was left by no command of ours, journal_broken when the journal
  // is not as the ledger knows it, unwritable. `key`, which has to outlive the session, vouches for what it decides.
  static Result<FolderSession> begin(const IssuerFolder& folder, Io& io, const LedgerKey* key = nullptr);

  FolderSession(FolderSession&&) = default;
  FolderSession& operator=(FolderSession&&) = delete;
  ~FolderSession();

  LedgerStore& store() noexcept { return *store_; }
  // Of the journal's next line, and its name at a time.
  std::int64_t next_number() const noexcept { return end_.next_number(); }
  std::string next_label(UnixTime time) const { return journal_number(end_.next_number(), time); }

  // Kept until commit(). The journal's line gets the number that next_number() gave.
  Result<void> write_journal(const JournalAction& action);
  void add_card(LedgerRow row) { cards_.push_back(std::move(row)); }
  void mark_revoked(std::int64_t number) { revoked_.push_back(number); }
  void set_crl(const KeyId& kid, std::string json) { lists_.push_back({PendingKind::crl, kid.str(), std::move(json)}); }
  void set_run(std::string key, std::string state) { runs_.emplace_back(std::move(key), std::move(state)); }

  // Empties the cards whose retention has ended by `now`, and by the clock too; at once, and how many.
  Result<std::int64_t> purge(UnixTime now);

  // All of it, or nothing. When this fails after the transaction, the next session finishes it: is_decided() tells.
  Result<void> commit();
  bool is_decided() const noexcept { return decided_; }

 private:
  FolderSession(const IssuerFolder& folder, Io& io, FolderLock lock, std::unique_ptr<LedgerStore> store, JournalEnd end,
                std::uint64_t journal_bytes);
  Result<void> decide(const std::vector<PendingWrite>& pending);

  const IssuerFolder* folder_;
  Io* io_;
  const LedgerKey* key_ = nullptr;
  FolderLock lock_;
  std::unique_ptr<LedgerStore> store_;
  JournalEnd end_;
  std::uint64_t journal_bytes_;

  std::string lines_;
  std::vector<LedgerRow> cards_;
  std::vector<std::int64_t> revoked_;
  std::vector<PendingWrite> lists_;
  std::vector<std::pair<std::string, std::string>> runs_;
  bool is_cut_ = false;  // the journal is shorter than the ledger knows it, or another
  bool decided_ = false;
  bool has_pending_ = false;
};

// The journal's end as the ledger knows it: the number of the last line that was written, and its hash.
struct KnownEnd {
  std::int64_t number = 0;
  std::string head;
};
// Nothing in a ledger of the first release.
Result<std::optional<KnownEnd>> known_end(const LedgerStore& store);

// For what changes the folder without a session, and under its lock: lets the ledger know the journal's new end.
// Nothing when there is no ledger yet.
Result<void> note_end(const IssuerFolder& folder, std::string_view last_before, std::string_view last, Io& io);

// For what changes the folder under its lock without a session: finishes what an earlier process left.
Result<void> finish_pending(const IssuerFolder& folder, Io& io);

}  // namespace vhc
