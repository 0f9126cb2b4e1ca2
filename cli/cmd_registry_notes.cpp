// From the draft to a list that venues take: propose, sign, publish.
#include <algorithm>
#include <memory>
#include <ostream>

#include "io.h"
#include "print_diff.h"
#include "registry_folder.h"
#include "registry_verbs.h"
#include "venue_folder.h"
#include "verb_body.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

constexpr std::chrono::seconds max_own_clock_error = std::chrono::hours{1};

struct NoteOptions {
  RegistryFlags flags;
  std::optional<std::string> expires;
  std::optional<std::string> adds;
  std::optional<std::string> venue;
  std::optional<std::string> delta;
  std::vector<std::string> lift;
  bool emergency = false;
  bool seal_journal = false;
};

std::string day(UnixTime time) {
  return to_rfc3339(time).substr(0, 10);
}

// ---- propose

// The live note whose denies the list settles, as long as it is above what is settled already.
std::uint32_t settled_by(const RegistryFolder& folder) {
  const std::uint32_t before = folder.lists().empty() ? 0 : folder.lists().back().note.settles;
  return folder.live() ? std::max(before, folder.live()->note.number) : before;
}

// A deny that the list neither carries nor lifts on purpose would be lost.
Result<void> check_denies(const RegistryFolder& folder, const TrustLines& draft, const std::vector<std::string>& lift) {
  if (!folder.live()) return {};
  for (const std::string& line : lifted(folder.live()->note, draft)) {
    if (std::find(lift.begin(), lift.end(), line) != lift.end()) continue;
    return fail(
        Errc::registry_deny_forgotten, line,
        "carry it (key revoke, issuer suspend, or the card's rid), or lift it on purpose: --lift \"" + line + "\"");
  }
  return {};
}

Result<ListNote> list_note(const NoteOptions& options, const RegistryFolder& folder, const std::string& text, Io& io) {
  ListNote note;
  note.origin = folder.origin();
  note.number = folder.lists().empty() ? 1 : folder.lists().back().note.number + 1;
  VHC_TRY(note.issued, operator_time(options.flags, io));
  std::chrono::seconds span = std::chrono::days{90};
  if (options.expires) {
    VHC_TRY(span, parse_duration(*options.expires));
  }
  note.expires = note.issued + span;
  note.previous = folder.lists().empty() ? folder.roots().front().hash : folder.lists().back().hash;
  note.settles = settled_by(folder);
  if (options.seal_journal) {
    VHC_TRY(note.journal, folder.journal_end({}, io));
  }
  note.lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
  note.size = static_cast<std::uint32_t>(text.size());
  note.data = sha256(as_bytes(text));
  if (!folder.lists().empty() && note.issued < folder.lists().back().note.issued) {
    return fail(Errc::trust_note_order, "list " + std::to_string(note.number), "is the clock of this machine right?");
  }
  return parse_list_note(to_text(note));
}

Result<int> propose(const NoteOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, RegistryFolder::open_locked(options.flags, io));
  if (folder.roots().empty()) return fail(Errc::registry_no_note, folder.path(), "publish the root first");
  VHC_TRY(const TrustLines draft, folder.draft(io));
  if (draft.issuers.empty()) return fail(Errc::registry_empty, folder.file("draft.list"), "import issuers first");
  VHC_CHECK_OK(check_denies(folder, draft, options.lift));
  VHC_TRY(const std::string text, write_list(draft));
  VHC_TRY(const ListNote note, list_note(options, folder, text, io));
  VHC_CHECK_OK(io.write_file(folder.file("next.list"), text, {.overwrite = true}));
  VHC_CHECK_OK(io.write_file(folder.file("next.note"), to_text(note), {.overwrite = true}));
  VHC_CHECK_OK(folder.note_down(options.flags, "propose", "list " + std::to_string(note.number), io));
  io.out() << "list " << note.number << " of " << note.origin << ", issued " << day(note.issued) << ", expires "
           << day(note.expires) << ", settles live " << note.settles << "; " << note.lines << " lines, " << note.size
           << " bytes\n";
  io.say("next     " + std::to_string(folder.governing()->may_list.need) + " people: vhc registry sign --list " +
         folder.path() + " --key FILE --yes");
  return 0;
}

// ---- sign

// What the signer compares with: the list before, from the signer's own pinned state and no other place.
struct Base {
  TrustLines lines;
  std::string text;
};

