// Revoking inside a session: the lists, the journal and the ledger in step.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "desk/store/folder_session.h"
#include "vhc/crl.h"

namespace vhc {

// One card to revoke, as far as it is known.
struct RevokeTarget {
  KeyId kid;
  RevocationId rid;
  std::int64_t number = 0;           // in the ledger; 0: it is not there
  std::string label;                 // of that number
  std::optional<UnixTime> nbf = {};  // of the card, when it is known
};

struct RevokeWhy {
  UnixTime at{};
  std::string actor;
  std::string reason;
  std::optional<UnixTime> before;  // a stamp: only cards with an earlier nbf
};

struct RevokeOutcome {
  std::map<std::string, std::int64_t> counters;  // of every list that was looked at, by kid
  std::int64_t changed = 0;                      // cards that were not on a list before
};

// Puts the cards on the lists of their keys, one step of the counter each, and a line in the journal for each card that
// was not there yet. Nothing happens before the session commits.
Result<RevokeOutcome> revoke_cards(const IssuerFolder& folder, const std::vector<RevokeTarget>& targets,
                                   const RevokeWhy& why, FolderSession& session, Io& io);

// The card of a row of the ledger. Fails with revoke_no_rid for one that has none.
Result<RevokeTarget> target_of(const LedgerRow& row);

}  // namespace vhc
