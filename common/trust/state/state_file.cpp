// The file of a state: the sections of a pack, what is this device's own, and a hash over all of it. Opened with the
// checks of an update; nothing is repaired.
#include <algorithm>
#include <utility>

#include "trust/notes/note_text.h"
#include "trust/state/state_checks.h"

namespace vhc {
namespace {

constexpr std::string_view first_line = "vhc-trust state v1";
constexpr std::string_view checksum_word = "sha256 ";
constexpr std::size_t max_local_bytes = std::size_t{64} * 1024 * 1024;

tl::unexpected<Error> damaged(std::string hint) {
  return fail(Errc::trust_state_damaged, {},
              std::move(hint) + "; restore the file, or remove it and pin the operator's root again");
}

PackSections sections_of(const TrustState& state) {
  PackSections sections;
  for (const auto& root : state.roots) sections.roots.push_back(root.bytes);
  for (const auto& list : state.lists) sections.lists.push_back(list.bytes);
  if (state.live) sections.live = state.live->bytes;
  if (!state.lists.empty()) sections.data = state.data;
  return sections;
}

std::string local_lines(const TrustState& state) {
  std::string text = "pinned " + std::to_string(state.pinned) + " " + to_rfc3339(state.pinned_at) +
                     (state.seen ? " seen\n" : " unseen\n");
  text += "latest " + to_rfc3339(state.latest) + "\n";
  text += "ran " + std::to_string(state.ran.count()) + "\n";
  if (state.counted) {
    text += "counted " + state.counted->boot + " " + std::to_string(state.counted->seconds.count()) + "\n";
  }
  if (state.time_forgotten) text += "time forgotten\n";
  for (const HeldDenial& denial : state.denials) {
    text += "deny " + (denial.live ? std::to_string(*denial.live) : "-") + " " + denial.line + "\n";
  }
  return text;
}

Result<void> read_pinned(std::string_view value, TrustState& state) {
  const auto words = split(value, ' ');
  if (words.size() != 3 || (words[2] != "seen" && words[2] != "unseen")) return damaged("its pin cannot be read");
  const auto number = read_note_number(words[0], 1);
  const auto time = parse_time(words[1]);
  if (!number || !time) return damaged("its pin cannot be read");
  state.pinned = *number;
  state.pinned_at = *time;
  state.seen = words[2] == "seen";
  return {};
}

Result<void> read_denial(std::string_view value, TrustState& state) {
  const std::size_t space = value.find(' ');
  const std::string_view number = value.substr(0, space);
  const auto live = read_note_number(number, 1);
  if (space == std::string_view::npos || (!live && number != "-")) return damaged("a denial cannot be read");
  const std::string_view line = value.substr(space + 1);
  if (!is_key_denial(line) && !parse_card_denial(line)) return damaged("a denial cannot be read");
  state.denials.push_back({live, std::string(line)});
  return {};
}

Result<void> read_counted(std::string_view value, TrustState& state) {
  const std::size_t space = value.find(' ');
  const std::string_view boot = value.substr(0, space);
  const bool is_boot = !boot.empty() && boot.size() <= max_boot_chars &&
                       boot.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
  const auto seconds = space == std::string_view::npos ? std::nullopt : read_note_number(value.substr(space + 1), 0);
  if (!is_boot || !seconds) return damaged("what it counted cannot be read");
  state.counted = Uptime{std::string(boot), std::chrono::seconds{*seconds}};
  return {};
}

Result<void> read_local_line(std::string_view line, TrustState& state) {
  const std::size_t space = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, space);
  const std::string_view value = line.substr(std::min(space + 1, line.size()));
  if (word == "pinned") return read_pinned(value, state);
  if (word == "deny") return read_denial(value, state);
  if (word == "counted") return read_counted(value, state);
  if (word == "time" && value == "forgotten") {
    state.time_forgotten = true;
    return {};
  }
  if (word == "latest") {
    const auto time = parse_time(value);
    if (!time) return damaged("its time cannot be read");
    state.latest = *time;
    return {};
  }
  const auto ran = word == "ran" ? read_note_number(value, 0) : std::nullopt;
  if (!ran) return damaged("a line of its own part cannot be read");
  state.ran = std::chrono::seconds{*ran};
  return {};
}

Result<void> read_local(std::string_view text, TrustState& state) {
  if (text.empty() || text.back() != '\n') return damaged("its own part is cut off");
  for (const std::string_view line : split(text.substr(0, text.size() - 1), '\n')) {
    VHC_CHECK_OK(read_local_line(line, state));
  }
  // There is one way to write it.
  if (state.pinned == 0 || local_lines(state) != text) return damaged("its own part is malformed");
  return {};
}

Result<void> hold_roots(const PackSections& sections, TrustState& state) {
  for (const std::string_view bytes : sections.roots) {
    VHC_TRY(HeldNote<RootNote> root, read_root_note(bytes));
    if (state.roots.empty()) {
      state.origin = root.note.origin;
    } else if (root.note.number <= state.roots.back().note.number || root.note.origin != state.origin) {
      return damaged("its root notes do not follow each other");
    }
    if (root.note.number == state.pinned) {
      VHC_CHECK_OK(check_own_signers(root));
    } else if (root.note.number > state.pinned) {
      if (state.roots.empty()) return damaged("the pinned root is missing");
      VHC_CHECK_OK(check_step(state.roots.back(), root));
    }
    state.roots.push_back(std::move(root));
  }
  if (state.roots.empty() || state.roots.back().note.number < state.pinned)
    return damaged("the pinned root is missing");
  return {};
}

// Signed under the newest root; one that an older root of the file vouches for stays, and is at best stale.
Result<void> hold_lists(const PackSections& sections, TrustState& state) {
  for (const std::string_view bytes : sections.lists) {
    VHC_TRY(HeldNote<ListNote> list, read_list_note(bytes));
    if (list.note.origin != state.origin) return damaged("a list note is by another operator");
    state.lists.push_back(std::move(list));
  }
  if (state.lists.empty()) return sections.data ? Result<void>(damaged("it has a list and no note")) : Result<void>{};
  VHC_CHECK_OK(check_chain(state.lists));
  VHC_CHECK_OK(check_recovered(state.lists, state.roots, state.pinned));
  const auto backs = [&](const HeldNote<RootNote>& root) {
    return root.note.number >= state.pinned && check_list_signers(state.lists.back(), root.note).has_value();
  };
  state.backed = backs(state.roots.back());
  if (std::none_of(state.roots.begin(), state.roots.end(), backs)) {
    return check_list_signers(state.lists.back(), state.roots.back().note);
  }
  if (!sections.data) return damaged("its list is missing");
  state.data = std::string(*sections.data);
  return check_data(state.data, state.lists.back().note);
}

Result<void> hold_live(const PackSections& sections, TrustState& state) {
  if (!sections.live) return {};
  VHC_TRY(HeldNote<LiveNote> live, read_live_note(*sections.live));
  VHC_CHECK_OK(check_live_signers(live, state.roots.back().note));
  if (live.note.origin != state.origin || list_of(live.note, state.lists) == nullptr) {
    return damaged("its live note is about another list");
  }
  // What it denies is in force, whatever the rest of the file says.
  hold_denials(state, live.note);
  state.live = std::move(live);
  return {};
}

// All but the last line, when that is the hash of the rest.
Result<std::string_view> without_checksum(std::string_view file) {
  const std::size_t line_chars = checksum_word.size() + 44 + 1;
  if (file.size() < line_chars) return damaged("it is cut off");
  const std::string_view body = file.substr(0, file.size() - line_chars);
  const std::string_view line = file.substr(body.size());
  const std::string expected = std::string(checksum_word) + hash_text(sha256(as_bytes(body))) + "\n";
  if (line != expected) return damaged("its bytes were changed");
  return body;
}

Result<std::string_view> take_own_section(SectionReader& reader, std::string_view kind) {
  auto section = reader.take();
  if (!section || section->kind != kind || !section->extra.empty()) return damaged("a part of it is missing");
  return section->bytes;
}

}  // namespace