Result<Base> own_base(const NoteOptions& options, const RegistryFolder& folder, const ListNote& note, Io& io) {
  const std::string venue = options.venue ? *options.venue : folder.file("pinned");
  const std::string nothing = "base: none in your own pinned state (" + venue + "): everything is shown as added";
  VHC_TRY(const VenueFolder pinned, VenueFolder::open(venue, io));
  const TrustState* const state = pinned.find(note.origin);
  if (state == nullptr || state->list() == nullptr || state->list()->hash != note.previous) return Base{{}, nothing};
  VHC_TRY(TrustLines lines, read_list(state->data));
  return Base{std::move(lines), "base: list " + std::to_string(state->list()->note.number) + " " +
                                    hash_text(state->list()->hash).substr(0, 8) + "..., from your own pinned state"};
}

Result<ListDiff> what_changes(const Base& base, const RegistryFolder& folder, const ListNote& note,
                              const std::string& data) {
  VHC_TRY(const TrustLines lines, read_list(data));
  ListDiff changes = diff(base.lines, lines);
  if (folder.live() && folder.live()->note.number <= note.settles) {
    for (const std::string& line : lifted(folder.live()->note, lines)) {
      changes.changes.push_back({ChangeKind::lifted, "deny", {}, {}, {}, {}, line});
    }
  }
  return changes;
}

Result<void> agree(const NoteOptions& options, std::size_t additions, Io& io) {
  std::string given;
  if (options.adds) {
    given = *options.adds;
  } else {
    VHC_TRY(given, io.ask_line("type the number of additions to sign", "--adds N"));
  }
  if (given == std::to_string(additions)) return {};
  return fail(Errc::registry_adds, "--adds", "it adds " + std::to_string(additions) + "; nothing was signed");
}

Result<void> check_own_time(UnixTime issued, UnixTime now, const std::string& where) {
  const auto distance = issued > now ? issued - now : now - issued;
  if (distance <= max_own_clock_error) return {};
  return fail(Errc::registry_time, where, "issued " + to_rfc3339(issued) + ": propose it again, or set the clock");
}

Result<int> say_signed(const PendingNote& pending, const NoteSignature& signature, const RootNote& root, NoteRole role,
                       Io& io) {
  VHC_TRY(const std::size_t count, count_signers(pending.note, root, role));
  const std::string need = std::to_string(root.signers(role)->need);
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.signed/1").member("by", signature.name);
    json.member("signatures", static_cast<std::int64_t>(count));
    io.out() << json.member("need", std::int64_t{root.signers(role)->need}).end_object().text() << '\n';
  } else {
    io.out() << "signed by " << signature.name << " (" << count << " of " << need << ")\n";
  }
  return 0;
}

// The newest list is signed again under the root to come, by the same keys at the same time.
Result<void> sign_list_again(const NoteOptions& options, const RegistryFolder& folder, const RootNote& root, Io& io) {
  if (folder.lists().empty()) return {};
  const std::string file = folder.file("next.again");
  std::string bytes = folder.lists().back().bytes;
  if (io.exists(file)) {
    VHC_TRY(bytes, io.read_file(file, max_list_note_bytes));
  }
  VHC_TRY(SignedNote note, split_note(bytes, max_list_note_bytes));
  auto signature = make_signature(options.flags, note.text, root, io);
  if (!signature) return tl::unexpected(std::move(signature).error());
  const std::string signer = signature->name.substr(root.origin.size() + 1);
  if (!std::binary_search(root.may_list.names.begin(), root.may_list.names.end(), signer)) return {};
  add_signature(note, *std::move(signature));
  return io.write_file(file, to_text(note), {.overwrite = true});
}

