#include "desk/store/ledger_store.h"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "vhc/ledger_abi.h"

namespace vhc {
namespace {

// What the module named, with the system's reason where there is one.
tl::unexpected<Error> store_error(const char* name, int reason, const std::string& path) {
  Error error = module_error(name, path.c_str(), "");
  if (error.code == Errc::unwritable && reason != 0) error.what += ": " + std::generic_category().message(reason);
  return tl::unexpected(std::move(error));
}

VhcLedgerBytes bytes_of(std::string_view text) {
  return {text.data(), text.size()};
}

VhcLedgerBytes bytes_of(const Bytes& bytes) {
  return {bytes.data(), bytes.size()};
}

std::string text_of(const VhcLedgerBytes& bytes) {
  return bytes.size == 0 ? std::string{} : std::string(static_cast<const char*>(bytes.data), bytes.size);
}

Bytes copy_of(const VhcLedgerBytes& bytes) {
  const auto* const data = static_cast<const std::uint8_t*>(bytes.data);
  return bytes.size == 0 ? Bytes{} : Bytes(data, data + bytes.size);
}

LedgerRow row_of(const VhcLedgerRow& row) {
  return {.number = row.number,
          .nbf = UnixTime(std::chrono::seconds(row.nbf)),
          .replaces = row.replaces,
          .run = row.run,
          .ordinal = row.ordinal,
          .is_revoked = row.is_revoked != 0,
          .label = text_of(row.label),
          .kid = text_of(row.kid),
          .rid = text_of(row.rid),
          .marks = copy_of(row.marks),
          .sealed = copy_of(row.sealed)};
}

bool keep_row(void* sink, const VhcLedgerRow* row) {
  static_cast<std::vector<LedgerRow>*>(sink)->push_back(row_of(*row));
  return true;
}

bool give_row(void* sink, const VhcLedgerRow* row) {
  return (*static_cast<const std::function<bool(LedgerRow)>*>(sink))(row_of(*row));
}

bool give_marks(void* sink, std::int64_t number, VhcLedgerBytes bytes) {
  const auto* const data = static_cast<const std::uint8_t*>(bytes.data);
  (*static_cast<const std::function<void(std::int64_t, ByteView)>*>(sink))(number, ByteView(data, bytes.size));
  return true;
}

bool keep_run(void* sink, std::int64_t id, VhcLedgerBytes state) {
  static_cast<std::optional<LedgerRun>*>(sink)->emplace(LedgerRun{id, text_of(state)});
  return true;
}

bool add_run(void* sink, std::int64_t id, VhcLedgerBytes state) {
  static_cast<std::vector<LedgerRun>*>(sink)->push_back({id, text_of(state)});
  return true;
}

bool keep_pending(void* sink, const VhcLedgerPending* pending) {
  static_cast<std::vector<PendingWrite>*>(sink)->push_back(
      {static_cast<PendingKind>(pending->kind), text_of(pending->name), text_of(pending->body)});
  return true;
}

std::int64_t seconds(UnixTime time) {
  return std::int64_t{time.time_since_epoch().count()};
}

}  // namespace

void LedgerStore::Close::operator()(VhcLedgerStore* store) const noexcept {
  functions->close(store);
}

Result<LedgerStore> LedgerStore::open(const std::string& path, const std::string& module_folder) {
  std::error_code none;
  if (std::filesystem::is_symlink(path, none)) {
    return fail(Errc::ledger_broken, path, "it is a link, and vhc makes none: put the file itself in its place");
  }
  VHC_TRY(void* const entry, open_module(module_folder, "vhc-ledger", "vhc_ledger_v3"));
  const VhcLedgerFunctions* const functions = reinterpret_cast<VhcLedgerEntry*>(entry)();
  const char* error = nullptr;
  VhcLedgerStore* const store = functions->open(path.c_str(), true, &error);
  if (store == nullptr) return store_error(error, errno, path);
  return LedgerStore(functions, store, path);
}

Result<void> LedgerStore::outcome(int failed) const {
  if (failed == 0) return {};
  const int reason = errno;
  return store_error(functions_->error(store_.get()), reason, path_);
}

Result<void> LedgerStore::begin() {
  return outcome(functions_->begin(store_.get()));
}

Result<void> LedgerStore::commit() {
  return outcome(functions_->commit(store_.get()));
}

void LedgerStore::rollback() {
  functions_->rollback(store_.get());
}

Result<void> LedgerStore::add(const LedgerRow& row) {
  const VhcLedgerRow plain{row.number,        seconds(row.nbf),       row.replaces,        row.run,
                           row.ordinal,       row.is_revoked ? 1 : 0, bytes_of(row.label), bytes_of(row.kid),
                           bytes_of(row.rid), bytes_of(row.marks),    bytes_of(row.sealed)};
  return outcome(functions_->add_card(store_.get(), &plain));
}

Result<void> LedgerStore::mark_revoked(std::int64_t number) {
  return outcome(functions_->mark_revoked(store_.get(), number));
}

Result<void> LedgerStore::add_pending(const PendingWrite& pending) {
  const VhcLedgerPending plain{static_cast<std::int32_t>(pending.kind), bytes_of(pending.name), bytes_of(pending.body)};
  return outcome(functions_->add_pending(store_.get(), &plain));
}

Result<void> LedgerStore::clear_pending() {
  return outcome(functions_->clear_pending(store_.get()));
}

Result<void> LedgerStore::set_run(std::string_view key, std::string_view state) {
  return outcome(functions_->set_run(store_.get(), bytes_of(key), bytes_of(state)));
}

Result<std::int64_t> LedgerStore::purge(UnixTime nbf) {
  std::int64_t purged = 0;
  VHC_CHECK_OK(outcome(functions_->purge(store_.get(), seconds(nbf), &purged)));
  return purged;
}

Result<std::vector<PendingWrite>> LedgerStore::pending() const {
  std::vector<PendingWrite> all;
  VHC_CHECK_OK(outcome(functions_->pending(store_.get(), keep_pending, &all)));
  return all;
}

Result<std::optional<LedgerRow>> LedgerStore::card(std::int64_t number) const {
  std::vector<LedgerRow> rows;
  VHC_CHECK_OK(outcome(functions_->card(store_.get(), number, keep_row, &rows)));
  VHC_CHECK_OK(hold_to_lists(rows));
  return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

Result<std::vector<LedgerRow>> LedgerStore::replacements(std::int64_t number) const {
  std::vector<LedgerRow> rows;
  VHC_CHECK_OK(outcome(functions_->replacements(store_.get(), number, keep_row, &rows)));
  VHC_CHECK_OK(hold_to_lists(rows));
  return rows;
}

Result<std::vector<LedgerRow>> LedgerStore::revoked() const {
  std::vector<LedgerRow> rows;
  VHC_CHECK_OK(outcome(functions_->revoked(store_.get(), keep_row, &rows)));
  VHC_CHECK_OK(hold_to_lists(rows));
  return rows;
}

Result<void> LedgerStore::hold_to_lists(std::vector<LedgerRow>& rows) const {
  for (LedgerRow& row : rows) {
    if (!is_listed_) continue;
    VHC_TRY(row.is_listed, is_listed_(row));
    row.is_revoked = row.is_revoked || row.is_listed;
  }
  return {};
}

Result<void> LedgerStore::each_of_run(std::int64_t run, std::int64_t ordinal,
                                      const std::function<bool(LedgerRow)>& give) const {
  auto sink = give;
  return outcome(functions_->cards_of_run(store_.get(), run, ordinal, give_row, &sink));
}

Result<void> LedgerStore::each_marks(std::int64_t above,
                                     const std::function<void(std::int64_t, ByteView)>& give) const {
  auto sink = give;
  return outcome(functions_->marks(store_.get(), above, give_marks, &sink));
}

Result<std::optional<LedgerRun>> LedgerStore::run(std::string_view key) const {
  std::optional<LedgerRun> found;
  VHC_CHECK_OK(outcome(functions_->run(store_.get(), bytes_of(key), keep_run, &found)));
  return found;
}

Result<std::vector<LedgerRun>> LedgerStore::runs() const {
  std::vector<LedgerRun> all;
  VHC_CHECK_OK(outcome(functions_->runs(store_.get(), add_run, &all)));
  return all;
}

Result<LedgerCounts> LedgerStore::counts() const {
  LedgerCounts counts;
  VHC_CHECK_OK(outcome(functions_->count(store_.get(), &counts.cards, &counts.with_content)));
  return counts;
}

}  // namespace vhc
