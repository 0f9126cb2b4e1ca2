// Checks that updating and opening a state have in common.
#pragma once

#include <string_view>
#include <vector>

#include "vhc/trust_state.h"

namespace vhc {

Result<HeldNote<RootNote>> read_root_note(std::string_view bytes);
Result<HeldNote<ListNote>> read_list_note(std::string_view bytes);
Result<HeldNote<LiveNote>> read_live_note(std::string_view bytes);

// Signed by enough root keys of the root before it and of its own, one number higher, not issued earlier.
Result<void> check_step(const HeldNote<RootNote>& from, const HeldNote<RootNote>& to);
// Signed by enough of its own root keys.
Result<void> check_own_signers(const HeldNote<RootNote>& root);
Result<void> check_list_signers(const HeldNote<ListNote>& list, const RootNote& root);
Result<void> check_live_signers(const HeldNote<LiveNote>& live, const RootNote& root);

// Each note one higher than the one before, naming its hash, not issued earlier. Fails with trust_chain_gap.
Result<void> check_chain(const std::vector<HeldNote<ListNote>>& lists);
// The first of a chain is list 1 after root 1, or where a root says that lists begin again.
bool is_complete(const std::vector<HeldNote<ListNote>>& lists, const std::vector<HeldNote<RootNote>>& roots);
// Every root that says where lists begin again finds that list in the chain. Fails with trust_chain_gap.
Result<void> check_recovered(const std::vector<HeldNote<ListNote>>& lists, const std::vector<HeldNote<RootNote>>& roots,
                             std::uint32_t pinned);

// Length, number of lines and hash are those of the note. Fails with trust_list_hash.
Result<void> check_data(std::string_view data, const ListNote& note);

// The note of the chain that a live note is of; null when there is none.
const HeldNote<ListNote>* list_of(const LiveNote& live, const std::vector<HeldNote<ListNote>>& lists);

// The newest root that brought other live keys than the one before, since the pinned one: live notes issued before it
// do not count. Null when there is none.
const HeldNote<RootNote>* root_of_live_keys(const std::vector<HeldNote<RootNote>>& roots, std::uint32_t pinned);
bool has_same_live_keys(const RootNote& a, const RootNote& b);

// The deny lines of a live note.
std::vector<std::string> denial_lines(const LiveNote& live);

// Puts the denies of a live note in force, unless the list in use has said what becomes of them.
void hold_denials(TrustState& state, const LiveNote& live);

}  // namespace vhc