Result<int> sign_root(const NoteOptions& options, const RegistryFolder& folder, Io& io) {
  PendingNote pending = *folder.next_root();
  VHC_TRY(const RootNote root, parse_root(pending.note.text));
  VHC_TRY(const UnixTime now, operator_time(options.flags, io));
  VHC_CHECK_OK(check_own_time(root.issued, now, "root " + std::to_string(root.number)));
  std::ostream& talk = io.json() ? io.err() : io.out();
  talk << "  root " << root.number << " of " << root.origin << ", issued " << day(root.issued) << ", expires "
       << day(root.expires) << "\n  roots " << root.may_root.need << " of " << root.may_root.names.size() << ", lists "
       << root.may_list.need << " of " << root.may_list.names.size() << '\n';
  for (const NoteKey& key : root.keys) talk << "    key " << to_text(key) << '\n';
  if (!options.flags.yes) {
    io.say("note     nothing was signed: say so with --yes");
    return 0;
  }
  // A key of the old root may have left the new one: it signs all the same.
  auto signature = make_signature(options.flags, pending.note.text, root, io);
  if (!signature && folder.governing() != nullptr) {
    signature = make_signature(options.flags, pending.note.text, *folder.governing(), io);
  }
  if (!signature) return tl::unexpected(std::move(signature).error());
  add_signature(pending.note, *signature);
  VHC_CHECK_OK(io.write_file(folder.file("next.root"), pending.bytes(), {.overwrite = true}));
  const auto is_new_key = [&](const NoteKey& key) { return key.name == signature->name; };
  if (folder.governing() != nullptr && std::any_of(root.keys.begin(), root.keys.end(), is_new_key)) {
    VHC_CHECK_OK(sign_list_again(options, folder, root, io));
  }
  VHC_CHECK_OK(
      folder.note_down(options.flags, "sign", "root " + std::to_string(root.number) + " by " + signature->name, io));
  return say_signed(pending, *signature, root, NoteRole::root, io);
}

Result<int> sign_list(const NoteOptions& options, const RegistryFolder& folder, Io& io) {
  if (!folder.next_list()) return fail(Errc::registry_no_note, folder.path(), "make one: vhc registry propose");
  PendingNote pending = *folder.next_list();
  VHC_TRY(const ListNote note, parse_list_note(pending.note.text));
  VHC_TRY(const UnixTime now, operator_time(options.flags, io));
  const std::string where = "list " + std::to_string(note.number);
  VHC_CHECK_OK(check_own_time(note.issued, now, where));
  VHC_TRY(const std::string data, folder.next_data(io));
  if (sha256(as_bytes(data)) != note.data) return fail(Errc::trust_list_hash, where, "propose it again");
  VHC_TRY(const Base base, own_base(options, folder, note, io));
  VHC_TRY(const ListDiff changes, what_changes(base, folder, note, data));
  std::ostream& talk = io.json() ? io.err() : io.out();
  talk << "  list " << note.number << " of " << note.origin << ", issued " << day(note.issued) << ", expires "
       << day(note.expires) << ", settles live " << note.settles << "\n  " << base.text << '\n';
  print_diff(talk, changes);
  if (!options.flags.yes) {
    io.say("note     nothing was signed: say so with --yes");
    return 0;
  }
  VHC_CHECK_OK(agree(options, changes.additions(), io));
  VHC_TRY(NoteSignature signature, make_signature(options.flags, pending.note.text, *folder.governing(), io));
  add_signature(pending.note, signature);
  VHC_CHECK_OK(io.write_file(folder.file("next.note"), pending.bytes(), {.overwrite = true}));
  VHC_CHECK_OK(folder.note_down(options.flags, "sign", where + " by " + signature.name, io));
  return say_signed(pending, signature, *folder.governing(), NoteRole::list, io);
}

Result<int> sign(const NoteOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, RegistryFolder::open_locked(options.flags, io));
  return folder.next_root() ? sign_root(options, folder, io) : sign_list(options, folder, io);
}

// ---- publish

// What is published goes through the update that venues make, on the operator's own pinned state: what would be refused
// out there is refused here.
Result<TrustState> rehearse(const RegistryFolder& folder, const std::vector<std::string>& roots,
                            const std::string& pack, UnixTime now, Io& io) {
  VHC_TRY(const VenueFolder venue, VenueFolder::open(folder.file("pinned"), io));
  const TrustState* const held = venue.find(folder.origin());
  TrustState state;
  if (held != nullptr) {
    state = *held;
  } else {
    VHC_TRY(state, pin(roots.front(), now, true, UnixTime{}));
  }
  Updated updated = update(state, pack, now);
  if (updated.refused) return tl::unexpected(*std::move(updated.refused));
  return std::move(updated.state);
}

Result<void> keep_pinned(const RegistryFolder& folder, const TrustState& state, Io& io) {
  VHC_TRY(VenueFolder venue, VenueFolder::open(folder.file("pinned"), io));
  VHC_CHECK_OK(venue.save(state, io));
  return state.list() == nullptr ? Result<void>{} : venue.accept_first_list(state, io);
}

