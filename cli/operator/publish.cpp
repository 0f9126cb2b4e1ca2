// publish: what enough people have signed becomes the pack that venues take.
#include <algorithm>
#include <memory>
#include <ostream>
#include <utility>

#include "operator/own_state.h"
#include "operator/registry_flags.h"
#include "operator/registry_verbs.h"
#include "shell/io.h"
#include "shell/shell_word.h"
#include "shell/verb_body.h"
#include "vhc/signing_rules.h"

namespace vhc {
namespace {

struct PublishOptions {
  RegistryFlags flags;
  std::optional<std::string> kind;
  std::optional<std::string> venue;
  std::optional<std::string> delta;
  bool emergency = false;
};

// What is published goes through the update that venues make, from root 1 on and, when the operator has one, on a state
// of the operator's own: what would be refused out there is refused here.
Result<void> rehearse(const PublishOptions& options, const RegistryFolder& folder,
                      const std::vector<std::string>& roots, const std::string& pack, Io& io) {
  VHC_TRY(const UnixTime now, operator_time(options.flags, io));
  VHC_TRY(const TrustState fresh, pin(roots.front(), now, true, UnixTime{}));
  Updated updated = update(fresh, pack, now);
  if (updated.refused) return tl::unexpected(*std::move(updated.refused));
  VHC_TRY(const OwnState own, open_older_state(options.venue, folder, io));
  if (!own.state) return {};
  updated = update(*own.state, pack, now);
  return updated.refused ? Result<void>(tl::unexpected(*std::move(updated.refused))) : Result<void>{};
}

std::string sign_command(const std::string& kind, const RegistryFolder& folder) {
  // The first list and the first root are compared with nothing: there is nothing yet.
  const bool is_first = kind == "root" ? folder.roots().empty() : kind == "list" && folder.lists().empty();
  return "vhc registry sign " + kind + (is_first ? " --first" : "") + " --list " + shell_word(folder.path()) +
         " --venue DIR --key FILE --yes";
}

tl::unexpected<Error> below(const std::string& where, const SignerCount& count, const std::string& kind,
                            const RegistryFolder& folder) {
  return fail(Errc::trust_below_threshold, where + ", " + to_text(count),
              "the next person runs: " + sign_command(kind, folder));
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
  std::uint32_t last = 0;  // the number of the newest of `lists`
  bool burns = false;      // lists that were published

  std::string place() const { return "root " + std::to_string(root.number); }
};

// The list under more signatures; another text is nobody's.
Result<std::string> signed_again(const RegistryFolder& folder, const HeldNote<ListNote>& list) {
  if (note_hash(folder.next_again()->note) == list.hash) return to_text(folder.next_again()->note);
  return fail(Errc::registry_other_text, folder.file("next.again"),
              "it is not list " + std::to_string(list.note.number) + "; remove the file");
}

// The lists that are in use under the root, up to the one that it lets go on, and that one's data.
Result<void> add_lists(RootStep& step, const RegistryFolder& folder, Io& io) {
  const HeldNote<ListNote>* const last = folder.list_under(step.root);
  if (last == nullptr) {
    return fail(Errc::trust_chain_gap, step.place(), "the list from which it lets lists go on was not published here");
  }
  for (const auto& list : folder.lists()) {
    if (list.note.number <= last->note.number) step.lists.push_back(list.bytes);
  }
  step.burns = step.lists.size() < folder.lists().size();
  if (folder.next_again()) {
    VHC_TRY(step.lists.back(), signed_again(folder, *last));
  }
  step.last = last->note.number;
  VHC_TRY(step.data, folder.data_of(last->note, io));
  return {};
}

Result<RootStep> root_step(const PublishOptions& options, const RegistryFolder& folder, Io& io) {
  RootStep step;
  VHC_TRY(step.root, parse_root(folder.next_root()->note.text));
  step.roots = folder.root_notes();
  step.roots.push_back(to_text(folder.next_root()->note));
  const std::string name = "packs/" + folder.origin() + "-root-" + std::to_string(step.root.number) + ".pack";
  step.pack_name = name;
  if (!options.emergency && !folder.lists().empty()) {
    VHC_CHECK_OK(add_lists(step, folder, io));
    step.pack_name = step.burns ? name : folder.pack_name(step.last);
    // A live note about a list that is burnt says nothing about the one that is left.
    if (folder.live() && !step.burns) step.live = folder.live()->bytes;
    if (step.root.may_live && !step.burns && io.exists(folder.file("next.live"))) {
      VHC_TRY(step.live, io.read_plain_file(folder.file("next.live"), max_live_note_bytes));
    }
  }
  step.pack = folder.pack(step.roots, step.lists, step.live, step.data);
  return step;
}

Result<void> check_root_signers(const RegistryFolder& folder, const RootStep& step) {
  const SignedNote& note = folder.next_root()->note;
  for (const SignerCount& count : count_root(note, folder.governing(), step.root)) {
    if (!count.is_met()) return below(step.place(), count, "root", folder);
  }
  for (const RootNote* judge : {folder.governing(), &std::as_const(step.root)}) {
    if (judge != nullptr) VHC_CHECK_OK(check_signers(note, *judge, NoteRole::root));
  }
  return {};
}

// Else venues would take the root and be left with a list that nobody vouches for.
Result<void> check_rest_is_signed(const RegistryFolder& folder, const RootStep& step) {
  if (step.lists.empty()) return {};
  VHC_TRY(const SignedNote again, split_note(step.lists.back(), max_list_note_bytes));
  const SignerCount count = count_list(again, step.root);
  if (!check_signers(again, step.root, NoteRole::list)) {
    return fail(Errc::registry_root_unsigned, "list " + std::to_string(step.last) + ", " + to_text(count),
                "they run: " + sign_command("list --again", folder) + "; or publish the root alone: --emergency");
  }
  if (!step.root.may_live || step.burns) return {};
  const auto live = step.live ? split_note(*step.live, max_live_note_bytes) : tl::unexpected(Error{});
  if (live && check_signers(*live, step.root, NoteRole::live)) return {};
  return fail(Errc::registry_root_unsigned, "live note",
              "make one with the new live key: vhc registry live --list " + shell_word(folder.path()) +
                  " --key FILE, or publish the root alone: --emergency");
}

// Without live keys no note speaks for what was denied: a device that never took the denial would never hear of it.
Result<void> check_denials_stay(const RegistryFolder& folder, const RootStep& step, Io& io) {
  if (step.root.may_live || folder.lists().empty()) return {};
  VHC_TRY(const std::string data, folder.published_list(io));
  VHC_TRY(const TrustLines lines, read_list(data));
  const OpenDenials denials = folder.open_denials();
  for (const HeldDenial& denial : denials.lines()) {
    if (carries(lines, denial.line)) continue;
    return fail(
        Errc::registry_deny_forgotten, denial.line,
        step.place() + " names no live key: name one (--live), or publish a list first that carries the denial");
  }
  return {};
}

Result<void> write_root_step(const RegistryFolder& folder, const RootStep& step, Io& io) {
  for (const char* sub : {"roots", "packs", "live"}) VHC_CHECK_OK(io.make_folder(folder.file(sub)));
  const auto write = [&](const std::string& name, const std::string& bytes) {
    return io.write_file(folder.file(name), bytes, {.overwrite = true});
  };
  if (!step.lists.empty()) {
    VHC_CHECK_OK(write("lists/" + std::to_string(step.last) + ".note", step.lists.back()));
  }
  if (step.live) {
    VHC_TRY(const SignedNote parts, split_note(*step.live, max_live_note_bytes));
    VHC_TRY(const LiveNote said, parse_live(parts.text));
    VHC_CHECK_OK(write("live/" + std::to_string(said.number) + ".note", *step.live));
  }
  VHC_CHECK_OK(write("roots/" + std::to_string(step.root.number) + ".note", step.roots.back()));
  VHC_CHECK_OK(write("packs/root-" + std::to_string(step.root.number) + ".note", step.roots.back()));
  return folder.write_packs(step.pack_name, step.pack, io);
}

void say_lists_begin_again(const RegistryFolder& folder, const RootStep& step, const PublishOptions& options, Io& io) {
  const std::string number = std::to_string(step.root.list_from->number);
  io.say("draft    it begins again from list " + number + "; what it had is kept in draft.burnt");
  if (options.emergency) {
    io.say("next     two steps: each signer takes the pack (vhc trust update) and signs list " + number +
           " again: " + sign_command("list --again", folder));
  } else if (folder.governing()->may_live) {
    io.say("next     say that list " + number + " is the newest: vhc registry live --list " +
           shell_word(folder.path()) + " --key FILE");
  }
}

Result<Exit> publish_root(const PublishOptions& options, const RegistryFolder& folder, Io& io) {
  VHC_TRY(const RootStep step, root_step(options, folder, io));
  VHC_CHECK_OK(check_root_signers(folder, step));
  VHC_CHECK_OK(check_denials_stay(folder, step, io));
  VHC_CHECK_OK(check_rest_is_signed(folder, step));
  VHC_CHECK_OK(rehearse(options, folder, step.roots, step.pack, io));
  if (!options.flags.yes) {
    io.out() << "would publish " << step.place() << " as " << step.pack_name << "; say --yes\n";
    return Exit::done;
  }
  VHC_CHECK_OK(write_root_step(folder, step, io));
  VHC_CHECK_OK(folder.withdraw_root(io));
  if (step.root.list_from) VHC_CHECK_OK(folder.begin_draft_again(io));
  VHC_CHECK_OK(note_down(folder, options.flags, "publish", step.place(), io));
  io.out() << "published " << step.place() << ": " << folder.file(step.pack_name) << '\n'
           << "fingerprint " << fingerprint(note_hash(folder.next_root()->note))
           << "   (venues compare it once: vhc trust pin " << folder.file("packs/root-") << step.root.number
           << ".note)\n";
  if (step.root.list_from) say_lists_begin_again(folder, step, options, io);
  return Exit::done;
}

Result<void> write_delta(const PublishOptions& options, const RegistryFolder& folder, const std::string& data,
                         const std::vector<std::string>& lists, const std::string& name, Io& io) {
  const std::string from = folder.file("lists/" + *options.delta + ".list");
  VHC_TRY(const std::string base, io.read_plain_file(from, max_list_bytes));
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

// Denies are looked at once more, over every live note that verifies: the signers may not have known of all.
Result<void> check_list(const RegistryFolder& folder, const ListNote& list, const std::string& data, Io& io) {
  const std::string where = "list " + std::to_string(list.number);
  if (sha256(as_bytes(data)) != list.data) return fail(Errc::trust_list_hash, where, "propose it again");
  const SignedNote& note = folder.next_list()->note;
  const SignerCount count = count_list(note, *folder.governing());
  if (!count.is_met()) return below(where, count, "list", folder);
  VHC_CHECK_OK(check_signers(note, *folder.governing(), NoteRole::list));
  VHC_TRY(const TrustLines lines, read_list(data));
  VHC_TRY(const auto on_purpose, folder.next_lift(io));
  return folder.open_denials().check(lines, list.settles, on_purpose);
}

Result<void> write_list_files(const RegistryFolder& folder, const std::string& number, const std::string& data,
                              const std::string& pack, const std::string& pack_name, Io& io) {
  VHC_CHECK_OK(io.make_folder(folder.file("lists")));
  VHC_CHECK_OK(io.write_file(folder.file("lists/" + number + ".list"), data, {.overwrite = true}));
  VHC_CHECK_OK(folder.write_packs(pack_name, pack, io));
  VHC_CHECK_OK(
      io.write_file(folder.file("lists/" + number + ".note"), to_text(folder.next_list()->note), {.overwrite = true}));
  return folder.withdraw_list(io);
}

void say_live_next(const RegistryFolder& folder, Io& io) {
  if (!folder.governing()->may_live) return;
  io.say("next     confirm that it is current: vhc registry live --list " + shell_word(folder.path()) + " --key FILE");
}

Result<Exit> publish_list(const PublishOptions& options, const RegistryFolder& folder, Io& io) {
  if (!folder.next_list() || folder.roots().empty()) {
    return fail(Errc::registry_no_note, folder.path(), "make one: vhc registry propose");
  }
  const SignedNote& note = folder.next_list()->note;
  VHC_TRY(const ListNote list, parse_list_note(note.text));
  const std::string where = "list " + std::to_string(list.number);
  VHC_TRY(const std::string data, folder.next_data(io));
  VHC_CHECK_OK(check_list(folder, list, data, io));
  std::vector<std::string> lists = folder.list_notes();
  lists.push_back(to_text(note));
  std::optional<std::string> live;
  if (folder.live() != nullptr) live = folder.live()->bytes;
  const std::string pack = folder.pack(folder.root_notes(), lists, live, data);
  VHC_CHECK_OK(rehearse(options, folder, folder.root_notes(), pack, io));
  const std::string name = folder.pack_name(list.number);
  if (!options.flags.yes) {
    io.out() << "would publish " << where << " as " << name << "; say --yes\n";
    return Exit::done;
  }
  VHC_CHECK_OK(write_list_files(folder, std::to_string(list.number), data, pack, name, io));
  VHC_CHECK_OK(note_down(folder, options.flags, "publish", where, io));
  io.out() << "published " << where << ": " << folder.file(name) << " (" << pack.size() << " bytes)\n";
  if (options.delta) VHC_CHECK_OK(write_delta(options, folder, data, lists, name, io));
  say_live_next(folder, io);
  return Exit::done;
}

// ---- the newest list under a newer root's signatures, after a root that was published alone

Result<Exit> publish_again(const PublishOptions& options, const RegistryFolder& folder, Io& io) {
  if (folder.lists().empty()) return fail(Errc::registry_no_note, folder.path(), "make one: vhc registry propose");
  VHC_TRY(const std::string bytes, signed_again(folder, folder.lists().back()));
  VHC_TRY(const SignedNote note, split_note(bytes, max_list_note_bytes));
  const std::string number = std::to_string(folder.lists().back().note.number);
  const SignerCount count = count_list(note, *folder.governing());
  if (!count.is_met()) return below("list " + number, count, "list --again", folder);
  VHC_TRY(const std::string data, folder.published_list(io));
  std::vector<std::string> lists = folder.list_notes();
  lists.back() = bytes;
  std::optional<std::string> live;
  if (folder.live() != nullptr) live = folder.live()->bytes;
  const std::string pack = folder.pack(folder.root_notes(), lists, live, data);
  VHC_CHECK_OK(rehearse(options, folder, folder.root_notes(), pack, io));
  const std::string name = folder.pack_name(folder.lists().back().note.number);
  if (!options.flags.yes) {
    io.out() << "would publish list " << number << " again as " << name << "; say --yes\n";
    return Exit::done;
  }
  VHC_CHECK_OK(io.write_file(folder.file("lists/" + number + ".note"), bytes, {.overwrite = true}));
  VHC_CHECK_OK(folder.write_packs(name, pack, io));
  VHC_CHECK_OK(folder.remove_if_there("next.again", io));
  VHC_CHECK_OK(note_down(folder, options.flags, "publish", "list " + number + " again", io));
  io.out() << "published list " << number << " again: " << folder.file(name) << '\n';
  say_live_next(folder, io);
  return Exit::done;
}

// A root that is still short of signatures holds up no list.
bool is_root_ready(const RegistryFolder& folder) {
  if (!folder.next_root()) return false;
  const auto root = parse_root(folder.next_root()->note.text);
  if (!root) return false;
  const auto counts = count_root(folder.next_root()->note, folder.governing(), *root);
  return std::all_of(counts.begin(), counts.end(), [](const SignerCount& count) { return count.is_met(); });
}

Result<Exit> publish(const PublishOptions& options, Io& io) {
  const std::string kind = options.kind.value_or("");
  if (options.kind && kind != "list" && kind != "root") {
    return fail(Errc::usage, "list|root", "write vhc registry publish list, or vhc registry publish root");
  }
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  const bool root_first = folder.next_root() && (!folder.next_list() || is_root_ready(folder));
  if (kind == "root" && !folder.next_root()) {
    return fail(Errc::registry_no_note, folder.path(), "make one: vhc registry root propose");
  }
  if (kind == "root" || (kind.empty() && root_first)) return publish_root(options, folder, io);
  if (!folder.next_list() && folder.next_again() && !folder.roots().empty()) return publish_again(options, folder, io);
  return publish_list(options, folder, io);
}

}  // namespace

void add_registry_publish(Verb& registry) {
  auto options = std::make_shared<PublishOptions>();
  Verb& verb = registry.verb("publish", "make the pack that venues take, when enough people have signed");
  verb.describe(
      "Writes what it would do; with --yes it does it. The pack first goes through the update that venues make, and "
      "the "
      "list is checked again against every denial in a live note that verifies. In packs/ it writes ORIGIN-N.pack, the "
      "same "
      "as ORIGIN.pack, the one name that a venue's cron needs, and root-N.note for those who pin.");
  verb.operand("KIND", options->kind, false);
  add_list_flag(verb, options->flags);
  add_own_state_flag(verb, options->venue,
                     "a state of your own that the pack must fit too, outside the list folder (default: VHC_VENUE)");
  verb.option("--delta", options->delta, "FROM", "also write the changes from list FROM");
  verb.flag("--emergency", options->emergency, "publish a root alone, before list and live note are signed again");
  verb.flag("--yes", options->flags.yes, "publish");
  add_operator_flags(verb, options->flags);
  verb.exits({3, 4, 5});
  verb.example("$ vhc registry publish --list net --yes");
  verb.run(run_with(options, publish));
}

}  // namespace vhc
