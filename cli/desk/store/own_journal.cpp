#include "desk/store/own_journal.h"

#include "desk/store/folder_session.h"
#include "desk/store/key_history.h"
#include "shell/io.h"

namespace vhc {
namespace {

// As write_line() has them, and in no text: there the quotes are escaped.
constexpr std::string_view published = "verb\":\"publish\"";
constexpr std::string_view compared = "verb\":\"issuer compare\"";
constexpr std::string_view restored = "verb\":\"issuer restore\"";

bool has(std::string_view line, std::string_view words) {
  return line.find(words) != std::string_view::npos;
}

void follow_publishing(std::string_view line, JournalFacts& facts) {
  if (has(line, published)) facts.published_at = facts.count;
  if (has(line, compared) || (has(line, published) && !has(line, not_compared))) facts.compared_at = facts.count;
  if (!has(line, restored)) return;
  facts.restored_at = facts.count;
  facts.published_before = facts.published_at;
}

}  // namespace

Result<JournalFacts> read_journal_facts(const IssuerFolder& folder, std::int64_t head_count, Io& io) {
  JournalFacts facts;
  VHC_CHECK_OK(io.each_line(folder.journal_file(), max_journal_line_bytes, [&](std::string_view line, bool has_end) {
    if (!has_end) return false;
    ++facts.count;
    follow_publishing(line, facts);
    if (facts.count != head_count) return true;
    const auto end = JournalEnd::after(line);
    if (end && end->next_number() - 1 == head_count) facts.hash_at_head = end->head();
    return true;
  }));
  VHC_TRY(const auto histories, read_key_history(folder.journal_file(), io));
  for (const auto& [kid, history] : histories) {
    if (history.is_named) facts.named_at[kid] = history.named_at;
  }
  return facts;
}

Result<bool> was_compared(const IssuerFolder& folder, Io& io) {
  JournalFacts facts;
  VHC_CHECK_OK(io.each_line(folder.journal_file(), max_journal_line_bytes, [&](std::string_view line, bool has_end) {
    if (!has_end) return false;
    ++facts.count;
    follow_publishing(line, facts);
    return true;
  }));
  return facts.restored_at <= facts.compared_at;
}

namespace {

// Nothing without a ledger, and while a command may be at work.
Result<std::optional<KnownEnd>> end_in_ledger(const IssuerFolder& folder, bool is_locked, Io& io) {
  VHC_TRY(const std::uint64_t size, io.file_size(folder.ledger_file()));
  if (size == 0) return std::optional<KnownEnd>{};
  VHC_TRY(const LedgerStore store, LedgerStore::open(folder.ledger_file()));
  if (!is_locked) {
    VHC_TRY(const std::vector<PendingWrite> pending, store.pending());
    if (!pending.empty()) return std::optional<KnownEnd>{};
  }
  return known_end(store);
}

}  // namespace

Result<JournalState> check_own_journal(const IssuerFolder& folder, bool is_locked, Io& io) {
  VHC_TRY(const std::optional<KnownEnd> end, end_in_ledger(folder, is_locked, io));
  JournalWalk walk;
  bool is_known = !end || end->number == 0;
  bool has_issued = false;
  VHC_CHECK_OK(io.each_line(folder.journal_file(), max_journal_line_bytes, [&](std::string_view line, bool has_end) {
    if (!has_end && !is_locked) return false;  // it may be one that is being written
    if (!walk.add(has_end ? line : std::string_view{})) return false;
    if (end && end->number == walk.check().count) is_known = end->head == walk.check().head;
    has_issued = has_issued || walk.entry().action.verb == "issue";
    return true;
  }));
  if (walk.check().broken_at) {
    return fail(Errc::journal_broken, folder.journal_file() + ", line " + std::to_string(*walk.check().broken_at),
                "nothing was written; put the journal back from a backup, and find out who could write it");
  }
  const bool has_no_ledger = has_issued && io.exists(folder.ledger_key_file()) && !io.exists(folder.ledger_file());
  return JournalState{walk.check().count, end ? end->number : 0, !is_known, has_no_ledger};
}

}  // namespace vhc
