#include "ledger_module.h"

#include <algorithm>
#include <utility>

namespace vhc {
namespace {

VhcLedgerBytes view(std::string_view text) {
  return {text.data(), text.size()};
}

std::string text_of(VhcLedgerBytes bytes) {
  return bytes.size == 0 ? std::string{} : std::string(static_cast<const char*>(bytes.data), bytes.size);
}

Bytes bytes_of(VhcLedgerBytes bytes) {
  const auto* const data = static_cast<const std::uint8_t*>(bytes.data);
  return bytes.size == 0 ? Bytes{} : Bytes(data, data + bytes.size);
}

int keep_card(void* sink, const VhcLedgerCard* card) {
  static_cast<std::vector<LedgerRow>*>(sink)->push_back({card->number, card->time, card->nbf, text_of(card->kid),
                                                         text_of(card->rid), card->revoked != 0, card->replaces,
                                                         text_of(card->run), card->ordinal, bytes_of(card->sealed)});
  return 0;
}

int keep_pending(void* sink, const VhcLedgerPending* pending) {
  static_cast<std::vector<PendingWork>*>(sink)->push_back({static_cast<PendingWork::Kind>(pending->kind),
                                                           text_of(pending->name), pending->at, text_of(pending->text)});
  return 0;
}

int keep_bytes(void* sink, VhcLedgerBytes bytes) {
  *static_cast<std::optional<std::string>*>(sink) = text_of(bytes);
  return 0;
}

VhcLedgerTag plain(const LedgerTagOf& tag) {
  VhcLedgerTag made{static_cast<std::int32_t>(tag.kind), {}};
  std::copy(tag.tag.begin(), tag.tag.end(), std::begin(made.tag));
  return made;
}

std::optional<LedgerRow> first_of(std::vector<LedgerRow> rows) {
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

Error error_of(std::int32_t result, const std::string& path) {
  switch (result) {
    case vhc_ledger_cannot_write:
      return fail(Errc::unwritable, path).value();
    case vhc_ledger_newer:
      return fail(Errc::folder_version, path, "use the newer vhc").value();
    case vhc_ledger_busy:
      return fail(Errc::locked, path, "try again when it has finished").value();
    default:
      return fail(Errc::ledger_form, path, "take the folder's last backup: vhc issuer restore").value();
  }
}

}  // namespace

static_assert(sizeof(VhcLedgerTag::tag) == ledger_tag_bytes);

Result<LedgerStore> LedgerStore::open(const std::string& path, std::int64_t base, const std::string& folder) {
  VHC_TRY(void* const entry, open_module(folder, "vhc-ledger", "vhc_ledger_v1"));
  const VhcLedgerCalls* const calls = reinterpret_cast<VhcLedgerEntry*>(entry)();
  VhcLedger* ledger = nullptr;
  const std::int32_t result = calls->open(path.c_str(), base, &ledger);
  if (result != vhc_ledger_ok) return tl::unexpected(error_of(result, path));
  return LedgerStore(calls, Handle(ledger, calls->close), path);
}

Result<void> LedgerStore::check(std::int32_t result) const {
  if (result == vhc_ledger_ok) return {};
  return tl::unexpected(error_of(result, path_));
}

Result<void> LedgerStore::begin() {
  return check(calls_->begin(handle_.get()));
}

Result<void> LedgerStore::commit() {
  return check(calls_->commit(handle_.get()));
}

void LedgerStore::rollback() noexcept {
  calls_->rollback(handle_.get());
}

Result<void> LedgerStore::put_card(const LedgerRow& row, const std::vector<LedgerTagOf>& tags) {
  std::vector<VhcLedgerTag> plain_tags(tags.size());
  std::transform(tags.begin(), tags.end(), plain_tags.begin(), plain);
  const VhcLedgerCard card{row.number,    row.time,     row.nbf,     view(row.kid), view(row.rid), row.revoked ? 1 : 0,
                           row.replaces, view(row.run), row.ordinal, view(as_text(row.sealed))};
  return check(calls_->put_card(handle_.get(), &card, plain_tags.data(), plain_tags.size()));
}

Result<void> LedgerStore::set_revoked(std::int64_t number) {
  return check(calls_->set_revoked(handle_.get(), number));
}

Result<void> LedgerStore::put_run(std::string_view run, std::string_view state) {
  return check(calls_->put_run(handle_.get(), view(run), view(state)));
}

Result<void> LedgerStore::put_pending(const PendingWork& work) {
  const VhcLedgerPending pending{static_cast<std::int32_t>(work.kind), view(work.name), work.at, view(work.text)};
  return check(calls_->put_pending(handle_.get(), &pending));
}

Result<void> LedgerStore::clear_pending() {
  return check(calls_->clear_pending(handle_.get()));
}

Result<void> LedgerStore::purge(std::int64_t before) {
  return check(calls_->purge(handle_.get(), before));
}

Result<std::vector<PendingWork>> LedgerStore::pending() {
  std::vector<PendingWork> work;
  VHC_CHECK_OK(check(calls_->each_pending(handle_.get(), &work, keep_pending)));
  return work;
}

Result<std::optional<LedgerRow>> LedgerStore::card(std::int64_t number) {
  std::vector<LedgerRow> rows;
  VHC_CHECK_OK(check(calls_->card(handle_.get(), number, &rows, keep_card)));
  return first_of(std::move(rows));
}

Result<std::vector<LedgerRow>> LedgerStore::cards_by_rid(const std::string& rid) {
  std::vector<LedgerRow> rows;
  VHC_CHECK_OK(check(calls_->cards_by_rid(handle_.get(), view(rid), &rows, keep_card)));
  return rows;
}

Result<std::vector<LedgerRow>> LedgerStore::cards_by_tag(const LedgerTagOf& tag) {
  std::vector<LedgerRow> rows;
  const VhcLedgerTag asked = plain(tag);
  VHC_CHECK_OK(check(calls_->cards_by_tag(handle_.get(), &asked, &rows, keep_card)));
  return rows;
}

Result<std::optional<LedgerRow>> LedgerStore::replacement_of(std::int64_t number) {
  std::vector<LedgerRow> rows;
  VHC_CHECK_OK(check(calls_->cards_by_replaced(handle_.get(), number, &rows, keep_card)));
  return first_of(std::move(rows));
}

Result<std::vector<LedgerRow>> LedgerStore::cards_of_run(std::string_view run, std::int64_t from, std::int64_t count) {
  std::vector<LedgerRow> rows;
  VHC_CHECK_OK(check(calls_->cards_of_run(handle_.get(), view(run), from, count, &rows, keep_card)));
  return rows;
}

Result<std::optional<std::string>> LedgerStore::run(std::string_view run) {
  std::optional<std::string> state;
  VHC_CHECK_OK(check(calls_->run(handle_.get(), view(run), &state, keep_bytes)));
  return state;
}

Result<LedgerCounts> LedgerStore::counts() {
  LedgerCounts counts;
  VHC_CHECK_OK(check(calls_->counts(handle_.get(), &counts.cards, &counts.sealed, &counts.base)));
  return counts;
}

}  // namespace vhc
