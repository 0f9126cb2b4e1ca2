// What a signer holds: a venue's state of the operator, outside the list folder, that only `trust pin` and `trust
// update` write (docs/rules/trust.md 8.1).
#pragma once

#include <optional>
#include <string>

#include "operator/store/registry_folder.h"
#include "shell/args.h"
#include "shell/io.h"
#include "vhc/trust_state.h"

namespace vhc {

struct OwnState {
  std::string path;  // empty: none was named
  std::optional<TrustState> state;

  const HeldNote<ListNote>* list() const { return state ? state->list() : nullptr; }
};

void add_own_state_flag(Verb& verb, std::optional<std::string>& venue, const std::string& help);

// The state of the folder's operator in --venue or VHC_VENUE. Fails with registry_own_inside, with registry_own_root
// when another root governs the folder than the newest of the state, registry_rolled_back, trust_fork, or as
// VenueFolder::open().
Result<OwnState> open_own_state(const std::optional<std::string>& venue, const RegistryFolder& folder, Io& io);
// For what may not wait, such as a deny: the state may be behind the folder, or hold a fork.
Result<OwnState> open_older_state(const std::optional<std::string>& venue, const RegistryFolder& folder, Io& io);
// That the folder holds the newest list of the state: an older copy of the whole folder verifies in all of its notes,
// and only what is kept elsewhere tells. Fails with registry_rolled_back.
Result<void> check_not_rolled_back(const OwnState& own, const RegistryFolder& folder);

}  // namespace vhc
