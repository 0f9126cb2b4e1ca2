// From the draft to a note that people sign: propose; back again: withdraw; and signatures from elsewhere: collect.
#include <algorithm>
#include <memory>
#include <ostream>
#include <sstream>

#include "operator/pending_note.h"
#include "operator/registry_flags.h"
#include "operator/registry_verbs.h"
#include "shell/counted.h"
#include "shell/io.h"
#include "shell/shell_word.h"
#include "shell/verb_body.h"
#include "vhc/display_text.h"
#include "vhc/signing_rules.h"

namespace vhc {
namespace {

struct NoteOptions {
  RegistryFlags flags;
  std::optional<std::string> operand;
  std::optional<std::string> expires;
  std::vector<std::string> lift;
  bool seal_journal = false;
};

// ---- propose

// The live note whose denies the list settles, as long as it is above what is settled already. Of notes that verify.
std::uint32_t settled_by(const RegistryFolder& folder) {
  const std::uint32_t before = folder.lists().empty() ? 0 : folder.lists().back().note.settles;
  return folder.live() != nullptr ? std::max(before, folder.live()->note.number) : before;
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
    VHC_TRY(note.journal, folder.journal_end(io));
  }
  note.lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
  note.size = static_cast<std::uint32_t>(text.size());
  note.data = sha256(as_bytes(text));
  if (!folder.lists().empty() && note.issued < folder.lists().back().note.issued) {
    return fail(Errc::trust_note_order, "list " + std::to_string(note.number), "is this machine's clock right?");
  }
  return parse_list_note(to_text(note));
}

// What is lifted on purpose, for the signers to see: a file that anybody may have written, and no more than a name.
Result<void> write_lift(const NoteOptions& options, const RegistryFolder& folder, Io& io) {
  if (options.lift.empty()) return folder.remove_if_there("next.lift", io);
  std::string text;
  for (const std::string& line : options.lift) text += line + "\n";
  return io.write_file(folder.file("next.lift"), text, {.overwrite = true});
}

Result<Exit> propose(const NoteOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  if (folder.roots().empty()) return fail(Errc::registry_no_note, folder.path(), "publish the root first");
  VHC_TRY(const TrustLines draft, folder.draft(io));
  if (draft.issuers.empty()) return fail(Errc::registry_empty, folder.file("draft.list"), "import issuers first");
  VHC_TRY(const std::string text, write_list(draft));
  VHC_TRY(const ListNote note, list_note(options, folder, text, io));
  VHC_CHECK_OK(folder.open_denials().check(draft, note.settles, options.lift));
  say_dropped(folder.next_list(), folder, NoteRole::list, io);
  VHC_CHECK_OK(io.write_file(folder.file("next.list"), text, {.overwrite = true}));
  VHC_CHECK_OK(io.write_file(folder.file("next.note"), to_text(note), {.overwrite = true}));
  VHC_CHECK_OK(write_lift(options, folder, io));
  VHC_CHECK_OK(note_down(folder, options.flags, "propose", "list " + std::to_string(note.number), io));
  io.out() << "list " << note.number << " of " << note.origin << ", issued " << day(note.issued) << ", expires "
           << day(note.expires) << ", settles live " << note.settles << "; " << counted(note.lines, "line") << ", "
           << counted(note.size, "byte") << "\n";
  io.say("next     " + std::to_string(folder.governing()->may_list.need) +
         (folder.governing()->may_list.need == 1 ? " person runs" : " people run") + ": vhc registry sign list " +
         (note.number == 1 ? "--first " : "") + "--list " + shell_word(folder.path()) +
         " --venue DIR --key FILE --yes");
  return Exit::done;
}

// ---- withdraw

Result<Exit> withdraw(const NoteOptions& options, Io& io) {
  const std::string& kind = *options.operand;
  if (kind != "list" && kind != "root") return fail(Errc::usage, "KIND", "it is list or root");
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  const bool is_root = kind == "root";
  const std::string file = folder.file(is_root ? "next.root" : "next.note");
  if (!io.exists(file)) return fail(Errc::registry_no_note, file);
  say_dropped(is_root ? folder.next_root() : folder.next_list(), folder, is_root ? NoteRole::root : NoteRole::list, io);
  VHC_CHECK_OK(is_root ? folder.withdraw_root(io) : folder.withdraw_list(io));
  VHC_CHECK_OK(note_down(folder, options.flags, "withdraw " + kind, options.flags.why.value_or(""), io));
  io.out() << "withdrawn: the waiting " << kind << ". The draft is unchanged\n";
  return Exit::done;
}

// ---- collect

struct Collecting {
  std::string file;  // "next.note"
  SignedNote ours;
  std::vector<NoteKey> allowed;
  std::vector<SignerCount> (*count)(const SignedNote&, const RegistryFolder&) = nullptr;
};

std::vector<SignerCount> count_pending_list(const SignedNote& note, const RegistryFolder& folder) {
  return {count_list(note, *folder.governing())};
}

std::vector<SignerCount> count_pending_root(const SignedNote& note, const RegistryFolder& folder) {
  return count_root(note, folder.governing(), parse_root(note.text).value());
}

Result<Collecting> waiting_root(const RegistryFolder& folder) {
  if (!folder.next_root()) return fail(Errc::registry_no_note, folder.path(), "no root waits here");
  VHC_TRY(const RootNote root, parse_root(folder.next_root()->note.text));
  return Collecting{"next.root", folder.next_root()->note, keys_for_root(folder.governing(), root), count_pending_root};
}

// The list that waits, or the newest one that is signed again: whichever it is a copy of.
Result<Collecting> waiting_list(const RegistryFolder& folder, const std::string& text) {
  if (folder.governing() == nullptr) return fail(Errc::registry_no_note, folder.path(), "publish the root first");
  const bool is_again = folder.next_again() && folder.next_again()->note.text == text;
  if (!is_again && !folder.next_list()) return fail(Errc::registry_no_note, folder.path(), "no list waits here");
  RootNote root = *folder.governing();
  if (is_again && folder.next_root()) {
    VHC_TRY(root, parse_root(folder.next_root()->note.text));
  }
  const std::string file = is_again ? "next.again" : "next.note";
  const SignedNote& ours = (is_again ? folder.next_again() : folder.next_list())->note;
  return Collecting{file, ours, keys_for(NoteRole::list, root), count_pending_list};
}

// Line by line, where they differ.
void show_difference(const std::string& ours, const std::string& theirs, Io& io) {
  const auto lines = [](const std::string& text) {
    std::vector<std::string> all;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) all.push_back(line);
    return all;
  };
  const auto show = [&io](const std::vector<std::string>& from, const std::vector<std::string>& other, char mark) {
    for (const std::string& line : from) {
      const bool is_there = std::find(other.begin(), other.end(), line) != other.end();
      if (!is_there) io.err() << "  " << mark << ' ' << displayed(line) << '\n';
    }
  };
  show(lines(ours), lines(theirs), '-');
  show(lines(theirs), lines(ours), '+');
}

