#include "operator/pending_note.h"

#include "vhc/display_text.h"
#include "vhc/signing_rules.h"

namespace vhc {
namespace {

std::vector<NoteKey> signers_in(const PendingNote& waiting, const RegistryFolder& folder, NoteRole role) {
  if (role != NoteRole::root) {
    return folder.governing() == nullptr ? std::vector<NoteKey>{} : keys_for(role, *folder.governing());
  }
  const auto root = parse_root(waiting.note.text);
  return root ? keys_for_root(folder.governing(), *root) : std::vector<NoteKey>{};
}

}  // namespace

void say_dropped(const std::optional<PendingNote>& waiting, const RegistryFolder& folder, NoteRole role, const Io& io) {
  if (!waiting) return;
  std::string names;
  for (const std::string& name : signers_of(waiting->note, signers_in(*waiting, folder, role))) {
    names += (names.empty() ? "" : ", ") + name;
  }
  if (!names.empty()) {
    io.say("note     dropped: the signatures of " + names + " under the " + std::string(name(role)) + " that waited");
  }
}

}  // namespace vhc
