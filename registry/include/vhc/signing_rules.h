// Who may sign a note that waits, who has, and whose signature is missing (docs/rules/trust.md 8.1).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "vhc/finding.h"
#include "vhc/trust_note.h"

namespace vhc {

// The keys that `root` lists for the kind.
std::vector<NoteKey> keys_for(NoteRole role, const RootNote& root);
// Those that sign `next`: the root keys of the root before it (null: it is the first) and its own, and every key that
// is new in it.
std::vector<NoteKey> keys_for_root(const RootNote* before, const RootNote& next);
// Keys that are new in `next`, by name or bytes.
std::vector<NoteKey> new_keys(const RootNote* before, const RootNote& next);

// Names without the origin.
std::vector<std::string> signers_of(const SignedNote& note, const std::vector<NoteKey>& keys);
std::vector<std::string> missing_of(const SignedNote& note, const std::vector<NoteKey>& keys);

// How far a note is: what one set of keys asks for.
struct SignerCount {
  std::string what;  // "" for a list; "old root", "new root", "new keys" for a root
  std::size_t have = 0;
  std::size_t need = 0;
  std::vector<std::string> missing;  // those who have not signed; more than are needed, perhaps

  bool is_met() const noexcept { return have >= need; }
};
SignerCount count_list(const SignedNote& note, const RootNote& root);
std::vector<SignerCount> count_root(const SignedNote& note, const RootNote* before, const RootNote& next);

// "1 of 2; missing: ben", "1 of 2; missing: bob or carol"
std::string to_text(const SignerCount& count);
std::string to_text(const std::vector<SignerCount>& counts);

// As many keys are needed as there are: registry_no_spare, one for each role, with "2 of 2 root keys" in `detail`.
std::vector<Finding> without_spare(const RootNote& root);

}  // namespace vhc