Result<std::size_t> add_signatures(Collecting& waiting, const SignedNote& theirs, Io& io) {
  std::size_t added = 0;
  for (const NoteSignature& line : theirs.signatures) {
    const auto is_by = [&](const NoteKey& key) { return is_signed_by(theirs, line, key); };
    if (std::none_of(waiting.allowed.begin(), waiting.allowed.end(), is_by)) {
      io.say("note     not taken: " + displayed(line.name) + " may not sign this note, or the signature does not hold");
      continue;
    }
    const auto is_held = [&](const NoteSignature& held) { return held.name == line.name && held.id == line.id; };
    if (std::any_of(waiting.ours.signatures.begin(), waiting.ours.signatures.end(), is_held)) continue;
    add_signature(waiting.ours, line);
    ++added;
  }
  return added;
}

Result<Exit> collect(const NoteOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  VHC_TRY(const std::string bytes, io.read_file(*options.operand, max_root_note_bytes));
  auto theirs = split_note(bytes, max_root_note_bytes);
  if (!theirs) return fail(theirs.error().code, *options.operand, theirs.error().hint);
  const bool is_root = theirs->text.starts_with("vhc-trust root ");
  VHC_TRY(Collecting waiting, is_root ? waiting_root(folder) : waiting_list(folder, theirs->text));
  if (theirs->text != waiting.ours.text) {
    show_difference(waiting.ours.text, theirs->text, io);
    return fail(Errc::registry_other_text, *options.operand,
                "its signatures are for that text; ask for a copy of " + folder.file(waiting.file) + " to be signed");
  }
  VHC_TRY(const std::size_t added, add_signatures(waiting, *theirs, io));
  VHC_CHECK_OK(io.write_file(folder.file(waiting.file), PendingNote{waiting.ours}.bytes(), {.overwrite = true}));
  VHC_CHECK_OK(note_down(folder, options.flags, "collect", std::to_string(added) + " for " + waiting.file, io));
  io.out() << "collected " << added << (added == 1 ? " signature" : " signatures") << " ("
           << to_text(waiting.count(waiting.ours, folder)) << ")\n";
  return Exit::done;
}

