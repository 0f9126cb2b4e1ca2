#include "desk/store/own_lists.h"

#include <algorithm>
#include <memory>
#include <set>

#include "shell/io.h"
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

// What was revoked, by key and revocation id, with the card's number.
using Told = std::map<std::pair<std::string, std::string>, LostRevocation>;

void tell(const IssuerFolder& folder, LostRevocation one, Told& told) {
  if (!is_published(folder, one.kid)) return;
  told.emplace(std::pair(one.kid.str(), one.rid.str()), std::move(one));
}

Result<void> read_journal(const IssuerFolder& folder, Told& told, Io& io) {
  return io.each_line(folder.journal_file(), max_journal_line_bytes, [&](std::string_view line, bool has_end) {
    if (!has_end) return false;
    if (line.find("verb\":\"revoke\"") == std::string_view::npos) return true;
    const auto entry = parse_journal_line(line);
    if (!entry || !entry->action.kid || !entry->action.rid) return true;
    tell(folder, {*entry->action.kid, *entry->action.rid, entry->action.card}, told);
    return true;
  });
}

Result<void> read_ledger(const IssuerFolder& folder, const LedgerStore& store, Told& told) {
  VHC_TRY(const std::vector<LedgerRow> rows, store.revoked());
  for (const LedgerRow& row : rows) {
    const auto kid = KeyId::parse(row.kid);
    const auto rid = RevocationId::parse(row.rid);
    if (kid && rid) tell(folder, {*kid, *rid, row.label}, told);
  }
  return {};
}

Result<bool> is_at_work(const LedgerStore* store) {
  if (store == nullptr) return false;
  return store->pending().map([](const std::vector<PendingWrite>& pending) { return !pending.empty(); });
}

}  // namespace

Result<LedgerStore> open_ledger(const IssuerFolder& folder, Io& io) {
  VHC_TRY(LedgerStore store, LedgerStore::open(folder.ledger_file()));
  const auto lists = std::make_shared<OwnLists>(folder, io);
  store.judge_by([lists](const LedgerRow& row) { return lists->has(row); });
  return store;
}

// Lines come before lists, and what a command has decided is taken out of the ledger last.
Result<std::vector<LostRevocation>> find_lost_revocations(const IssuerFolder& folder, Io& io) {
  std::optional<LedgerStore> store;
  VHC_TRY(const std::uint64_t size, io.file_size(folder.ledger_file()));
  if (size > 0) {
    VHC_TRY(store, LedgerStore::open(folder.ledger_file()));
  }
  Told told;
  if (store) VHC_CHECK_OK(read_ledger(folder, *store, told));
  VHC_CHECK_OK(read_journal(folder, told, io));
  OwnLists lists(folder, io);
  std::vector<LostRevocation> lost;
  for (auto& [key, one] : told) {
    VHC_TRY(const RevocationList* const list, lists.of(one.kid));
    const UnixTime first{};
    if (list == nullptr || !list->revokes(one.rid.str(), first)) lost.push_back(std::move(one));
  }
  VHC_TRY(const bool at_work, is_at_work(store ? &*store : nullptr));
  if (at_work) lost.clear();
  return lost;
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

}  // namespace vhc
