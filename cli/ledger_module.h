// The database of an issuer's ledger, by a module that is opened when a command needs it. It holds rows that are sealed
// already; the rules are issuer_ledger's and issuer_session's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules.h"
#include "vhc/bytes.h"
#include "vhc/ledger.h"
#include "vhc/ledger_abi.h"
#include "vhc/result.h"

namespace vhc {

// A row as it lies there.
struct LedgerRow {
  std::int64_t number = 0;
  std::int64_t time = 0;
  std::int64_t nbf = 0;
  std::string kid;
  std::string rid;  // empty: none
  bool revoked = false;
  std::int64_t replaces = 0;  // 0: none
  std::string run;            // empty: of no run
  std::int64_t ordinal = 0;
  Bytes sealed;  // empty: retention has passed
};

struct LedgerTagOf {
  LedgerTagKind kind{};
  LedgerTag tag{};
};

// Work on files that belongs to the last transaction.
struct PendingWork {
  enum class Kind : std::int32_t { journal = 1, crl = 2 };
  Kind kind{};
  std::string name;     // of a list: the kid
  std::int64_t at = 0;  // of journal text: its offset in the file; of a list: its counter
  std::string text;
};

struct LedgerCounts {
  std::int64_t cards = 0;
  std::int64_t sealed = 0;  // of them, those that retention has left whole
  std::int64_t base = 0;    // the journal's last number when the ledger began
};

// Errors: module_missing; unwritable, locked, ledger_form, folder_version at the file.
class LedgerStore {
 public:
  // `path` is there, empty or a database; an empty one begins after the journal's number `base`.
  static Result<LedgerStore> open(const std::string& path, std::int64_t base,
                                  const std::string& folder = module_folder());

  Result<void> begin();
  Result<void> commit();
  void rollback() noexcept;
  Result<void> put_card(const LedgerRow& row, const std::vector<LedgerTagOf>& tags);
  Result<void> set_revoked(std::int64_t number);
  Result<void> put_run(std::string_view run, std::string_view state);
  Result<void> put_pending(const PendingWork& work);
  Result<void> clear_pending();
  Result<void> purge(std::int64_t before);

  Result<std::vector<PendingWork>> pending();
  Result<std::optional<LedgerRow>> card(std::int64_t number);
  Result<std::vector<LedgerRow>> cards_by_rid(const std::string& rid);
  Result<std::vector<LedgerRow>> cards_by_tag(const LedgerTagOf& tag);
  Result<std::optional<LedgerRow>> replacement_of(std::int64_t number);
  Result<std::vector<LedgerRow>> cards_of_run(std::string_view run, std::int64_t from, std::int64_t count);
  Result<std::optional<std::string>> run(std::string_view run);
  Result<LedgerCounts> counts();

 private:
  using Handle = std::unique_ptr<VhcLedger, void (*)(VhcLedger*)>;
  LedgerStore(const VhcLedgerCalls* calls, Handle handle, std::string path)
      : calls_(calls), handle_(std::move(handle)), path_(std::move(path)) {}
  Result<void> check(std::int32_t result) const;

  const VhcLedgerCalls* calls_;
  Handle handle_;
  std::string path_;
};

}  // namespace vhc
