#include "issuer_session.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace vhc {
namespace {

std::string text_of(const std::optional<RevocationId>& rid) {
  return rid ? rid->str() : std::string{};
}

std::int64_t seconds(UnixTime time) {
  return time.time_since_epoch().count();
}

// The counter of a list on disk; 0 when there is none.
Result<std::int64_t> counter_on_disk(const IssuerFolder& folder, const KeyId& kid, Io& io) {
  VHC_TRY(const std::optional<std::string> text, folder.crl(kid, io));
  if (!text) return 0;
  auto list = add_revocations(*text, kid, {});
  if (!list) return fail(list.error().code, folder.crl_file(kid), list.error().hint);
  return list->ctr;
}

Result<void> apply(const IssuerFolder& folder, const PendingWork& work, Io& io) {
  if (work.kind == PendingWork::Kind::journal)
    return io.complete_file(folder.journal_file(), static_cast<std::uint64_t>(work.at), work.text);
  VHC_TRY(const KeyId kid, KeyId::parse(work.name));
  VHC_TRY(const std::int64_t on_disk, counter_on_disk(folder, kid, io));
  if (on_disk >= work.at) return {};
  VHC_CHECK_OK(io.make_folder(folder.path() + "/crl"));
  return io.write_file(folder.crl_file(kid), work.text, {.overwrite = true});
}

// Applying twice does nothing, so it is not asked whether it was done.
Result<void> apply_all(const IssuerFolder& folder, const std::vector<PendingWork>& pending, Io& io) {
  for (const PendingWork& work : pending) VHC_CHECK_OK(apply(folder, work, io));
  return {};
}

std::vector<LedgerTagOf> tags_of(const LedgerKey& key, const CardRow& card) {
  std::vector<LedgerTagOf> tags;
  const auto put = [&](LedgerTagKind kind, std::string_view value) {
    if (!value.empty()) tags.push_back({kind, key.tag(kind, value)});
  };
  put(LedgerTagKind::person, card.secrets.person_key);
  for (const std::string& lot : card.secrets.lots) put(LedgerTagKind::lot, lot);
  for (const std::string& event : card.secrets.events) put(LedgerTagKind::event, event);
  put(LedgerTagKind::content, card.content);
  return tags;
}

}  // namespace

LedgerSecrets secrets_of(const std::string& jws, const MinimalBundle& bundle) {
  LedgerSecrets secrets{.jws = jws, .person_key = bundle.person_key};
  for (const KeptEvent& kept : bundle.kept) {
    if (!kept.event.lot.empty()) secrets.lots.push_back(kept.event.lot);
  }
  return secrets;
}

std::string card_content(const MinimalBundle& bundle) {
  return card_user_id(bundle.person_key, bundle.json);
}

Result<IssuerSession> IssuerLedger::begin(UnixTime at, Io& io) {
  VHC_TRY(FolderLock lock, io.lock_folder(folder_->path()));
  VHC_TRY(LedgerStore* const there, store(io));
  if (there != nullptr) {
    VHC_TRY(const std::vector<PendingWork> pending, there->pending());
    VHC_CHECK_OK(apply_all(*folder_, pending, io));
  }
  VHC_TRY(const std::string last, folder_->last_journal_line(io));
  auto journal = JournalWriter::after(last);
  if (!journal) return fail(journal.error().code, folder_->journal_file(), journal.error().hint);
  VHC_TRY(LedgerStore* const made, made_store(journal->next_number() - 1, io));
  VHC_TRY(const std::uint64_t size, io.file_size(folder_->journal_file()));
  // A clock that was set wrong, or --at, must not cost what is still to be kept.
  const UnixTime before = std::min(at, io.now()) - std::chrono::days{folder_->settings().retention_days};
  return IssuerSession(std::move(lock), *this, *made, *std::move(journal), static_cast<std::int64_t>(size), before, io);
}

