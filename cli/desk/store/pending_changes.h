// What an earlier command decided and did not finish, as the ledger holds it: who may have left it there, before it is
// carried out. Whoever may write ledger.db can leave anything.
#pragma once

#include <string>
#include <vector>

#include "desk/store/issuer_folder.h"
#include "desk/store/ledger_store.h"

namespace vhc {

// Adds to each name what shows that it is of whoever holds `key`.
void vouch_for_pending(const LedgerKey& key, std::vector<PendingWrite>& pending);
// The name without that: the length of the journal, the kid of a list.
std::string plain_name(const PendingWrite& one);

// Fails with ledger_pending for what no command leaves: lines that do not hang together or that are no session's, a
// list that loses an entry or gains one of which no line speaks. With `key`, also for what it does not vouch for, save
// revocations and the retention, which need no passphrase. Nothing is changed.
Result<void> check_pending(const IssuerFolder& folder, const std::vector<PendingWrite>& pending, const LedgerKey* key,
                           Io& io);

}  // namespace vhc
