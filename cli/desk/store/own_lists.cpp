#include "desk/store/own_lists.h"

#include <algorithm>
#include <memory>
#include <set>

#include "desk/store/card_lookup.h"
#include "desk/store/pending_changes.h"
#include "shell/io.h"
#include "vhc/display_text.h"
#include "vhc/journal.h"

namespace vhc {
namespace {

// Each list is read once, when it is first asked for.
class OwnLists {
 public:
  OwnLists(IssuerFolder folder, Io& io) : folder_(std::move(folder)), io_(&io) {}

  // Nothing when the key has no list.
  Result<const RevocationList*> of(const KeyId& kid) {
    auto place = lists_.find(kid.str());
    if (place == lists_.end()) {
      VHC_TRY(const std::optional<std::string> text, folder_.crl(kid, *io_));
      std::optional<RevocationList> list;
      if (text) {
        auto read = RevocationList::parse(*text);
        if (!read) return fail(read.error().code, folder_.crl_file(kid), read.error().where);
        list = *std::move(read);
      }
      place = lists_.emplace(kid.str(), std::move(list)).first;
    }
    return place->second ? &*place->second : nullptr;
  }

  Result<bool> has(const LedgerRow& row) {
    if (row.rid.empty()) return false;
    const auto kid = KeyId::parse(row.kid);
    if (!kid) return fail(Errc::ledger_broken, folder_.ledger_file() + ", " + row.label, "it names no key");
    VHC_TRY(const RevocationList* const list, of(*kid));
    return list != nullptr && list->revokes(row.rid, row.nbf);
  }

