// The revocation lists of an issuer's own folder, as the ledger and the journal are held to them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "desk/store/issuer_folder.h"
#include "desk/store/ledger_store.h"
#include "vhc/revocation_list.h"

namespace vhc {

// Opens ledger.db, which has to be there; every row of it is held to the folder's lists. `folder` may go, `io` may not.
Result<LedgerStore> open_ledger(const IssuerFolder& folder, Io& io);

// A revocation that the journal or the ledger tells of and the list of its key has not, or for fewer cards.
struct LostRevocation {
  KeyId kid;
  RevocationId rid;
  std::string label;  // of the card; may be empty
};

struct OwnRevocations {
  std::vector<LostRevocation> lost;
  std::map<std::string, std::vector<std::string>> untold;  // by kid: what stands on its list and nothing tells of
};

// Of the keys that are published. `is_locked`: the folder is, and what was begun is finished; otherwise what a begun
// change that hangs together is about to write counts as written.
Result<OwnRevocations> compare_own_lists(const IssuerFolder& folder, bool is_locked, Io& io);
// "vhc revoke --rid RID --kid KID puts it back"
std::string put_back_command(const LostRevocation& one);
// "3 revocations that the journal or the ledger tells of are not on it: 2026-000002, …"
std::string describe_lost(const std::vector<LostRevocation>& lost, const KeyId& kid);
// "2 entries that neither the journal nor the ledger tells of: RID, …"
std::string describe_untold(const std::vector<std::string>& rids);

// What the journal tells of every revocation, by key and revocation id.
Result<std::set<std::pair<std::string, std::string>>> journal_revocations(const IssuerFolder& folder, Io& io);
// The reason of a line about a revocation for cards from before a time alone, of a card that no line issued: without
// it, such a line means every card.
std::string reason_with_stamp(std::optional<UnixTime> before, const std::string& reason);

}  // namespace vhc
