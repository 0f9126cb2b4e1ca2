// An operator's folder that others wrote: what is used of it verifies, and refusals are read as they are written. A
// pack stands for the files of the folder.
#include "input.h"
#include "vhc/list_denials.h"
#include "vhc/proposals.h"
#include "vhc/published_notes.h"
#include "vhc/signing_rules.h"
#include "vhc/trust_pack.h"

using namespace vhc;

namespace {

void add(std::vector<NoteFile>& files, const std::string& sub, std::string_view bytes) {
  const auto number = static_cast<std::uint32_t>(files.size() + 1);
  files.push_back({sub + "/" + std::to_string(number) + ".note", number, std::string(bytes)});
}

NoteFiles files_of(const PackSections& pack) {
  NoteFiles files;
  for (const std::string_view root : pack.roots) add(files.roots, "roots", root);
  for (const std::string_view list : pack.lists) add(files.lists, "lists", list);
  if (pack.live) {
    for (int i = 0; i < 3; ++i) add(files.lives, "live", *pack.live);
  }
  return files;
}

bool is_signed(const std::string& bytes, const std::vector<HeldNote<RootNote>>& roots, NoteRole role) {
  const SignedNote parts = split_note(bytes, max_live_note_bytes).value();
  for (const auto& root : roots) {
    if (check_signers(parts, root.note, role)) return true;
  }
  return false;
}

void look_at(const PackSections& pack) {
  const auto parts = split_note(pack.roots.empty() ? std::string_view() : pack.roots.front(), max_root_note_bytes);
  const auto root = parts ? parse_root(parts->text) : tl::unexpected(Error{});
  const NoteFiles files = files_of(pack);
  const PublishedNotes notes = verify_notes(root ? root->origin : "vci.example", files);
  const std::size_t used = notes.roots.size() + notes.lists.size() + notes.lives.size();
  require(used + notes.unused.size() == files.roots.size() + files.lists.size() + files.lives.size());
  for (const auto& list : notes.lists) require(is_signed(list.bytes, notes.roots, NoteRole::list));
  OpenDenials denials(notes.settled());
  for (const auto& live : notes.lives) {
    require(is_signed(live.bytes, notes.roots, NoteRole::live));
    denials.add(live.note);
  }
  require(denials.check({}, denials.newest(), {}).has_value());  // an empty list brings no key back
  if (root) static_cast<void>(to_text(count_root(*parts, nullptr, *root)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  if (const auto refused = read_refused(text)) {
    require(read_refused(write_refused(*refused)).value() == *refused);
  }
  if (const auto pack = read_pack(text)) look_at(*pack);
  return 0;
}
