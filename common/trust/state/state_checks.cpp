#include "trust/state/state_checks.h"

#include <algorithm>

namespace vhc {
namespace {

template <class Note>
Result<HeldNote<Note>> read_note(std::string_view bytes, std::size_t max_bytes, Result<Note> (*parse)(std::string_view),
                                 std::string_view kind) {
  const auto about = [&](Error error) {
    error.where = std::string(kind) + " note" + (error.where.empty() ? "" : ", ") + error.where;
    return tl::unexpected(std::move(error));
  };
  auto parts = split_note(bytes, max_bytes);
  if (!parts) return about(std::move(parts).error());
  auto note = parse(parts->text);
  if (!note) return about(std::move(note).error());
  return HeldNote<Note>{std::string(bytes), *std::move(note), note_hash(*parts)};
}

std::string place(NoteRole role, std::uint32_t number) {
  return std::string(name(role)) + " " + std::to_string(number);
}

Result<void> check_note_signers(std::string_view bytes, const RootNote& root, NoteRole role, std::string where) {
  VHC_TRY(const SignedNote parts, split_note(bytes, max_live_note_bytes));
  auto checked = check_signers(parts, root, role);
  if (checked) return {};
  Error error = std::move(checked).error();
  error.where = std::move(where) + ", " + error.where;
  return tl::unexpected(std::move(error));
}

}  // namespace

Result<HeldNote<RootNote>> read_root_note(std::string_view bytes) {
  return read_note<RootNote>(bytes, max_root_note_bytes, parse_root, "root");
}
Result<HeldNote<ListNote>> read_list_note(std::string_view bytes) {
  return read_note<ListNote>(bytes, max_list_note_bytes, parse_list_note, "list");
}
Result<HeldNote<LiveNote>> read_live_note(std::string_view bytes) {
  return read_note<LiveNote>(bytes, max_live_note_bytes, parse_live, "live");
}

Result<void> check_own_signers(const HeldNote<RootNote>& root) {
  return check_note_signers(root.bytes, root.note, NoteRole::root, place(NoteRole::root, root.note.number));
}

Result<void> check_step(const HeldNote<RootNote>& from, const HeldNote<RootNote>& to) {
  const std::string where = place(NoteRole::root, to.note.number);
  if (to.note.origin != from.note.origin) return fail(Errc::trust_wrong_origin, where);
  if (to.note.number != from.note.number + 1) return fail(Errc::trust_root_gap, where);
  if (to.note.issued < from.note.issued) return fail(Errc::trust_note_order, where);
  VHC_CHECK_OK(check_note_signers(to.bytes, from.note, NoteRole::root, where));
  return check_own_signers(to);
}

Result<void> check_list_signers(const HeldNote<ListNote>& list, const RootNote& root) {
  return check_note_signers(list.bytes, root, NoteRole::list, place(NoteRole::list, list.note.number));
}

Result<void> check_live_signers(const HeldNote<LiveNote>& live, const RootNote& root) {
  return check_note_signers(live.bytes, root, NoteRole::live, place(NoteRole::live, live.note.number));
}

Result<void> check_chain(const std::vector<HeldNote<ListNote>>& lists) {
  for (std::size_t i = 1; i < lists.size(); ++i) {
    const ListNote& note = lists[i].note;
    const std::string where = place(NoteRole::list, note.number);
    if (note.origin != lists[i - 1].note.origin) return fail(Errc::trust_wrong_origin, where);
    if (note.number != lists[i - 1].note.number + 1 || note.previous != lists[i - 1].hash) {
      return fail(Errc::trust_chain_gap, where, "get a whole pack from the operator; nothing of this one was kept");
    }
    if (note.issued < lists[i - 1].note.issued) return fail(Errc::trust_note_order, where);
  }
  return {};
}

bool is_complete(const std::vector<HeldNote<ListNote>>& lists, const std::vector<HeldNote<RootNote>>& roots) {
  if (lists.empty()) return false;
  const auto& first = lists.front();
  for (const auto& root : roots) {
    if (root.note.number == 1 && first.note.number == 1) return first.note.previous == root.hash;
    if (root.note.list_from == ListFrom{first.note.number, first.hash}) return true;
  }
  // A device that was pinned later and was never given root 1 cannot ask for more.
  return first.note.number == 1 && roots.front().note.number != 1;
}

Result<void> check_recovered(const std::vector<HeldNote<ListNote>>& lists, const std::vector<HeldNote<RootNote>>& roots,
                             std::uint32_t pinned) {
  for (const auto& root : roots) {
    if (root.note.number < pinned || !root.note.list_from) continue;
    const ListFrom from = *root.note.list_from;
    const auto is_it = [&](const auto& list) { return list.note.number == from.number && list.hash == from.hash; };
    const std::string back =
        "root " + std::to_string(root.note.number) + " says that lists go on from list " + std::to_string(from.number);
    if (std::none_of(lists.begin(), lists.end(), is_it)) {
      return fail(Errc::trust_chain_gap, place(NoteRole::list, lists.back().note.number), back);
    }
    const auto is_burnt = [&](const auto& list) { return burns(root.note, list.note); };
    const auto burnt = std::find_if(lists.begin(), lists.end(), is_burnt);
    if (burnt != lists.end()) {
      return fail(Errc::trust_chain_gap, place(NoteRole::list, burnt->note.number), back + ", and this one is older");
    }
  }
  return {};
}

Result<void> check_data(std::string_view data, const ListNote& note) {
  const auto lines = static_cast<std::size_t>(std::count(data.begin(), data.end(), '\n'));
  if (data.size() == note.size && lines == note.lines && sha256(as_bytes(data)) == note.data) return {};
  return fail(Errc::trust_list_hash, place(NoteRole::list, note.number), "get the pack again, byte for byte");
}

const HeldNote<ListNote>* list_of(const LiveNote& live, const std::vector<HeldNote<ListNote>>& lists) {
  const auto is_it = [&](const auto& list) { return list.hash == live.of && list.note.number == live.list; };
  const auto found = std::find_if(lists.begin(), lists.end(), is_it);
  return found == lists.end() ? nullptr : &*found;
}

bool has_same_live_keys(const RootNote& a, const RootNote& b) {
  const auto keys_of = [](const RootNote& root) {
    std::vector<std::array<std::uint8_t, 32>> keys;
    if (!root.may_live) return keys;
    for (const std::string& signer : root.may_live->names) {
      if (const NoteKey* key = root.find(signer); key != nullptr) keys.push_back(key->bytes);
    }
    std::sort(keys.begin(), keys.end());
    return keys;
  };
  return keys_of(a) == keys_of(b);
}

const HeldNote<RootNote>* root_of_live_keys(const std::vector<HeldNote<RootNote>>& roots, std::uint32_t pinned) {
  for (std::size_t i = roots.size() - 1; i > 0 && roots[i].note.number > pinned; --i) {
    if (!has_same_live_keys(roots[i - 1].note, roots[i].note)) return &roots[i];
  }
  return nullptr;
}

std::vector<std::string> denial_lines(const LiveNote& live) {
  std::vector<std::string> lines;
  lines.reserve(live.keys.size() + live.cards.size());
  for (const std::string& kid : live.keys) lines.push_back("deny-key " + kid);
  for (const CardDenial& denial : live.cards) lines.push_back(to_text(denial));
  return lines;
}

void hold_denials(TrustState& state, const LiveNote& live) {
  if (live.number <= state.list()->note.settles) return;
  for (std::string& line : denial_lines(live)) {
    const auto is_it = [&line](const HeldDenial& denial) { return denial.line == line; };
    if (std::none_of(state.denials.begin(), state.denials.end(), is_it)) {
      state.denials.push_back({live.number, std::move(line)});
    }
  }
  std::sort(state.denials.begin(), state.denials.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
}

}  // namespace vhc