void add_propose(Verb& registry) {
  auto options = std::make_shared<NoteOptions>();
  Verb& verb = registry.verb("propose", "freeze the draft as the next list, for people to sign");
  verb.describe("It replaces what was waiting to be signed, and names whose signatures are dropped.");
  add_list_flag(verb, options->flags);
  verb.option("--expires", options->expires, "SPAN", "how long the list counts (default: 90d)");
  verb.option("--lift", options->lift, "LINE", "lift this denial on purpose, repeatable: a line of the live note");
  verb.flag("--seal-journal", options->seal_journal,
            "let the list name the journal's last line, so that nobody can cut or rewrite it unseen; everyone "
            "then sees how many lines it has");
  add_operator_flags(verb, options->flags);
  verb.exits({3, 4, 5});
  verb.example("$ vhc registry propose --list net --expires 90d");
  verb.run(run_with(options, propose));
}

void add_withdraw(Verb& registry) {
  auto options = std::make_shared<NoteOptions>();
  Verb& verb = registry.verb("withdraw", "take back the list or the root that waits to be signed");
  verb.describe("KIND is list or root. The draft stays as it is; the journal keeps what was done.");
  verb.operand("KIND", options->operand, true);
  add_list_flag(verb, options->flags);
  verb.option("--why", options->flags.why, "TEXT", "one line of reason, for the journal");
  add_operator_flags(verb, options->flags);
  verb.exits({3, 4});
  verb.example("$ vhc registry withdraw root --list net");
  verb.run(run_with(options, withdraw));
}

void add_collect(Verb& registry) {
  auto options = std::make_shared<NoteOptions>();
  Verb& verb = registry.verb("collect", "add the signatures of another copy of the note that waits");
  verb.describe(
      "For people at several computers: each signs a copy of the list folder, and sends back its next.note, next.root "
      "or next.again. Only signatures by keys that may sign are taken; a copy of another text is shown and refused.");
  verb.operand("NOTE", options->operand, true);
  add_list_flag(verb, options->flags);
  add_operator_flags(verb, options->flags);
  verb.exits({3, 4, 5});
  verb.example("$ vhc registry collect --list net from-bob/next.note");
  verb.run(run_with(options, collect));
}

}  // namespace

void add_registry_notes(Verb& registry) {
  add_propose(registry);
  add_registry_sign(registry);
  add_withdraw(registry);
  add_collect(registry);
  add_registry_publish(registry);
}

}  // namespace vhc