Result<void> check_new_keys_signed(const RegistryFolder& folder, const SignedNote& note, const RootNote& root) {
  for (const NoteKey& key : root.keys) {
    const bool is_old = folder.governing() != nullptr &&
                        std::find(folder.governing()->keys.begin(), folder.governing()->keys.end(), key) !=
                            folder.governing()->keys.end();
    const auto by_key = [&](const NoteSignature& line) { return is_signed_by(note, line, key); };
    if (is_old || std::any_of(note.signatures.begin(), note.signatures.end(), by_key)) continue;
    return fail(
        Errc::trust_below_threshold, "root " + std::to_string(root.number) + ", " + key.name,
        "every key that is new signs the root: vhc registry sign --list " + folder.path() + " --key FILE --yes");
  }
  return {};
}

Error below(Error error, const std::string& where, const RegistryFolder& folder) {
  error.where = where + ", " + error.where;
  error.hint = "a second person runs: vhc registry sign --list " + folder.path() + " --key FILE --yes";
  return error;
}

// Everything published, with the root to come and what was signed again for it.
struct RootStep {
  RootNote root;
  std::vector<std::string> roots;
  std::vector<std::string> lists;
  std::optional<std::string> live;
  std::string data;
  std::string pack;
  std::string pack_name;

  std::string place() const { return "root " + std::to_string(root.number); }
};

Result<RootStep> root_step(const NoteOptions& options, const RegistryFolder& folder, Io& io) {
  RootStep step;
  VHC_TRY(step.root, parse_root(folder.next_root()->note.text));
  step.roots = folder.root_notes();
  step.roots.push_back(to_text(folder.next_root()->note));
  const std::string name = "packs/" + folder.origin() + "-root-" + std::to_string(step.root.number) + ".pack";
  step.pack_name = name;
  if (!options.emergency && !folder.lists().empty()) {
    step.pack_name = folder.pack_name(folder.lists().back().note.number);
    step.lists = folder.list_notes();
    if (folder.live()) step.live = folder.live()->bytes;
    VHC_TRY(step.data, folder.published_list(io));
    if (io.exists(folder.file("next.again"))) {
      VHC_TRY(step.lists.back(), io.read_file(folder.file("next.again"), max_list_note_bytes));
    }
    if (io.exists(folder.file("next.live"))) {
      VHC_TRY(step.live, io.read_file(folder.file("next.live"), max_live_note_bytes));
    }
  }
  step.pack = folder.pack(step.roots, step.lists, step.live, step.data);
  return step;
}

Result<void> check_root_signers(const RegistryFolder& folder, const RootStep& step) {
  const SignedNote& note = folder.next_root()->note;
  for (const RootNote* judge : {folder.governing(), &step.root}) {
    if (judge == nullptr) continue;
    auto enough = check_signers(note, *judge, NoteRole::root);
    if (!enough) return tl::unexpected(below(std::move(enough).error(), step.place(), folder));
  }
  return check_new_keys_signed(folder, note, step.root);
}

// Else venues would take the root and be left with a list that nobody vouches for.
Result<void> check_rest_is_signed(const RegistryFolder& folder, const RootStep& step) {
  if (step.lists.empty()) return {};
  VHC_TRY(const SignedNote again, split_note(step.lists.back(), max_list_note_bytes));
  if (!check_signers(again, step.root, NoteRole::list)) {
    return fail(Errc::registry_root_unsigned, "list " + std::to_string(folder.lists().back().note.number),
                "keys of the new root sign too, or publish the root alone: --emergency");
  }
  if (!step.root.may_live) return {};
  const auto live = step.live ? split_note(*step.live, max_live_note_bytes) : tl::unexpected(Error{});
  if (live && check_signers(*live, step.root, NoteRole::live)) return {};
  return fail(Errc::registry_root_unsigned, "live note",
              "make one with the new live key: vhc registry live --key FILE, or publish the root alone: --emergency");
}

