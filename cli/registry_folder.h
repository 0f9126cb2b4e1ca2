// An operator's folder: the notes and lists that were published, what waits to be signed, the draft, the journal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "args.h"
#include "io.h"
#include "registry_journal.h"
#include "vhc/note_signer.h"
#include "vhc/result.h"
#include "vhc/trust_lines.h"
#include "vhc/trust_note.h"
#include "vhc/trust_state.h"

namespace vhc {

// Flags that the operator's verbs share.
struct RegistryFlags {
  std::optional<std::string> list;
  std::optional<std::string> key;
  std::optional<std::string> with;
  std::optional<std::string> passphrase_file;
  std::optional<std::string> actor;
  std::optional<std::string> at;
  std::optional<std::string> why;
  bool yes = false;
  bool no_passphrase = false;
};

void add_list_flag(Verb& verb, RegistryFlags& flags);
void add_key_flags(Verb& verb, RegistryFlags& flags, const std::string& key_help);
void add_operator_flags(Verb& verb, RegistryFlags& flags);  // --actor, --at
void add_why(Verb& verb, RegistryFlags& flags);
Result<UnixTime> operator_time(const RegistryFlags& flags, const Io& io);

// A note on its way: perhaps without a signature yet.
struct PendingNote {
  SignedNote note;
  std::string bytes() const;  // the text alone while nobody has signed
};

class RegistryFolder {
 public:
  // For reading. Fails with registry_form when the folder is none, or a file in it is damaged.
  static Result<RegistryFolder> open(const RegistryFlags& flags, Io& io);
  // For writing: locked before anything is read, so that of two that act at once the second builds on what the first
  // did. Fails with locked too, and with a reason that check_reason() refuses.
  static Result<RegistryFolder> open_locked(const RegistryFlags& flags, Io& io);
  static Result<std::string> path_of(const RegistryFlags& flags, const Io& io);

  const std::string& path() const noexcept { return path_; }
  const std::string& origin() const noexcept { return origin_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

  // What was published, ascending; each whole.
  const std::vector<HeldNote<RootNote>>& roots() const noexcept { return roots_; }
  const std::vector<HeldNote<ListNote>>& lists() const noexcept { return lists_; }
  const std::optional<HeldNote<LiveNote>>& live() const noexcept { return live_; }
  Result<std::string> published_list(Io& io) const;  // the newest one's data; empty before the first

  // What waits to be signed.
  const std::optional<PendingNote>& next_root() const noexcept { return next_root_; }
  const std::optional<PendingNote>& next_list() const noexcept { return next_list_; }
  Result<std::string> next_data(Io& io) const;

  // The draft; the published list while there is none; empty before the first.
  Result<TrustLines> draft(Io& io) const;
  Result<void> save_draft(const TrustLines& lines, Io& io) const;

  // The root that new notes are signed under: the one that waits, else the newest.
  const RootNote* governing() const;

  // The pack of everything published, with these in the place of what they name.
  std::string pack(const std::vector<std::string>& roots, const std::vector<std::string>& lists,
                   const std::optional<std::string>& live, std::string_view data) const;
  std::vector<std::string> root_notes() const;
  std::vector<std::string> list_notes() const;
  // "vci.example-42.pack"
  std::string pack_name(std::uint32_t number) const;

  Result<void> remove_if_there(const std::string& name, Io& io) const;
  // One line to the journal: time, person, command, reason; no name of a patient ever stands here.
  Result<void> note_down(const RegistryFlags& flags, const std::string& action, const std::string& reason,
                         Io& io) const;

  // The journal's last line, after its whole chain was checked and held to what published lists seal.
  Result<JournalSeal> journal_end(const std::vector<SealedHead>& heads, Io& io) const;

 private:
  std::string path_;
  std::string origin_;
  std::vector<HeldNote<RootNote>> roots_;
  std::vector<HeldNote<ListNote>> lists_;
  std::optional<HeldNote<LiveNote>> live_;
  std::optional<PendingNote> next_root_;
  std::optional<PendingNote> next_list_;
  std::optional<FolderLock> lock_;
};

// A signature over the text by --key FILE or by the program of --with, whose key must be listed in `root`.
Result<NoteSignature> make_signature(const RegistryFlags& flags, const std::string& text, const RootNote& root, Io& io);

}  // namespace vhc
