// The revocation lists of an issuer's own folder, as the ledger and the journal are held to them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "desk/store/issuer_folder.h"
#include "desk/store/ledger_store.h"
#include "vhc/revocation_list.h"

namespace vhc {

// Opens ledger.db, which has to be there; every row of it is held to the folder's lists. `folder` may go, `io` may not.
Result<LedgerStore> open_ledger(const IssuerFolder& folder, Io& io);

// A revocation that the journal or the ledger tells of and the list of its key has not.
struct LostRevocation {
  KeyId kid;
  RevocationId rid;
  std::string label;  // of the card; may be empty
};

// Of the keys that are published. Nothing while a command is at work, or was cut off: its lists are still to be
// written.
Result<std::vector<LostRevocation>> find_lost_revocations(const IssuerFolder& folder, Io& io);
// "vhc revoke --rid RID --kid KID puts it back"
std::string put_back_command(const LostRevocation& one);
// "3 revocations that the journal or the ledger tells of are not on it: 2026-000002, …"
std::string describe_lost(const std::vector<LostRevocation>& lost, const KeyId& kid);

}  // namespace vhc
