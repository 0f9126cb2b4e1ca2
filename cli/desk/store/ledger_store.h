// The rows of an issuer's ledger.db, through libvhc-ledger.so, which is opened when the first one is asked for.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shell/modules.h"
#include "vhc/bytes.h"
#include "vhc/result.h"
#include "vhc/time.h"

struct VhcLedgerFunctions;
struct VhcLedgerStore;

namespace vhc {

struct LedgerRow {
  std::int64_t number = 0;  // of its line in the journal
  UnixTime nbf{};
  std::int64_t replaces = 0;  // the card that it corrects; 0: none
  std::int64_t run = 0;       // of a bulk run; 0: none
  std::int64_t ordinal = 0;
  bool is_revoked = false;  // here or on the list of its key
  bool is_listed = false;   // on the list of its key; false where no lists are known
  std::string label;        // 2026-000389
  std::string kid;
  std::string rid;  // empty: none
  Bytes marks;      // less of them once the retention has ended, when `sealed` is empty
  Bytes sealed;
};

enum class PendingKind : std::uint8_t { journal = 1, crl = 2 };

// What a transaction decided and the folder does not hold yet.
struct PendingWrite {
  PendingKind kind{};
  std::string name;  // of the journal: the length that it had; of a list: its key
  std::string body;
};

struct LedgerRun {
  std::int64_t id = 0;
  std::string state;
};

struct LedgerCounts {
  std::int64_t cards = 0;
  std::int64_t with_content = 0;  // whose retention has not ended
};

// Not for several threads at once. Every call may fail with ledger_broken, unwritable, locked, or module_missing.
class LedgerStore {
 public:
  // Opens the file, and lays it out when it is empty.
  static Result<LedgerStore> open(const std::string& path, const std::string& module_folder = vhc::module_folder());

  // Lets each row that is read be held to the revocation lists: whoever may write the ledger must not hide that a card
  // was revoked. Not those of each_of_run().
  void judge_by(std::function<Result<bool>(const LedgerRow&)> is_listed) { is_listed_ = std::move(is_listed); }

  Result<void> begin();
  Result<void> commit();  // durable when it returns
  void rollback();
  Result<void> add(const LedgerRow& row);
  Result<void> mark_revoked(std::int64_t number);
  Result<void> add_pending(const PendingWrite& pending);
  Result<void> clear_pending();
  Result<void> set_run(std::string_view key, std::string_view state);
  // Empties the cards from before `nbf`; how many.
  Result<std::int64_t> purge(UnixTime nbf);

  Result<std::vector<PendingWrite>> pending() const;
  Result<std::optional<LedgerRow>> card(std::int64_t number) const;
  Result<std::vector<LedgerRow>> replacements(std::int64_t number) const;
  // The cards that the ledger itself has as revoked.
  Result<std::vector<LedgerRow>> revoked() const;
  // In the order of the run, until `give` gives false.
  Result<void> each_of_run(std::int64_t run, std::int64_t ordinal, const std::function<bool(LedgerRow)>& give) const;
  Result<void> each_marks(std::int64_t above, const std::function<void(std::int64_t, ByteView)>& give) const;
  Result<std::optional<LedgerRun>> run(std::string_view key) const;
  Result<std::vector<LedgerRun>> runs() const;  // in the order in which they were first begun
  Result<LedgerCounts> counts() const;

 private:
  struct Close {
    const VhcLedgerFunctions* functions;
    void operator()(VhcLedgerStore* store) const noexcept;
  };
  LedgerStore(const VhcLedgerFunctions* functions, VhcLedgerStore* store, std::string path)
      : functions_(functions), store_(store, Close{functions}), path_(std::move(path)) {}
  Result<void> outcome(int failed) const;
  Result<void> hold_to_lists(std::vector<LedgerRow>& rows) const;

  const VhcLedgerFunctions* functions_;
  std::unique_ptr<VhcLedgerStore, Close> store_;
  std::string path_;
  std::function<Result<bool>(const LedgerRow&)> is_listed_;
};

}  // namespace vhc
