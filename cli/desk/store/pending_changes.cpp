#include "desk/store/pending_changes.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <sodium.h>

#include "shell/io.h"
#include "vhc/revocation_list.h"

namespace vhc {
namespace {

constexpr std::size_t mac_chars = 43;

tl::unexpected<Error> not_ours(const IssuerFolder& folder, const std::string& why) {
  return fail(Errc::ledger_pending, folder.ledger_file(),
              why + "; nothing was changed: put ledger.db back from a backup, and find out who could write it");
}

// Behind the name and a space; empty: there is none.
std::string_view mac_of(const PendingWrite& one) {
  const std::string_view name = one.name;
  const std::size_t space = name.find(' ');
  return space == std::string_view::npos ? std::string_view{} : name.substr(space + 1);
}

bool is_vouched(const LedgerKey& key, const PendingWrite& one) {
  const std::string mac = key.vouch_for_change(static_cast<std::uint8_t>(one.kind), plain_name(one), one.body);
  const std::string_view there = mac_of(one);
  return there.size() == mac.size() && sodium_memcmp(there.data(), mac.data(), mac.size()) == 0;
}

// Lines of keys, of publishing and of the folder itself are written without a session.
bool is_of_a_session(const JournalAction& action) {
  constexpr std::string_view verbs[] = {"issue", "revoke", "reprint", "retention run"};
  return std::find(std::begin(verbs), std::end(verbs), action.verb) != std::end(verbs);
}

bool needs_no_passphrase(const JournalAction& action) {
  return action.verb == "revoke" || action.verb == "retention run";
}

struct PendingLines {
  bool need_no_passphrase = true;
  std::set<std::pair<std::string, std::string>> revoked;  // kid and rid
};

std::string revoked_text(const std::optional<KeyId>& kid) {
  return kid ? kid->str() : std::string{};
}

// The end of the journal that the lines go behind; nothing where some of them stand there already.
Result<std::optional<JournalEnd>> end_before(const IssuerFolder& folder, const PendingWrite& lines, Io& io) {
  VHC_TRY(const std::uint64_t size, io.file_size(folder.journal_file()));
  if (std::to_string(size) != plain_name(lines)) return std::optional<JournalEnd>{};
  VHC_TRY(const std::string last, folder.last_journal_line(io));
  return JournalEnd::after(last).map([](JournalEnd end) { return std::optional(std::move(end)); });
}

Result<void> read_lines(const IssuerFolder& folder, const PendingWrite& pending, PendingLines& lines, Io& io) {
  VHC_TRY(std::optional<JournalEnd> end, end_before(folder, pending, io));
  std::string_view text = pending.body;
  if (!text.ends_with('\n')) return not_ours(folder, "a line for the journal has no end");
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size() + 1);
    const auto entry = parse_journal_line(line);
    if (!entry || !is_of_a_session(entry->action)) {
      return not_ours(folder, "a journal line does not belong to an unfinished change");
    }
    if (end && (end->head() != entry->prev || end->next_number() != entry->number)) {
      return not_ours(folder, "a line for the journal does not follow the one before");
    }
    VHC_TRY(end, JournalEnd::after(line).map([](JournalEnd next) { return std::optional(std::move(next)); }));
    lines.need_no_passphrase = lines.need_no_passphrase && needs_no_passphrase(entry->action);
    if (entry->action.verb == "revoke" && entry->action.rid) {
      lines.revoked.emplace(revoked_text(entry->action.kid), entry->action.rid->str());
    }
  }
  return {};
}

// Every entry of the list that is there, and no other than the lines speak of.
Result<void> check_list(const IssuerFolder& folder, const PendingWrite& pending, const PendingLines& lines, Io& io) {
  const auto kid = KeyId::parse(plain_name(pending));
  const auto wanted = RevocationList::parse(pending.body);
  if (!kid || !wanted || wanted->kid() != kid->str() || !wanted->findings().empty()) {
    return not_ours(folder, "a revocation list in it is malformed");
  }
  VHC_TRY(const std::optional<std::string> text, folder.crl(*kid, io));
  std::optional<RevocationList> there;
  if (text) {
    VHC_TRY(there, RevocationList::parse(*text));
    if (there->counter() >= wanted->counter()) return {};  // it is written already, and stays
    for (const RevocationList::Entry& entry : there->entries()) {
      const UnixTime latest = entry.stamp ? *entry.stamp - std::chrono::seconds{1} : max_time;
      if (!wanted->revokes(entry.rid, latest)) return not_ours(folder, "a revocation list in it has lost a revocation");
    }
  }
  for (const RevocationList::Entry& entry : wanted->entries()) {
    const UnixTime latest = entry.stamp ? *entry.stamp - std::chrono::seconds{1} : max_time;
    if (there && there->revokes(entry.rid, latest)) continue;
    if (!lines.revoked.contains({kid->str(), entry.rid})) {
      return not_ours(folder, "a revocation list in it has a revocation that the journal does not mention");
    }
  }
  return {};
}

}  // namespace

std::string plain_name(const PendingWrite& one) {
  return one.name.substr(0, one.name.find(' '));
}

void vouch_for_pending(const LedgerKey& key, std::vector<PendingWrite>& pending) {
  for (PendingWrite& one : pending) {
    one.name += " " + key.vouch_for_change(static_cast<std::uint8_t>(one.kind), one.name, one.body);
  }
}

Result<void> check_pending(const IssuerFolder& folder, const std::vector<PendingWrite>& pending, const LedgerKey* key,
                           Io& io) {
  PendingLines lines;
  bool has_macs = false;
  for (const PendingWrite& one : pending) {
    const std::string_view mac = mac_of(one);
    const bool is_known = one.kind == PendingKind::journal || one.kind == PendingKind::crl;
    if (!is_known || (one.name.find(' ') != std::string::npos && mac.size() != mac_chars)) {
      return not_ours(folder, "no command leaves this kind of change");
    }
    has_macs = has_macs || !mac.empty();
    if (one.kind == PendingKind::journal) VHC_CHECK_OK(read_lines(folder, one, lines, io));
  }
  for (const PendingWrite& one : pending) {
    if (one.kind == PendingKind::crl) VHC_CHECK_OK(check_list(folder, one, lines, io));
    const bool needs_mac = key != nullptr && (has_macs || !lines.need_no_passphrase);
    if (needs_mac && !is_vouched(*key, one)) return not_ours(folder, "ledger.key does not vouch for it");
  }
  if (!lines.need_no_passphrase && !has_macs) return not_ours(folder, "nothing vouches for it");
  return {};
}

}  // namespace vhc
