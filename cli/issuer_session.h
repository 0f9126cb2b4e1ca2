// Writing to an issuer folder: under its lock, in steps that a crash cannot split. One transaction of ledger.db holds
// the rows of new cards and the work on files that goes with them; the files follow, and whoever comes next does what
// is left. So journal, lists and ledger are never seen out of step by a command.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io.h"
#include "issuer_ledger.h"
#include "vhc/crl.h"
#include "vhc/journal.h"
#include "vhc/minimise.h"

namespace vhc {

// A card that is to be recorded.
struct CardRow {
  std::int64_t number = 0;  // IssuerSession::next_number() when its turn comes
  UnixTime nbf{};
  KeyId kid;
  std::optional<RevocationId> rid = std::nullopt;
  LedgerSecrets secrets = {};
  std::string content = {};   // by which the same card is known again; only its tag is kept; empty: none
  std::int64_t replaces = 0;  // the number of the card that it corrects; 0: none
  std::string run = {};       // empty: of no run
  std::int64_t ordinal = 0;
};

// What of a card is sealed in its row, but the ids of the records.
LedgerSecrets secrets_of(const std::string& jws, const MinimalBundle& bundle);
// By what the same card is known again: the person and what stands on it.
std::string card_content(const MinimalBundle& bundle);

class IssuerSession {
 public:
  IssuerSession(IssuerSession&&) = default;

  // The number that the next action gets; those after it follow without a gap.
  std::int64_t next_number() const noexcept { return journal_.next_number(); }

  // --- collected until commit()
  // Fails as next_journal_line() does.
  Result<void> add(const JournalAction& action);
  // A card with its journal line, which makes_card(); needs an unlocked ledger.
  Result<void> add_card(const JournalAction& action, const CardRow& row);
  // Cards that are revoked now: state and list; the list of `kid` as add_revocations() says, once for all of them.
  // Whether anything changed; the journal line is the caller's.
  Result<CrlUpdate> revoke(const KeyId& kid, const std::vector<Revocation>& revocations);
  void set_revoked(std::int64_t number) { revoked_.push_back(number); }
  void set_run(std::string run, std::string state) { runs_.insert_or_assign(std::move(run), std::move(state)); }

  // All of it, or nothing. May be called again, for what was added since. When it fails after the transaction (a full
  // disk), the next command of the folder does the rest; this session takes nothing more.
  Result<void> commit();
  // add() and commit().
  Result<void> record(const JournalAction& action);

 private:
  friend class IssuerLedger;
  IssuerSession(FolderLock lock, IssuerLedger& ledger, LedgerStore& store, JournalWriter journal,
                std::int64_t journal_size, UnixTime purge_before, Io& io)
      : lock_(std::move(lock)), ledger_(&ledger), store_(&store), journal_(std::move(journal)),
        journal_size_(journal_size), purge_before_(purge_before), io_(&io) {}
  Result<void> write_transaction();
  Result<void> write_rows();
  std::vector<PendingWork> pending() const;

  struct Row {
    LedgerRow row;
    std::vector<LedgerTagOf> tags;
  };
  FolderLock lock_;
  IssuerLedger* ledger_;
  LedgerStore* store_;
  JournalWriter journal_;
  std::int64_t journal_size_;  // bytes, before what is being collected
  UnixTime purge_before_;
  Io* io_;
  std::vector<Row> rows_;
  std::map<std::string, CrlUpdate> lists_;  // by kid
  std::vector<std::int64_t> revoked_;
  std::map<std::string, std::string> runs_;
  bool is_spent_ = false;
};

}  // namespace vhc