Result<void> IssuerSession::add(const JournalAction& action) {
  return journal_.add(action);
}

Result<void> IssuerSession::add_card(const JournalAction& action, const CardRow& card) {
  if (!ledger_->is_unlocked() || card.number != next_number() || !makes_card(action.verb))
    return fail(Errc::internal, "the session of an issuer's folder");
  VHC_CHECK_OK(journal_.add(action));
  rows_.push_back({{.number = card.number,
                    .time = seconds(action.time),
                    .nbf = seconds(card.nbf),
                    .kid = card.kid.str(),
                    .rid = text_of(card.rid),
                    .replaces = card.replaces,
                    .run = card.run,
                    .ordinal = card.ordinal,
                    .sealed = ledger_->key().seal_row(card.number, card.secrets)},
                   tags_of(ledger_->key(), card)});
  return {};
}

Result<CrlUpdate> IssuerSession::revoke(const KeyId& kid, const std::vector<Revocation>& revocations) {
  const IssuerFolder& folder = *ledger_->folder_;
  const auto collected = lists_.find(kid.str());
  std::optional<std::string> current;
  if (collected == lists_.end()) {
    VHC_TRY(current, folder.crl(kid, *io_));
  } else {
    current = collected->second.json;
  }
  auto update = add_revocations(current, kid, revocations);
  if (!update) return fail(update.error().code, folder.crl_file(kid), update.error().hint);
  if (update->changed) lists_.insert_or_assign(kid.str(), *update);
  for (const Revocation& revocation : revocations) {
    VHC_TRY(const std::vector<LedgerRow> rows, store_->cards_by_rid(revocation.rid.str()));
    for (const LedgerRow& row : rows) {
      const bool is_meant = !revocation.before || row.nbf < seconds(*revocation.before);
      if (row.kid == kid.str() && is_meant && !row.revoked) set_revoked(row.number);
    }
  }
  return update;
}

std::vector<PendingWork> IssuerSession::pending() const {
  std::vector<PendingWork> pending;
  if (!journal_.text().empty()) pending.push_back({PendingWork::Kind::journal, {}, journal_size_, journal_.text()});
  for (const auto& [kid, list] : lists_) pending.push_back({PendingWork::Kind::crl, kid, list.ctr, list.json});
  return pending;
}

Result<void> IssuerSession::write_rows() {
  VHC_CHECK_OK(store_->clear_pending());  // it was done, by begin() or the commit before
  for (const Row& row : rows_) VHC_CHECK_OK(store_->put_card(row.row, row.tags));
  for (const std::int64_t number : revoked_) VHC_CHECK_OK(store_->set_revoked(number));
  for (const auto& [run, state] : runs_) VHC_CHECK_OK(store_->put_run(run, state));
  for (const PendingWork& work : pending()) VHC_CHECK_OK(store_->put_pending(work));
  return store_->purge(seconds(purge_before_));
}

Result<void> IssuerSession::write_transaction() {
  VHC_CHECK_OK(store_->begin());
  auto written = write_rows();
  if (written) return store_->commit();
  store_->rollback();
  return written;
}

Result<void> IssuerSession::commit() {
  if (is_spent_) return fail(Errc::internal, "the session of an issuer's folder");
  is_spent_ = true;
  VHC_CHECK_OK(write_transaction());
  auto applied = apply_all(*ledger_->folder_, pending(), *io_);
  if (!applied) {
    applied.error().hint = "it is recorded in ledger.db; the next command of this folder does the rest";
    return applied;
  }
  journal_size_ += static_cast<std::int64_t>(journal_.text().size());
  journal_.clear();
  rows_.clear();
  lists_.clear();
  revoked_.clear();
  runs_.clear();
  is_spent_ = false;
  return {};
}

Result<void> IssuerSession::record(const JournalAction& action) {
  VHC_CHECK_OK(add(action));
  return commit();
}

}  // namespace vhc
