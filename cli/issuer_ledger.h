// The ledger of an issuer folder: ledger.db, and ledger.key that opens what is sealed in it. What is written goes
// through a session (issuer_session.h); this is opening and looking up.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "issuer_folder.h"
#include "ledger_module.h"
#include "vhc/checked.h"
#include "vhc/ledger.h"

namespace vhc {

class Io;
class IssuerSession;

// A card as it was issued.
struct StoredCard {
  std::int64_t number = 0;
  std::string label;  // "2026-000389"
  UnixTime time{};    // of its journal line
  UnixTime nbf{};
  std::string kid;
  std::optional<RevocationId> rid;
  bool revoked = false;
  std::int64_t replaces = 0;  // the number of the card that it corrects; 0: none
  std::int64_t ordinal = 0;   // within its run
  std::optional<LedgerSecrets> secrets;  // nothing: retention has passed, or the ledger is not unlocked
};

class IssuerLedger {
 public:
  // Opens nothing yet. `folder` outlives it.
  explicit IssuerLedger(const IssuerFolder& folder) : folder_(&folder) {}

  // Opens ledger.key; makes it when the folder has none, sealed as rid.secret is. Needed for add_card(), for what is
  // sealed in a row, and for every lookup but card() and cards_of_rid(). Fails as open_key() does.
  Result<void> unlock(PassphraseSource& passphrase, UnixTime now, Io& io);
  bool is_unlocked() const noexcept { return key_.has_value(); }

  // Takes the folder's lock and does what an earlier command left to do; `at`: when it acts. The ledger outlives the
  // session. Fails with locked, unwritable, module_missing, ledger_form, journal_broken.
  Result<IssuerSession> begin(UnixTime at, Io& io);

  // Lookups; nothing while there is no ledger. In the order of their numbers.
  Result<std::optional<StoredCard>> card(std::int64_t number, Io& io);
  Result<std::vector<StoredCard>> cards_of_rid(const RevocationId& rid, Io& io);
  Result<std::vector<StoredCard>> find(LedgerTagKind kind, std::string_view value, Io& io);
  Result<std::optional<StoredCard>> replacement_of(std::int64_t number, Io& io);
  Result<std::vector<StoredCard>> cards_of_run(std::string_view run, std::int64_t from, std::int64_t count, Io& io);
  // What set_run() said last.
  Result<std::optional<std::string>> run(std::string_view run, Io& io);
  Result<std::optional<LedgerCounts>> counts(Io& io);

 private:
  friend class IssuerSession;
  Result<LedgerStore*> store(Io& io);                   // null while there is none
  Result<LedgerStore*> made_store(std::int64_t base, Io& io);  // the caller holds the folder's lock
  Result<StoredCard> opened(const LedgerRow& row) const;
  Result<std::vector<StoredCard>> opened(const std::vector<LedgerRow>& rows) const;
  const LedgerKey& key() const { return *key_; }

  const IssuerFolder* folder_;
  std::unique_ptr<LedgerStore> store_;
  std::optional<LedgerKey> key_;
};

}  // namespace vhc