Result<void> write_root_step(const RegistryFolder& folder, const RootStep& step, Io& io) {
  for (const char* sub : {"roots", "packs", "live"}) VHC_CHECK_OK(io.make_folder(folder.file(sub)));
  const auto write = [&](const std::string& name, const std::string& bytes) {
    return io.write_file(folder.file(name), bytes, {.overwrite = true});
  };
  if (!step.lists.empty()) {
    VHC_CHECK_OK(write("lists/" + std::to_string(folder.lists().back().note.number) + ".note", step.lists.back()));
  }
  if (step.live) {
    VHC_TRY(const SignedNote parts, split_note(*step.live, max_live_note_bytes));
    VHC_TRY(const LiveNote said, parse_live(parts.text));
    VHC_CHECK_OK(write("live/" + std::to_string(said.number) + ".note", *step.live));
  }
  VHC_CHECK_OK(write("roots/" + std::to_string(step.root.number) + ".note", step.roots.back()));
  return write(step.pack_name, step.pack);
}

Result<int> publish_root(const NoteOptions& options, const RegistryFolder& folder, Io& io) {
  VHC_TRY(const RootStep step, root_step(options, folder, io));
  VHC_CHECK_OK(check_root_signers(folder, step));
  VHC_CHECK_OK(check_rest_is_signed(folder, step));
  VHC_TRY(const UnixTime now, operator_time(options.flags, io));
  VHC_TRY(const TrustState state, rehearse(folder, step.roots, step.pack, now, io));
  if (!options.flags.yes) {
    io.out() << "would publish " << step.place() << " as " << step.pack_name << "; say --yes\n";
    return 0;
  }
  VHC_CHECK_OK(write_root_step(folder, step, io));
  VHC_CHECK_OK(keep_pinned(folder, state, io));
  for (const char* done : {"next.root", "next.again", "next.live"}) VHC_CHECK_OK(folder.remove_if_there(done, io));
  VHC_CHECK_OK(folder.note_down(options.flags, "publish", step.place(), io));
  io.out() << "published " << step.place() << ": " << folder.file(step.pack_name) << '\n'
           << "fingerprint " << fingerprint(note_hash(folder.next_root()->note))
           << "   (venues compare it once: vhc trust pin)\n";
  return 0;
}

Result<void> write_delta(const NoteOptions& options, const RegistryFolder& folder, const std::string& data,
                         const std::vector<std::string>& lists, const std::string& name, Io& io) {
  const std::string from = folder.file("lists/" + *options.delta + ".list");
  VHC_TRY(const std::string base, io.read_file(from, max_list_bytes));
  const std::string body = make_delta(base, data);
  const std::vector<std::string> roots = folder.root_notes();
  PackSections sections;
  sections.roots.assign(roots.begin(), roots.end());
  sections.lists.assign(lists.begin(), lists.end());
  sections.delta = PackedDelta{sha256(as_bytes(base)), body};
  const std::string file = name.substr(0, name.size() - 5) + "-from-" + *options.delta + ".pack";
  VHC_CHECK_OK(io.write_file(folder.file(file), write_pack(sections), {.overwrite = true}));
  io.out() << "changes from list " << *options.delta << ": " << folder.file(file) << " (" << body.size() << " bytes)\n";
  return {};
}

