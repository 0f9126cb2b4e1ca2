#include "issuer_ledger.h"

#include <algorithm>
#include <utility>

#include "io.h"
#include "issuer_session.h"

namespace vhc {
namespace {

UnixTime time_of(std::int64_t seconds) {
  return UnixTime{std::chrono::seconds{seconds}};
}

}  // namespace

Result<void> IssuerLedger::unlock(PassphraseSource& passphrase, UnixTime now, Io& io) {
  if (key_) return {};
  if (!io.exists(folder_->ledger_key_file())) {
    const auto made = make_ledger_key(*folder_, passphrase, now, io);
    if (!made && made.error().code != Errc::exists) return made;  // another process was faster
  }
  VHC_TRY(key_, open_ledger_key(*folder_, passphrase, io));
  return {};
}

Result<LedgerStore*> IssuerLedger::store(Io& io) {
  if (!store_) {
    if (!io.exists(folder_->ledger_file())) return nullptr;
    VHC_TRY(LedgerStore opened, LedgerStore::open(folder_->ledger_file(), 0));
    store_ = std::make_unique<LedgerStore>(std::move(opened));
  }
  return store_.get();
}

// SQLite gives its files the mode that this one has.
Result<LedgerStore*> IssuerLedger::made_store(std::int64_t base, Io& io) {
  if (!store_) {
    const std::string& file = folder_->ledger_file();
    if (!io.exists(file)) VHC_CHECK_OK(io.write_file(file, "", {.mode = 0600}));
    VHC_TRY(LedgerStore opened, LedgerStore::open(file, base));
    store_ = std::make_unique<LedgerStore>(std::move(opened));
  }
  return store_.get();
}

Result<StoredCard> IssuerLedger::opened(const LedgerRow& row) const {
  StoredCard card{.number = row.number, .time = time_of(row.time), .nbf = time_of(row.nbf), .kid = row.kid};
  card.label = journal_number(row.number, card.time);
  if (!row.rid.empty()) {
    VHC_TRY(card.rid, RevocationId::parse(row.rid));
  }
  card.revoked = row.revoked;
  card.replaces = row.replaces;
  card.ordinal = row.ordinal;
  if (!key_ || row.sealed.empty()) return card;
  auto secrets = key_->open_row(row.number, row.sealed);
  if (!secrets) return fail(secrets.error().code, folder_->ledger_file(), secrets.error().hint);
  card.secrets = *std::move(secrets);
  return card;
}

Result<std::vector<StoredCard>> IssuerLedger::opened(const std::vector<LedgerRow>& rows) const {
  std::vector<StoredCard> cards;
  for (const LedgerRow& row : rows) {
    VHC_TRY(StoredCard card, opened(row));
    cards.push_back(std::move(card));
  }
  return cards;
}

Result<std::optional<StoredCard>> IssuerLedger::card(std::int64_t number, Io& io) {
  VHC_TRY(LedgerStore* const store, this->store(io));
  if (store == nullptr) return std::nullopt;
  VHC_TRY(const std::optional<LedgerRow> row, store->card(number));
  if (!row) return std::nullopt;
  return opened(*row).map([](StoredCard card) { return std::optional(std::move(card)); });
}

Result<std::vector<StoredCard>> IssuerLedger::cards_of_rid(const RevocationId& rid, Io& io) {
  VHC_TRY(LedgerStore* const store, this->store(io));
  if (store == nullptr) return std::vector<StoredCard>{};
  VHC_TRY(const std::vector<LedgerRow> rows, store->cards_by_rid(rid.str()));
  return opened(rows);
}

Result<std::vector<StoredCard>> IssuerLedger::find(LedgerTagKind kind, std::string_view value, Io& io) {
  VHC_TRY(LedgerStore* const store, this->store(io));
  if (store == nullptr) return std::vector<StoredCard>{};
  VHC_TRY(const std::vector<LedgerRow> rows, store->cards_by_tag({kind, key().tag(kind, value)}));
  return opened(rows);
}

Result<std::optional<StoredCard>> IssuerLedger::replacement_of(std::int64_t number, Io& io) {
  VHC_TRY(LedgerStore* const store, this->store(io));
  if (store == nullptr) return std::nullopt;
  VHC_TRY(const std::optional<LedgerRow> row, store->replacement_of(number));
  if (!row) return std::nullopt;
  return opened(*row).map([](StoredCard card) { return std::optional(std::move(card)); });
}

Result<std::vector<StoredCard>> IssuerLedger::cards_of_run(std::string_view run, std::int64_t from, std::int64_t count,
                                                           Io& io) {
  VHC_TRY(LedgerStore* const store, this->store(io));
  if (store == nullptr) return std::vector<StoredCard>{};
  VHC_TRY(const std::vector<LedgerRow> rows, store->cards_of_run(run, from, count));
  return opened(rows);
}

Result<std::optional<std::string>> IssuerLedger::run(std::string_view run, Io& io) {
  VHC_TRY(LedgerStore* const store, this->store(io));
  if (store == nullptr) return std::nullopt;
  return store->run(run);
}

Result<std::optional<LedgerCounts>> IssuerLedger::counts(Io& io) {
  VHC_TRY(LedgerStore* const store, this->store(io));
  if (store == nullptr) return std::nullopt;
  return store->counts().map([](LedgerCounts counts) { return std::optional(counts); });
}

}  // namespace vhc
