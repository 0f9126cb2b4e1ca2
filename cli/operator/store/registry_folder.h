// An operator's folder: the notes and lists that were published, what waits to be signed, the draft, the journal.
// Others may write it: notes count as far as signatures and chain vouch for them, and nothing else of it counts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "operator/store/registry_journal.h"
#include "shell/io.h"
#include "vhc/list_denials.h"
#include "vhc/proposals.h"
#include "vhc/published_notes.h"
#include "vhc/result.h"
#include "vhc/trust_lines.h"
#include "vhc/trust_note.h"
#include "vhc/trust_state.h"

namespace vhc {

// Who does something, and when, for the journal.
struct OperatorAct {
  UnixTime time;
  std::string actor;
};

// A note on its way: perhaps without a signature yet.
struct PendingNote {
  SignedNote note;
  std::string bytes() const;  // the text alone while nobody has signed
};

class RegistryFolder {
 public:
  // For reading. Notes that do not verify are named on standard error and not used. Fails with registry_form when the
  // folder is none.
  static Result<RegistryFolder> open(const std::string& path, Io& io);
  // For writing: locked before anything is read, so that of two that act at once the second builds on what the first
  // did. Fails with locked too.
  static Result<RegistryFolder> open_locked(const std::string& path, Io& io);

  const std::string& path() const noexcept { return path_; }
  const std::string& origin() const noexcept { return origin_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

  // A file of it that must be a plain one: a pipe that somebody put there would keep us waiting.
  Result<std::string> read(const std::string& name, std::size_t max_bytes, const Io& io) const;

  // What was published, ascending; each whole, and verified.
  const std::vector<HeldNote<RootNote>>& roots() const noexcept { return notes_.roots; }
  const std::vector<HeldNote<ListNote>>& lists() const noexcept { return notes_.lists; }
  const std::vector<HeldNote<LiveNote>>& lives() const noexcept { return notes_.lives; }
  const HeldNote<LiveNote>* live() const { return notes_.newest_live(); }
  const std::vector<UnusedNote>& unused() const noexcept { return notes_.unused; }
  Result<std::string> published_list(Io& io) const;                 // the newest one's data; empty before the first
  Result<std::string> data_of(const ListNote& list, Io& io) const;  // fails with registry_form when it is another
  // What live notes deny and no list has settled.
  OpenDenials open_denials() const;

  // What waits to be signed: unsigned text, which anybody may have written.
  const std::optional<PendingNote>& next_root() const noexcept { return next_root_; }
  const std::optional<PendingNote>& next_list() const noexcept { return next_list_; }
  const std::optional<PendingNote>& next_again() const noexcept { return next_again_; }  // the newest list, once more
  Result<std::string> next_data(Io& io) const;
  Result<std::vector<std::string>> next_lift(Io& io) const;  // denies that the proposer names as lifted
  Result<void> withdraw_list(Io& io) const;
  Result<void> withdraw_root(Io& io) const;
  // Root burns lists: the draft begins again from the list that is left, and what it had is kept in draft.burnt.
  Result<void> begin_draft_again(Io& io) const;

  // The draft; the published list while there is none; empty before the first.
  Result<TrustLines> draft(Io& io) const;
  // What imports proposed and nobody answered.
  Result<Proposals> proposals(Io& io) const;
  // One change of the draft, of what is proposed, or of both; the way back is kept, for undo. `action` says what it
  // was.
  Result<void> change_draft(const std::string& action, const TrustLines& lines, const Proposals* proposals,
                            Io& io) const;
  // Takes the last change back and gives its action; sixteen are kept. Fails with registry_no_undo.
  Result<std::string> undo(Io& io) const;
  Result<void> forget_undo(Io& io) const;

  // The newest root; null before the first is published.
  const RootNote* governing() const;
  // The list that is in use when `root` governs: the newest, or that from which a root to come lets lists go on. Null
  // when there is none.
  const HeldNote<ListNote>* list_under(const RootNote& root) const;

  // The pack of everything published, with these in the place of what they name.
  std::string pack(const std::vector<std::string>& roots, const std::vector<std::string>& lists,
                   const std::optional<std::string>& live, std::string_view data) const;
  std::vector<std::string> root_notes() const;
  std::vector<std::string> list_notes() const;
  // "packs/vci.example-42.pack"
  std::string pack_name(std::uint32_t number) const;
  // Under this name and as packs/ORIGIN.pack, the one name that a venue's cron needs.
  Result<void> write_packs(const std::string& name, const std::string& pack, Io& io) const;

  Result<void> remove_if_there(const std::string& name, Io& io) const;
  // One line to the journal: time, person, command, reason; no name of a patient ever stands here.
  Result<void> note_down(const OperatorAct& act, const std::string& action, const std::string& reason, Io& io) const;

  // The first line of a folder that was made again: it hangs on what a published list seals of the journal that is
  // lost.
  Result<void> begin_journal(const OperatorAct& act, const std::string& reason, Io& io) const;

  // The journal's last line, after its whole chain was checked and held to what published lists seal.
  Result<JournalSeal> journal_end(Io& io) const;

 private:
  std::string path_;
  std::string origin_;
  PublishedNotes notes_;
  std::optional<PendingNote> next_root_;
  std::optional<PendingNote> next_list_;
  std::optional<PendingNote> next_again_;
  std::optional<FolderLock> lock_;
};

// What registry.json holds.
std::string registry_settings(const std::string& origin);

// "2026-12-01"
std::string day(UnixTime time);

}  // namespace vhc
