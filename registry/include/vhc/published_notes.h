// The notes of an operator's folder, as far as signatures and chain vouch for them. Anyone who can write the folder is
// assumed to write every byte of it: what does not verify is named and not used (docs/rules/trust.md 8.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "vhc/trust_note.h"
#include "vhc/trust_state.h"

namespace vhc {

// "lists/3.note": its name, the number in the name, its contents.
struct NoteFile {
  std::string name;
  std::uint32_t number = 0;
  std::string bytes;
};

// Each by number, ascending.
struct NoteFiles {
  std::vector<NoteFile> roots;
  std::vector<NoteFile> lists;
  std::vector<NoteFile> lives;
};

struct UnusedNote {
  std::string name;
  std::string why;
};

struct PublishedNotes {
  std::vector<HeldNote<RootNote>> roots;  // from 1 on, each by enough keys of the one before and of its own
  std::vector<HeldNote<ListNote>> lists;  // one chain, each by enough keys of one of the roots
  std::vector<HeldNote<LiveNote>> lives;  // of lists that were published; by live keys of one of the roots
  std::vector<UnusedNote> unused;

  const HeldNote<LiveNote>* newest_live() const { return lives.empty() ? nullptr : &lives.back(); }
  // The number that the newest list settles; 0 before the first.
  std::uint32_t settled() const { return lists.empty() ? 0 : lists.back().note.settles; }
};

// Lists above the one that a root with `list-from` names are burnt, but for those issued and signed under that root or
// a later one. A live number that jumps by more than venues take is not used either: it would end the live role.
PublishedNotes verify_notes(const std::string& origin, const NoteFiles& files);

}  // namespace vhc