Result<int> publish_list(const NoteOptions& options, const RegistryFolder& folder, Io& io) {
  if (!folder.next_list()) return fail(Errc::registry_no_note, folder.path(), "make one: vhc registry propose");
  const SignedNote& note = folder.next_list()->note;
  VHC_TRY(const ListNote list, parse_list_note(note.text));
  const std::string where = "list " + std::to_string(list.number);
  auto enough = check_signers(note, *folder.governing(), NoteRole::list);
  if (!enough) return tl::unexpected(below(std::move(enough).error(), where, folder));
  if (folder.live() && folder.live()->note.number > list.settles) {
    return fail(Errc::registry_settles,
                where + " settles live " + std::to_string(list.settles) + "; newest is live " +
                    std::to_string(folder.live()->note.number),
                "vhc registry propose --list " + folder.path());
  }
  VHC_TRY(const std::string data, folder.next_data(io));
  VHC_TRY(const UnixTime now, operator_time(options.flags, io));
  std::vector<std::string> lists = folder.list_notes();
  lists.push_back(to_text(note));
  std::optional<std::string> live;
  if (folder.live()) live = folder.live()->bytes;
  const std::string pack = folder.pack(folder.root_notes(), lists, live, data);
  VHC_TRY(const TrustState state, rehearse(folder, folder.root_notes(), pack, now, io));
  const std::string name = folder.pack_name(list.number);
  if (!options.flags.yes) {
    io.out() << "would publish " << where << " as " << name << "; say --yes\n";
    return 0;
  }
  for (const char* sub : {"lists", "packs"}) VHC_CHECK_OK(io.make_folder(folder.file(sub)));
  const std::string number = std::to_string(list.number);
  VHC_CHECK_OK(io.write_file(folder.file("lists/" + number + ".list"), data, {.overwrite = true}));
  VHC_CHECK_OK(io.write_file(folder.file(name), pack, {.overwrite = true}));
  VHC_CHECK_OK(io.write_file(folder.file("lists/" + number + ".note"), to_text(note), {.overwrite = true}));
  VHC_CHECK_OK(keep_pinned(folder, state, io));
  VHC_CHECK_OK(io.remove_file(folder.file("next.note")));
  VHC_CHECK_OK(io.remove_file(folder.file("next.list")));
  VHC_CHECK_OK(folder.note_down(options.flags, "publish", where, io));
  io.out() << "published " << where << ": " << folder.file(name) << " (" << pack.size() << " bytes)\n";
  if (options.delta) VHC_CHECK_OK(write_delta(options, folder, data, lists, name, io));
  if (folder.governing()->may_live) {
    io.say("next     say that it is the newest: vhc registry live --list " + folder.path());
  }
  return 0;
}

Result<int> publish(const NoteOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, RegistryFolder::open_locked(options.flags, io));
  return folder.next_root() ? publish_root(options, folder, io) : publish_list(options, folder, io);
}

}  // namespace

void add_registry_notes(Verb& registry) {
  auto proposed = std::make_shared<NoteOptions>();
  Verb& propose_verb = registry.verb("propose", "freeze the draft as the next list, for people to sign");
  add_list_flag(propose_verb, proposed->flags);
  propose_verb.option("--expires", proposed->expires, "SPAN", "how long the list counts (default: 90d)");
  propose_verb.option("--lift", proposed->lift, "LINE",
                      "lift this deny on purpose, repeatable: a line of the live note");
  propose_verb.flag("--seal-journal", proposed->seal_journal,
                    "let the list name the journal's last line, so that nobody can cut or rewrite it unseen; everyone "
                    "then sees how many lines it has");
  add_operator_flags(propose_verb, proposed->flags);
  propose_verb.exits({3, 4, 5});
  propose_verb.example("$ vhc registry propose --list net --expires 90d");
  propose_verb.run(run_with(proposed, propose));

  auto signing = std::make_shared<NoteOptions>();
  Verb& sign_verb = registry.verb("sign", "show what the next list or root changes, and sign it");
  sign_verb.describe(
      "Compares the next list with the one in the signer's own pinned state, prints what it adds and removes, and asks "
      "for the number of additions. Without --yes nothing is signed.");
  add_list_flag(sign_verb, signing->flags);
  add_key_flags(sign_verb, signing->flags, "the signer's key file");
  sign_verb.option("--adds", signing->adds, "N", "the number of additions, instead of typing it");
  sign_verb.option("--venue", signing->venue, "DIR", "the signer's own pinned state (default: pinned in the folder)");
  sign_verb.flag("--yes", signing->flags.yes, "sign");
  add_operator_flags(sign_verb, signing->flags);
  sign_verb.exits({3, 4, 5, 6});
  sign_verb.example("$ vhc registry sign --list net --key alice.key --yes");
  sign_verb.run(run_with(signing, sign));

  auto published = std::make_shared<NoteOptions>();
  Verb& publish_verb = registry.verb("publish", "make the pack that venues take, when enough people have signed");
  publish_verb.describe(
      "Writes what it would do; with --yes it does it. The pack first goes through the update that venues make.");
  add_list_flag(publish_verb, published->flags);
  publish_verb.option("--delta", published->delta, "FROM", "also write the changes from list FROM");
  publish_verb.flag("--emergency", published->emergency,
                    "publish a root alone, before list and live note are signed again");
  publish_verb.flag("--yes", published->flags.yes, "publish");
  add_operator_flags(publish_verb, published->flags);
  publish_verb.exits({3, 4, 5});
  publish_verb.example("$ vhc registry publish --list net --yes");
  publish_verb.run(run_with(published, publish));
}

}  // namespace vhc
