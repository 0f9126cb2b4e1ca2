#include "desk/store/folder_session.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "desk/store/own_lists.h"
#include "desk/store/pending_changes.h"
#include "shell/io.h"
#include "vhc/revocation_list.h"

namespace vhc {
namespace {

// This row of the table `runs` holds no run: the key of a run has 32 bytes.
constexpr std::string_view end_key = "journal end";

std::string text_of(const JournalEnd& end) {
  return std::to_string(end.next_number() - 1) + " " + end.head();
}

// Behind the hash of an end that was found missing: it stays known, however long the journal gets.
constexpr std::string_view missing = " missing";

bool is_marked(std::string_view state) {
  return state.size() > missing.size() && state.substr(state.size() - missing.size()) == missing;
}

Result<std::string> end_state(const LedgerStore& store) {
  VHC_TRY(const auto row, store.run(end_key));
  return row ? row->state : std::string{};
}

// A journal that an older vhc wrote on is longer than the ledger knows.
Result<bool> is_cut(const LedgerStore& store, const JournalEnd& end) {
  VHC_TRY(const std::string state, end_state(store));
  VHC_TRY(const std::optional<KnownEnd> known, known_end(store));
  if (!known || is_marked(state)) return known.has_value();
  const std::int64_t number = end.next_number() - 1;
  return number < known->number || (number == known->number && end.head() != known->head);
}

// The ledger's row of the journal's end, where it is still the one that the ledger knows.
Result<void> put_end(LedgerStore& store, bool was_cut, const JournalEnd& end) {
  if (!was_cut) return store.set_run(end_key, text_of(end));
  VHC_TRY(const std::string state, end_state(store));
  return is_marked(state) ? Result<void>{} : store.set_run(end_key, state + std::string(missing));
}

std::optional<std::uint64_t> length_of(const std::string& text) {
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return length;
}

// A list only ever grows: one whose counter is not behind holds this change.
Result<void> write_list(const IssuerFolder& folder, const PendingWrite& list, Io& io) {
  VHC_TRY(const KeyId kid, KeyId::parse(plain_name(list)));
  VHC_TRY(const RevocationList wanted, RevocationList::parse(list.body));
  VHC_TRY(const std::optional<std::string> current, folder.crl(kid, io));
  if (current) {
    const auto there = RevocationList::parse(*current);
    if (there && there->counter() >= wanted.counter()) return {};
  }
  const std::string lists = folder.path() + "/crl";
  if (io.kind_of(lists) == Io::PathKind::link) {
    return fail(Errc::unwritable, lists, "it is a link, and vhc makes none: put the folder itself in its place");
  }
  VHC_CHECK_OK(io.make_folder(lists));
  return io.write_file(folder.crl_file(kid), list.body, {.overwrite = true});
}

Result<void> write_lines(const IssuerFolder& folder, const PendingWrite& lines, Io& io) {
  const auto length = length_of(plain_name(lines));
  if (!length) return fail(Errc::ledger_broken, folder.ledger_file());
  VHC_TRY(const bool fits, io.complete_file(folder.journal_file(), *length, lines.body));
  if (!fits) {
    return fail(Errc::journal_broken, folder.journal_file(),
                "the ledger knows another end of it; vhc journal verify, and put back the journal that belongs here");
  }
  return {};
}

Result<void> apply(const IssuerFolder& folder, const std::vector<PendingWrite>& pending, Io& io) {
  for (const PendingWrite& one : pending) {
    VHC_CHECK_OK(one.kind == PendingKind::journal ? write_lines(folder, one, io) : write_list(folder, one, io));
  }
  return {};
}

// In a file that only its owner may read.
Result<LedgerStore> open_or_make_ledger(const IssuerFolder& folder, Io& io) {
  const std::string file = folder.ledger_file();
  if (!io.exists(file)) {
    const auto made = io.write_file(file, {}, {.mode = 0600});
    if (!made && made.error().code != Errc::exists) return tl::unexpected(made.error());
  }
  return open_ledger(folder, io);
}

Result<void> finish(const IssuerFolder& folder, LedgerStore& store, const LedgerKey* key, Io& io) {
  VHC_TRY(const std::vector<PendingWrite> pending, store.pending());
  if (pending.empty()) return {};
  VHC_CHECK_OK(check_pending(folder, pending, key, io));
  VHC_CHECK_OK(apply(folder, pending, io));
  return store.clear_pending();
}

}  // namespace

Result<std::optional<KnownEnd>> known_end(const LedgerStore& store) {
  VHC_TRY(std::string state, end_state(store));
  if (state.empty()) return std::optional<KnownEnd>{};
  if (is_marked(state)) state.resize(state.size() - missing.size());
  const std::size_t space = state.find(' ');
  const auto number = length_of(state.substr(0, space));
  if (space == std::string::npos || !number) return fail(Errc::ledger_broken);
  return std::optional(KnownEnd{static_cast<std::int64_t>(*number), state.substr(space + 1)});
}

// What was cut off stays known: a new end does not take the place of one that is missing.
Result<void> note_end(const IssuerFolder& folder, std::string_view last_before, std::string_view last, Io& io) {
  if (!io.exists(folder.ledger_file())) return {};
  VHC_TRY(LedgerStore store, open_or_make_ledger(folder, io));
  VHC_TRY(const JournalEnd before, JournalEnd::after(last_before));
  VHC_TRY(const bool was_cut, is_cut(store, before));
  VHC_TRY(const JournalEnd end, JournalEnd::after(last));
  return put_end(store, was_cut, end);
}

Result<void> finish_pending(const IssuerFolder& folder, Io& io) {
  if (!io.exists(folder.ledger_file())) return {};
  VHC_TRY(LedgerStore store, open_or_make_ledger(folder, io));
  return finish(folder, store, nullptr, io);
}

FolderSession::FolderSession(const IssuerFolder& folder, Io& io, FolderLock lock, std::unique_ptr<LedgerStore> store,
                             JournalEnd end, std::uint64_t journal_bytes)
    : folder_(&folder),
      io_(&io),
      lock_(std::move(lock)),
      store_(std::move(store)),
      end_(std::move(end)),
      journal_bytes_(journal_bytes) {}

Result<FolderSession> FolderSession::begin(const IssuerFolder& folder, Io& io, const LedgerKey* key) {
  VHC_TRY(FolderLock lock, io.lock_folder(folder.path()));
  VHC_TRY(LedgerStore store, open_or_make_ledger(folder, io));
  VHC_CHECK_OK(finish(folder, store, key, io));
  VHC_TRY(const std::string last, folder.last_journal_line(io));
  VHC_TRY(JournalEnd end, JournalEnd::after(last));
  VHC_TRY(const std::uint64_t bytes, io.file_size(folder.journal_file()));
  VHC_TRY(const bool cut, is_cut(store, end));
  FolderSession session(folder, io, std::move(lock), std::make_unique<LedgerStore>(std::move(store)), std::move(end),
                        bytes);
  session.is_cut_ = cut;
  session.key_ = key;
  return session;
}

// What stands in the files need not be looked at again by the next session; if this fails, it is.
FolderSession::~FolderSession() {
  if (store_ != nullptr && has_pending_) static_cast<void>(store_->clear_pending());
}

Result<void> FolderSession::write_journal(const JournalAction& action) {
  VHC_TRY(const std::string line, end_.add(with_clock(action, *io_)));
  lines_ += line;
  return {};
}

Result<std::int64_t> FolderSession::purge(UnixTime now) {
  const std::chrono::days kept{folder_->settings().retention_days};
  now = std::min(now, io_->now());  // a mistyped --at must not erase
  VHC_CHECK_OK(store_->begin());
  auto purged = store_->purge(now - kept);
  auto done = purged ? store_->commit() : Result<void>(tl::unexpected(purged.error()));
  if (!done) {
    store_->rollback();
    return tl::unexpected(std::move(done).error());
  }
  return purged;
}

Result<void> FolderSession::decide(const std::vector<PendingWrite>& pending) {
  VHC_CHECK_OK(store_->begin());
  const auto all = [this, &pending]() -> Result<void> {
    if (has_pending_) VHC_CHECK_OK(store_->clear_pending());
    for (const LedgerRow& card : cards_) VHC_CHECK_OK(store_->add(card));
    for (const std::int64_t number : revoked_) VHC_CHECK_OK(store_->mark_revoked(number));
    for (const PendingWrite& one : pending) VHC_CHECK_OK(store_->add_pending(one));
    if (!pending.empty()) VHC_CHECK_OK(put_end(*store_, is_cut_, end_));
    for (const auto& [key, state] : runs_) VHC_CHECK_OK(store_->set_run(key, state));
    return store_->commit();
  };
  auto done = all();
  if (!done) store_->rollback();
  return done;
}

Result<void> FolderSession::commit() {
  std::vector<PendingWrite> pending;
  if (!lines_.empty()) pending.push_back({PendingKind::journal, std::to_string(journal_bytes_), std::move(lines_)});
  pending.insert(pending.end(), std::make_move_iterator(lists_.begin()), std::make_move_iterator(lists_.end()));
  if (key_ != nullptr) vouch_for_pending(*key_, pending);
  decided_ = false;
  VHC_CHECK_OK(decide(pending));
  decided_ = true;
  for (const PendingWrite& one : pending) {
    if (one.kind == PendingKind::journal) journal_bytes_ += one.body.size();
  }
  lines_.clear();
  cards_.clear();
  revoked_.clear();
  lists_.clear();
  runs_.clear();
  has_pending_ = false;
  VHC_CHECK_OK(apply(*folder_, pending, *io_));
  has_pending_ = true;
  return {};
}

}  // namespace vhc
