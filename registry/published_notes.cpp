#include "vhc/published_notes.h"

#include <algorithm>
#include <utility>

namespace vhc {
namespace {

std::string text_of(const Error& error) {
  std::string text(info(error.code).sentence);
  if (!error.what.empty()) text = error.what;
  if (!error.where.empty()) text += ", " + error.where;
  if (!error.hint.empty()) text += ": " + error.hint;
  return text;
}

class Verifier {
 public:
  explicit Verifier(std::string origin) : origin_(std::move(origin)) {}

  void take_root(const NoteFile& file) { note(file, root_fault(file)); }
  void take_list(const NoteFile& file) { note(file, list_fault(file)); }
  void take_live(const NoteFile& file) { note(file, live_fault(file)); }
  PublishedNotes take() && { return std::move(result_); }

 private:
  using Fault = Result<void>;

  void note(const NoteFile& file, const Fault& fault) {
    if (!fault) result_.unused.push_back({file.name, text_of(fault.error())});
  }

  template <class Note>
  Result<HeldNote<Note>> read(const NoteFile& file, std::size_t max_bytes, Result<Note> (*parse)(std::string_view)) {
    VHC_TRY(const SignedNote parts, split_note(file.bytes, max_bytes));
    VHC_TRY(Note said, parse(parts.text));
    if (said.origin != origin_) return fail(Errc::trust_wrong_origin);
    if (said.number != file.number) return fail(Errc::trust_note_form, {}, "its name has another number");
    return HeldNote<Note>{file.bytes, std::move(said), note_hash(parts)};
  }

  static Fault check(const std::string& bytes, const RootNote& root, NoteRole role) {
    VHC_TRY(const SignedNote parts, split_note(bytes, max_live_note_bytes));
    return check_signers(parts, root, role);
  }

  Fault root_fault(const NoteFile& file) {
    VHC_TRY(HeldNote<RootNote> root, read<RootNote>(file, max_root_note_bytes, parse_root));
    const std::uint32_t expected = result_.roots.empty() ? 1 : result_.roots.back().note.number + 1;
    if (root.note.number != expected) return fail(Errc::trust_root_gap);
    VHC_CHECK_OK(check(file.bytes, root.note, NoteRole::root));
    if (!result_.roots.empty()) {
      if (root.note.issued < result_.roots.back().note.issued) return fail(Errc::trust_note_order);
      VHC_CHECK_OK(check(file.bytes, result_.roots.back().note, NoteRole::root));
    }
    result_.roots.push_back(std::move(root));
    return {};
  }

  // The newest root that lets lists begin again; the number of roots when none does.
  std::size_t restart() const {
    for (std::size_t i = result_.roots.size(); i-- > 0;) {
      if (result_.roots[i].note.list_from) return i;
    }
    return result_.roots.size();
  }

  bool is_start(const HeldNote<ListNote>& list) const {
    if (result_.roots.empty()) return false;
    if (list.note.number == 1) return list.note.previous == result_.roots.front().hash;
    const std::size_t at = restart();
    return at < result_.roots.size() && result_.roots[at].note.list_from == ListFrom{list.note.number, list.hash};
  }

  Fault follow(const HeldNote<ListNote>& list) const {
    if (result_.lists.empty()) return is_start(list) ? Fault{} : Fault(fail(Errc::trust_chain_gap));
    const auto& before = result_.lists.back();
    if (list.note.number != before.note.number + 1 || list.note.previous != before.hash) {
      return fail(Errc::trust_chain_gap);
    }
    return list.note.issued < before.note.issued ? Fault(fail(Errc::trust_note_order)) : Fault{};
  }

  // By one of the roots from `first` on; else what is wrong under the newest.
  Fault backed_since(const std::string& bytes, NoteRole role, std::size_t first) const {
    const auto& roots = result_.roots;
    if (roots.size() <= first) return fail(Errc::trust_root_gap, {}, "there is no root");
    for (std::size_t i = roots.size(); i-- > first;) {
      if (check(bytes, roots[i].note, role)) return {};
    }
    return check(bytes, roots.back().note, role);
  }

  Fault list_fault(const NoteFile& file) {
    VHC_TRY(HeldNote<ListNote> list, read<ListNote>(file, max_list_note_bytes, parse_list_note));
    VHC_CHECK_OK(follow(list));
    VHC_CHECK_OK(backed_since(file.bytes, NoteRole::list, 0));
    const std::size_t again = restart();
    if (again < result_.roots.size()) {
      const ListFrom from = *result_.roots[again].note.list_from;
      if (list.note.number == from.number && list.hash != from.hash) return fail(Errc::trust_chain_gap);
      const bool is_after = list.note.number > from.number;
      const RootNote& root = result_.roots[again].note;
      if (is_after && (burns(root, list.note) || !backed_since(file.bytes, NoteRole::list, again))) {
        return fail(Errc::trust_chain_gap, {}, "burnt by root " + std::to_string(root.number));
      }
    }
    result_.lists.push_back(std::move(list));
    return {};
  }

  // About a list that was published: one in use, or one that a root burns, whose file may since hold another list.
  bool is_of_a_list(const LiveNote& live) const {
    const auto is_it = [&live](const auto& list) { return list.hash == live.of; };
    if (std::any_of(result_.lists.begin(), result_.lists.end(), is_it)) return true;
    const std::size_t again = restart();
    return again < result_.roots.size() && live.list > result_.roots[again].note.list_from->number;
  }

  Fault live_fault(const NoteFile& file) {
    VHC_TRY(HeldNote<LiveNote> live, read<LiveNote>(file, max_live_note_bytes, parse_live));
    if (!is_of_a_list(live.note)) return fail(Errc::trust_live_foreign);
    VHC_CHECK_OK(backed_since(file.bytes, NoteRole::live, 0));
    const HeldNote<LiveNote>* const before = result_.newest_live();
    const std::uint32_t reached = std::max(result_.settled(), before == nullptr ? 0U : before->note.number);
    if (live.note.number > reached && live.note.number - reached > max_live_jump) return fail(Errc::trust_live_number);
    result_.lives.push_back(std::move(live));
    return {};
  }

  std::string origin_;
  PublishedNotes result_;
};

}  // namespace

PublishedNotes verify_notes(const std::string& origin, const NoteFiles& files) {
  Verifier verifier(origin);
  for (const NoteFile& file : files.roots) verifier.take_root(file);
  for (const NoteFile& file : files.lists) verifier.take_list(file);
  for (const NoteFile& file : files.lives) verifier.take_live(file);
  return std::move(verifier).take();
}

}  // namespace vhc