 private:
  IssuerFolder folder_;
  Io* io_;
  std::map<std::string, std::optional<RevocationList>> lists_;
};

bool is_published(const IssuerFolder& folder, const KeyId& kid) {
  return std::any_of(folder.keys().begin(), folder.keys().end(),
                     [&kid](const KeyRecord& record) { return record.kid == kid && record.is_published(); });
}

// What was revoked, by key and revocation id.
using RidOfKey = std::pair<std::string, std::string>;
struct Told {
  LostRevocation one;
  std::optional<UnixTime> before;  // of cards from before it alone
  bool is_of_journal = false;
};
using AllTold = std::map<RidOfKey, Told>;

constexpr std::string_view stamp_word = "before ";
constexpr std::size_t stamp_chars = 20;  // 2026-11-30T12:00:00Z

std::optional<UnixTime> stamp_of(const std::string& reason) {
  if (!reason.starts_with(stamp_word)) return std::nullopt;
  const std::string behind = reason.substr(std::min(reason.size(), stamp_word.size() + stamp_chars));
  const auto time = parse_time(reason.substr(stamp_word.size(), stamp_chars));
  return time && (behind.empty() || behind.starts_with("; ")) ? std::optional(*time) : std::nullopt;
}

// Of two lines about one card the wider counts; what the ledger says adds to no line.
void tell(const IssuerFolder& folder, Told told, AllTold& all) {
  if (!is_published(folder, told.one.kid)) return;
  const RidOfKey key(told.one.kid.str(), told.one.rid.str());
  const auto [place, is_new] = all.emplace(key, told);
  Told& there = place->second;
  if (is_new || !told.is_of_journal || !there.before) return;
  if (!told.before || *told.before > *there.before) there.before = told.before;
}

// Gives every line of a verb that has a key and a revocation id.
template <class Give>
Result<void> each_action(const IssuerFolder& folder, std::string_view verb, Io& io, const Give& give) {
  const std::string member = "verb\":\"" + std::string(verb) + '"';
  return io.each_line(folder.journal_file(), max_journal_line_bytes, [&](std::string_view line, bool has_end) {
    if (!has_end) return false;
    if (line.find(member) == std::string_view::npos) return true;
    const auto entry = parse_journal_line(line);
    if (entry && entry->action.verb == verb && entry->action.kid && entry->action.rid) give(entry->action);
    return true;
  });
}

Result<void> read_journal(const IssuerFolder& folder, AllTold& all, Io& io) {
  return each_action(folder, "revoke", io, [&](const JournalAction& action) {
    tell(folder, {{*action.kid, *action.rid, action.card}, stamp_of(action.reason), true}, all);
  });
}

Result<void> read_ledger(const IssuerFolder& folder, const LedgerStore& store, AllTold& all) {
  VHC_TRY(const std::vector<LedgerRow> rows, store.revoked());
  for (const LedgerRow& row : rows) {
    const auto kid = KeyId::parse(row.kid);
    const auto rid = RevocationId::parse(row.rid);
    if (kid && rid) tell(folder, {{*kid, *rid, row.label}, std::nullopt, false}, all);
  }
  return {};
}

Result<bool> stands(const Told& told, UnixTime latest, OwnLists& lists) {
  VHC_TRY(const RevocationList* const list, lists.of(told.one.kid));
  return list != nullptr && list->revokes(told.one.rid.str(), latest);
}

UnixTime latest_of(const Told& told) {
  return told.before ? *told.before - std::chrono::seconds{1} : max_time;
}

// An entry with a stamp is enough for a card that was issued before it.
Result<void> leave_out_issued_before(const IssuerFolder& folder, AllTold& lost, OwnLists& lists, Io& io) {
  if (lost.empty()) return {};
  std::map<RidOfKey, UnixTime> issued;
  VHC_CHECK_OK(each_issued(folder, io, [&](const Issuance& line) {
    if (!line.rid) return true;
    const RidOfKey key(line.kid.str(), line.rid->str());
    if (lost.contains(key)) issued[key] = std::max(issued[key], line.nbf);
    return true;
  }));
  for (const auto& [key, nbf] : issued) {
    VHC_TRY(const bool is_there, stands(lost.at(key), nbf, lists));
    if (is_there) lost.erase(key);
  }
  return {};
}

Result<AllTold> find_lost(const IssuerFolder& folder, const AllTold& told, OwnLists& lists, Io& io) {
  AllTold lost;
  for (const auto& [key, one] : told) {
    VHC_TRY(const bool is_there, stands(one, latest_of(one), lists));
    if (!is_there) lost.emplace(key, one);
  }
  VHC_CHECK_OK(leave_out_issued_before(folder, lost, lists, io));
  return lost;
}

// A begun change explains what its own lists are about to say, when it is one that the next command carries out.
Result<void> leave_out_begun(const IssuerFolder& folder, const LedgerStore& store, AllTold& lost, Io& io) {
  VHC_TRY(const std::vector<PendingWrite> pending, store.pending());
  if (lost.empty() || pending.empty() || !check_pending(folder, pending, nullptr, io)) return {};
  for (const PendingWrite& one : pending) {
    const auto wanted = RevocationList::parse(one.body);
    if (one.kind != PendingKind::crl || !wanted) continue;
    VHC_TRY(const KeyId kid, KeyId::parse(plain_name(one)));
    VHC_TRY(const std::optional<std::string> text, folder.crl(kid, io));
    if (text) {
      VHC_TRY(const RevocationList there, RevocationList::parse(*text));
      if (there.counter() >= wanted->counter()) continue;  // it is not carried out
    }
    std::erase_if(lost, [&](const auto& row) {
      return row.first.first == kid.str() && wanted->revokes(row.first.second, latest_of(row.second));
    });
  }
  return {};
}

Result<void> find_untold(const IssuerFolder& folder, const AllTold& told, OwnLists& lists, OwnRevocations& found) {
  for (const KeyRecord& record : folder.keys()) {
    if (!record.is_published()) continue;
    VHC_TRY(const RevocationList* const list, lists.of(record.kid));
    if (list == nullptr) continue;
    for (RevocationList::Entry& entry : list->entries()) {
      if (told.contains({record.kid.str(), entry.rid})) continue;
      found.untold[record.kid.str()].push_back(std::move(entry.rid));
    }
  }
  return {};
}

}  // namespace

Result<LedgerStore> open_ledger(const IssuerFolder& folder, Io& io) {
  VHC_TRY(LedgerStore store, LedgerStore::open(folder.ledger_file()));
  const auto lists = std::make_shared<OwnLists>(folder, io);
  store.judge_by([lists](const LedgerRow& row) { return lists->has(row); });
  return store;
}

// Lines come before lists, and what a command has decided is taken out of the ledger last.
Result<OwnRevocations> compare_own_lists(const IssuerFolder& folder, bool is_locked, Io& io) {
  std::optional<LedgerStore> store;
  VHC_TRY(const std::uint64_t size, io.file_size(folder.ledger_file()));
  if (size > 0) {
    VHC_TRY(store, LedgerStore::open(folder.ledger_file()));
  }
  AllTold told;
  VHC_CHECK_OK(read_journal(folder, told, io));
  if (store) VHC_CHECK_OK(read_ledger(folder, *store, told));
  OwnLists lists(folder, io);
  VHC_TRY(AllTold lost, find_lost(folder, told, lists, io));
  if (store && !is_locked) VHC_CHECK_OK(leave_out_begun(folder, *store, lost, io));
  if (!lost.empty() && !is_locked) {  // a command may have ended meanwhile
    OwnLists now(folder, io);
    VHC_TRY(lost, find_lost(folder, lost, now, io));
  }
  OwnRevocations found;
  for (auto& [key, one] : lost) found.lost.push_back(std::move(one.one));
  VHC_CHECK_OK(find_untold(folder, told, lists, found));
  return found;
}

Result<std::set<std::pair<std::string, std::string>>> journal_revocations(const IssuerFolder& folder, Io& io) {
  std::set<RidOfKey> told;
  VHC_CHECK_OK(each_action(folder, "revoke", io, [&told](const JournalAction& action) {
    told.emplace(action.kid->str(), action.rid->str());
  }));
  return told;
}

std::string reason_with_stamp(std::optional<UnixTime> before, const std::string& reason) {
  if (!before) return reason;
  return std::string(stamp_word) + to_rfc3339(*before) + (reason.empty() ? "" : "; ") + reason;
}

std::string put_back_command(const LostRevocation& one) {
  return "vhc revoke --rid " + one.rid.str() + " --kid " + one.kid.str() + " puts it back";
}

std::string describe_lost(const std::vector<LostRevocation>& lost, const KeyId& kid) {
  constexpr std::size_t most_named = 5;
  std::size_t count = 0;
  std::string names;
  for (const LostRevocation& one : lost) {
    if (one.kid != kid) continue;
    if (++count <= most_named) names += (names.empty() ? "" : ", ") + (one.label.empty() ? one.rid.str() : one.label);
  }
  if (count > most_named) names += ", …";
  return std::to_string(count) + (count == 1 ? " revocation" : " revocations") +
         " that the journal or the ledger tells of " + (count == 1 ? "is" : "are") + " not on it: " + names;
}

std::string describe_untold(const std::vector<std::string>& rids) {
  constexpr std::size_t most_named = 5;
  std::string names;
  for (std::size_t i = 0; i < std::min(rids.size(), most_named); ++i)
    names += (i == 0 ? "" : ", ") + printable(rids[i]);
  if (rids.size() > most_named) names += ", …";
  return std::to_string(rids.size()) + (rids.size() == 1 ? " entry" : " entries") +
         " that neither the journal nor the ledger tells of: " + names;
}

}  // namespace vhc