std::string write_state(const TrustState& state) {
  std::string text = std::string(first_line) + "\n" + write_sections(sections_of(state));
  if (state.fork) {
    text += write_section("fork", state.fork->ours) + write_section("fork", state.fork->theirs);
  }
  text += write_section("local", local_lines(state));
  return text + std::string(checksum_word) + hash_text(sha256(as_bytes(text))) + "\n";
}

std::string write_pack(const TrustState& state) {
  return write_pack(sections_of(state));
}

Result<TrustState> read_state(std::string_view file) {
  if (file.size() > max_pack_bytes + max_local_bytes) return damaged("it is larger than the limit for a state");
  VHC_TRY(const std::string_view body, without_checksum(file));
  SectionReader reader(body);
  const auto first = reader.take_line();
  if (!first || *first != first_line) return damaged("it does not begin as a state does");
  PackSections sections;
  while (true) {
    const auto taken = reader.take_into(sections);
    if (!taken || sections.delta) return damaged("a section cannot be read");
    if (!*taken) break;
  }
  TrustState state;
  if (reader.rest().substr(0, 5) == "fork ") {
    VHC_TRY(const std::string_view ours, take_own_section(reader, "fork"));
    VHC_TRY(const std::string_view theirs, take_own_section(reader, "fork"));
    state.fork = {std::string(ours), std::string(theirs)};
  }
  VHC_TRY(const std::string_view local, take_own_section(reader, "local"));
  if (!reader.rest().empty()) return damaged("something follows its end");
  VHC_CHECK_OK(read_local(local, state));
  VHC_CHECK_OK(hold_roots(sections, state));
  VHC_CHECK_OK(hold_lists(sections, state));
  VHC_CHECK_OK(hold_live(sections, state));
  return state;
}

}  // namespace vhc
