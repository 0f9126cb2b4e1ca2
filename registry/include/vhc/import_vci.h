// Taking the VCI directory into a draft: what an import may do alone, what it proposes, what it asks
// (docs/rules/trust.md 7).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "vhc/proposals.h"
#include "vhc/trust_lines.h"
#include "vhc/vci_directory.h"

namespace vhc {

inline constexpr std::size_t max_loss_percent = 5;  // V17

struct ImportQuestion {
  Errc code{};         // rule_v3, rule_v17
  std::string detail;  // "the snapshot is 92 days old"
};

struct VciImport {
  TrustLines draft;     // what was there, with what the import may add alone
  TrustLines proposed;  // all that waits for an answer: whole issuer lines, as they would be after accepting everything
  std::vector<ImportProposal> proposals;  // those of this import; what waited before, or was refused, is none
  std::vector<ImportQuestion> questions;
  std::size_t added_issuers = 0;
  std::size_t added_keys = 0;
  std::size_t changed_issuers = 0;
  std::size_t changed_lists = 0;
  std::size_t missing_issuers = 0;  // in the draft, no more in the snapshot: nothing is removed
  std::size_t missing_keys = 0;
  std::vector<std::string> unfit;  // issuers that no list can carry: left out
  std::size_t newly_delisted = 0;  // active in the draft, struck from the directory since
  bool unchanged = false;          // the same snapshot as the last time
};

// `files` are what `directory` was read from, under the certificate `pin`; `names` what its vci-issuers.json says, if
// there was one; `held` what earlier imports proposed and people refused. Fails with trust_rollback for a snapshot
// older than the last one imported, rule_v2 for another of the same time, registry_empty for one without issuers.
Result<VciImport> import_vci(const TrustLines& base, const std::string& net, const VciDirectory& directory,
                             const VciFiles& files, const Sha256& pin, const std::vector<VciIssuer>& names,
                             UnixTime now, const Proposals& held = {});

}  // namespace vhc
