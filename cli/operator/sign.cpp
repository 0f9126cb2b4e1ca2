// sign list, sign root: what a signer signs is what that signer saw, compared with what that signer holds.
#include <algorithm>
#include <memory>
#include <ostream>

#include "operator/own_state.h"
#include "operator/print_diff.h"
#include "operator/print_root.h"
#include "operator/registry_flags.h"
#include "operator/registry_verbs.h"
#include "shell/io.h"
#include "shell/verb_body.h"
#include "venue/fingerprint_input.h"
#include "vhc/json_writer.h"
#include "vhc/signing_rules.h"

namespace vhc {
namespace {

// People sign on different days; a clock is wrong by less than an hour.
constexpr std::chrono::seconds max_age_to_sign = std::chrono::days{14};
constexpr std::chrono::seconds max_lead_to_sign = std::chrono::hours{1};

struct SignOptions {
  RegistryFlags flags;
  std::optional<std::string> kind;
  std::optional<std::string> venue;
  std::optional<std::string> adds;
  std::optional<std::string> fingerprint;
  bool first = false;
  bool again = false;
};

std::ostream& talk(Io& io) {
  return io.json() ? io.err() : io.out();
}

Result<void> check_time(UnixTime issued, const SignOptions& options, const std::string& where, const Io& io) {
  VHC_TRY(const UnixTime now, operator_time(options.flags, io));
  if (issued <= now + max_lead_to_sign && issued >= now - max_age_to_sign) return {};
  return fail(Errc::registry_time, where, "issued " + to_rfc3339(issued) + ": propose it again, or set the clock");
}

Result<void> check_compared(const SignOptions& options, const OwnState& own, const std::string& what) {
  if (options.first) return {};
  return fail(Errc::registry_no_own_state, own.path.empty() ? "--venue" : own.path,
              what +
                  ". Make it with vhc trust pin and vhc trust update, outside the list folder; or, when you have seen "
                  "all of it and there is nothing to compare with yet, add --first");
}

Exit not_signed(const Io& io) {
  io.say("note     nothing was signed: add --yes");
  return Exit::done;
}

void say_signed(const std::string& kind, const NoteSignature& signature, const std::vector<SignerCount>& counts,
                const Io& io) {
  if (!io.json()) {
    io.out() << "signed by " << signature.name << " (" << to_text(counts) << ")\n";
    return;
  }
  JsonWriter json;
  json.begin_object().member("schema", "vhc.signed/1").member("note", kind).member("by", signature.name);
  json.member("signatures", static_cast<std::int64_t>(counts.front().have));
  json.member("need", static_cast<std::int64_t>(counts.front().need)).name("missing").begin_array();
  for (const SignerCount& count : counts) {
    if (count.is_met()) continue;
    for (const std::string& name : count.missing) json.string(name);
  }
  io.out() << json.end_array().end_object().text() << '\n';
}

// ---- sign list

// What the signer compares with: the list before, from the signer's own state and no other place.
struct Base {
  TrustLines lines;
  std::string text;
  bool is_own = false;
};

Result<Base> base_of(const OwnState& own, const ListNote& note) {
  if (own.list() == nullptr) {
    const std::string why = own.path.empty() ? "no state of your own was named (--venue DIR)"
                            : own.state      ? "your own state (" + own.path + ") holds no list yet"
                                             : "your own state (" + own.path + ") does not know " + note.origin;
    return Base{{}, "base: none, " + why + ": everything is shown as added", false};
  }
  const std::string held =
      "list " + std::to_string(own.list()->note.number) + " " + hash_text(own.list()->hash).substr(0, 8) + "...";
  if (own.list()->hash != note.previous) {
    return fail(Errc::registry_own_behind, "list " + std::to_string(note.number) + "; you hold " + held,
                "take the newest pack first: vhc trust update --venue " + own.path +
                    " PACK; if it already is that one, this list does not follow the published one");
  }
  VHC_TRY(TrustLines lines, read_list(own.state->data));
  return Base{std::move(lines), "base: " + held + ", from your own pinned state", true};
}

// It follows what was published, and says nothing that nobody signed.
Result<ListNote> read_next(const RegistryFolder& folder, const SignedNote& pending) {
  VHC_TRY(ListNote note, parse_list_note(pending.text));
  const std::string where = "list " + std::to_string(note.number);
  const auto& lists = folder.lists();
  if (note.origin != folder.origin()) return fail(Errc::trust_wrong_origin, where);
  if (folder.roots().empty()) return fail(Errc::registry_no_note, folder.path(), "publish the root first");
  const std::uint32_t number = lists.empty() ? 1 : lists.back().note.number + 1;
  const Sha256& previous = lists.empty() ? folder.roots().front().hash : lists.back().hash;
  if (note.number != number || note.previous != previous) {
    return fail(Errc::trust_chain_gap, where, "it does not follow what was published: vhc registry propose");
  }
  return note;
}

Result<void> agree(const SignOptions& options, std::size_t additions, Io& io) {
  std::string given;
  if (options.adds) {
    given = *options.adds;
  } else {
    VHC_TRY(given, io.ask_line("type the number of additions to sign", "--adds N"));
  }
  if (given == std::to_string(additions)) return {};
  return fail(Errc::registry_adds, "--adds", "it adds " + std::to_string(additions) + "; nothing was signed");
}

struct NextList {
  ListNote note;
  TrustLines lines;
  std::vector<std::string> on_purpose;  // denies that the proposer says are lifted
};

Result<NextList> next_list(const RegistryFolder& folder, Io& io) {
  NextList next;
  VHC_TRY(next.note, read_next(folder, folder.next_list()->note));
  VHC_TRY(const std::string data, folder.next_data(io));
  if (sha256(as_bytes(data)) != next.note.data) {
    return fail(Errc::trust_list_hash, "list " + std::to_string(next.note.number), "propose it again");
  }
  VHC_TRY(next.lines, read_list(data));
  VHC_TRY(next.on_purpose, folder.next_lift(io));
  return next;
}

// Denies that the signer knows of, and those of the folder.
OpenDenials denials_of(const RegistryFolder& folder, const OwnState& own) {
  OpenDenials denials = folder.open_denials();
  if (own.state) denials.add(*own.state);
  return denials;
}

ListDiff changes_of(const Base& base, const NextList& next, const OpenDenials& denials) {
  ListDiff changes = diff(base.lines, next.lines);
  for (const std::string& line : denials.lifted_by(next.lines, next.note.settles)) {
    changes.changes.push_back({ChangeKind::lifted, ChangeOf::deny, {}, {}, {}, {}, line, 1});
  }
  return changes;
}

void say_list(std::ostream& out, const ListNote& note, const Base& base, const ListDiff& changes) {
  out << "  list " << note.number << " of " << note.origin << ", issued " << day(note.issued) << ", expires "
      << day(note.expires) << ", settles live " << note.settles << "\n  " << base.text << '\n';
  print_diff(out, changes);
}

Result<Exit> sign_list(const SignOptions& options, const RegistryFolder& folder, Io& io) {
  if (!folder.next_list()) return fail(Errc::registry_no_note, folder.path(), "make one: vhc registry propose");
  VHC_TRY(const OwnState own, open_own_state(options.venue, folder, io));
  VHC_TRY(const NextList next, next_list(folder, io));
  const std::string where = "list " + std::to_string(next.note.number);
  VHC_CHECK_OK(check_time(next.note.issued, options, where, io));
  VHC_TRY(const Base base, base_of(own, next.note));
  const OpenDenials denials = denials_of(folder, own);
  const ListDiff changes = changes_of(base, next, denials);
  say_list(talk(io), next.note, base, changes);
  VHC_CHECK_OK(denials.check(next.lines, next.note.settles, next.on_purpose));
  if (!options.flags.yes) return not_signed(io);
  if (!base.is_own) VHC_CHECK_OK(check_compared(options, own, "there is no list of your own to compare with"));
  VHC_CHECK_OK(agree(options, changes.additions(), io));
  PendingNote pending = *folder.next_list();
  const RootNote& root = *folder.governing();
  VHC_TRY(NoteSignature signature,
          make_signature(signer_setup(options.flags), pending.note.text, keys_for(NoteRole::list, root),
                         "root " + std::to_string(root.number) + " for lists", io));
  add_signature(pending.note, signature);
  VHC_CHECK_OK(io.write_file(folder.file("next.note"), pending.bytes(), {.overwrite = true}));
  VHC_CHECK_OK(note_down(folder, options.flags, "sign list", where + " by " + signature.name, io));
  say_signed("list", signature, {count_list(pending.note, root)}, io);
  return Exit::done;
}

// ---- sign list --again

// The list in use under the root, from what the signer holds: their own copy of it, or its hash in a root of theirs.
Result<const HeldNote<ListNote>*> own_list_under(const OwnState& own, const HeldNote<ListNote>& wanted) {
  const auto is_it = [&wanted](const auto& list) { return list.hash == wanted.hash; };
  if (own.state) {
    const auto& mine = own.state->lists;
    const auto held = std::find_if(mine.begin(), mine.end(), is_it);
    if (held != mine.end()) return &*held;
    const auto& from = own.state->root().note.list_from;
    if (mine.empty() && from == ListFrom{wanted.note.number, wanted.hash}) return &wanted;
  }
  if (own.list() == nullptr) {
    return fail(Errc::registry_no_own_state, own.path.empty() ? "--venue" : own.path,
                "what is signed again is the list that you hold: vhc trust update --venue DIR PACK");
  }
  return fail(Errc::registry_own_behind,
              "you hold list " + std::to_string(own.list()->note.number) + "; list " +
                  std::to_string(wanted.note.number) + " is to be signed",
              "take the newest pack first: vhc trust update");
}

// The list once more, for keys that came or come with a root. The text is the signer's own, not the folder's.
Result<SignedNote> note_again(const HeldNote<ListNote>& list, const RegistryFolder& folder) {
  VHC_TRY(SignedNote mine, split_note(list.bytes, max_list_note_bytes));
  if (!folder.next_again()) return mine;
  if (folder.next_again()->note.text != mine.text) {
    return fail(Errc::registry_other_text, folder.file("next.again"),
                "it is not the list " + std::to_string(list.note.number) +
                    " that you hold; remove the file. Nothing was signed");
  }
  return folder.next_again()->note;
}

Result<RootNote> root_to_come(const RegistryFolder& folder) {
  if (folder.governing() == nullptr) return fail(Errc::registry_no_note, folder.path(), "publish the root first");
  if (!folder.next_root()) return *folder.governing();
  return parse_root(folder.next_root()->note.text);
}

Result<Exit> sign_again(const SignOptions& options, const RegistryFolder& folder, Io& io) {
  VHC_TRY(const OwnState own, open_own_state(options.venue, folder, io));
  VHC_TRY(const RootNote root, root_to_come(folder));
  const HeldNote<ListNote>* const wanted = folder.list_under(root);
  if (wanted == nullptr) return fail(Errc::registry_no_note, folder.path(), "no list was published that goes on");
  VHC_TRY(const HeldNote<ListNote>* const held, own_list_under(own, *wanted));
  VHC_TRY(SignedNote note, note_again(*held, folder));
  const ListNote& list = held->note;
  talk(io) << "  list " << list.number << " of " << list.origin << ", issued " << day(list.issued) << ", "
           << hash_text(held->hash) << ": the list that you hold, once more, for root " << root.number << '\n';
  const std::size_t burnt = folder.lists().back().note.number - list.number;
  if (burnt != 0) talk(io) << "  root " << root.number << " burns what came after it: " << burnt << " of them\n";
  if (!options.flags.yes) return not_signed(io);
  VHC_TRY(NoteSignature signature,
          make_signature(signer_setup(options.flags), note.text, keys_for(NoteRole::list, root),
                         "root " + std::to_string(root.number) + " for lists", io));
  add_signature(note, signature);
  VHC_CHECK_OK(io.write_file(folder.file("next.again"), to_text(note), {.overwrite = true}));
  VHC_CHECK_OK(note_down(folder, options.flags, "sign list again",
                         "list " + std::to_string(list.number) + " by " + signature.name, io));
  say_signed("list", signature, {count_list(note, root)}, io);
  return Exit::done;
}

// ---- sign root

Result<RootNote> read_next_root(const RegistryFolder& folder) {
  VHC_TRY(RootNote root, parse_root(folder.next_root()->note.text));
  const std::string where = "root " + std::to_string(root.number);
  const RootNote* const before = folder.governing();
  if (root.origin != folder.origin()) return fail(Errc::trust_wrong_origin, where);
  if (root.number != (before == nullptr ? 1 : before->number + 1)) return fail(Errc::trust_root_gap, where);
  if (before != nullptr && root.issued < before->issued) return fail(Errc::trust_note_order, where);
  return root;
}

Result<void> agree_on_root(const SignOptions& options, const std::string& whole, Io& io) {
  std::string given;
  if (options.fingerprint) {
    given = *options.fingerprint;
  } else {
    VHC_TRY(given, io.ask_line("type all four groups of the fingerprint to sign this root", "--fingerprint GROUPS"));
  }
  if (is_fingerprint(given, whole, all_digits)) return {};
  return fail(Errc::trust_fingerprint, "--fingerprint",
              "all four groups are needed, those of the root that is shown; nothing was signed");
}

Result<Exit> sign_root(const SignOptions& options, const RegistryFolder& folder, Io& io) {
  if (!folder.next_root()) return fail(Errc::registry_no_note, folder.path(), "make one: vhc registry root propose");
  VHC_TRY(const OwnState own, open_own_state(options.venue, folder, io));
  PendingNote pending = *folder.next_root();
  VHC_TRY(const RootNote root, read_next_root(folder));
  const std::string where = "root " + std::to_string(root.number);
  VHC_CHECK_OK(check_time(root.issued, options, where, io));
  const RootNote* const before = own.state ? &own.state->root().note : nullptr;
  print_root(talk(io), root, note_hash(pending.note), before);
  if (!options.flags.yes) return not_signed(io);
  if (before == nullptr && root.number != 1) {
    VHC_CHECK_OK(check_compared(options, own, "there is no root of your own to compare with"));
  }
  VHC_CHECK_OK(agree_on_root(options, fingerprint(note_hash(pending.note)), io));
  VHC_TRY(const NoteSignature signature, make_signature(signer_setup(options.flags), pending.note.text,
                                                        keys_for_root(folder.governing(), root), where, io));
  add_signature(pending.note, signature);
  VHC_CHECK_OK(io.write_file(folder.file("next.root"), pending.bytes(), {.overwrite = true}));
  VHC_CHECK_OK(note_down(folder, options.flags, "sign root", where + " by " + signature.name, io));
  say_signed("root", signature, count_root(pending.note, folder.governing(), root), io);
  return Exit::done;
}

// ---- the verb

Result<void> check_kind(const SignOptions& options) {
  const std::string kind = options.kind.value_or("");
  if (kind != "list" && kind != "root") {
    return fail(Errc::usage, "list|root", "say what you sign: vhc registry sign list, or vhc registry sign root");
  }
  if (kind == "root" && options.adds)
    return fail(Errc::usage, "--adds", "it belongs to a list: vhc registry sign list");
  if (kind == "root" && options.again) return fail(Errc::usage, "--again", "only a list is signed again");
  if (kind == "list" && options.fingerprint) return fail(Errc::usage, "--fingerprint", "it belongs to a root");
  if (options.again && options.adds) return fail(Errc::usage, "--adds", "a list that is signed again adds nothing");
  if (options.again && options.first) return fail(Errc::usage, "--first", "what is signed again is the list you hold");
  return {};
}

Result<Exit> sign(const SignOptions& options, Io& io) {
  VHC_CHECK_OK(check_kind(options));
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  if (*options.kind == "root") return sign_root(options, folder, io);
  return options.again ? sign_again(options, folder, io) : sign_list(options, folder, io);
}

}  // namespace

void add_registry_sign(Verb& registry) {
  auto options = std::make_shared<SignOptions>();
  Verb& verb = registry.verb("sign", "show what the next list or the next root changes, and sign it");
  verb.describe(
      "KIND is list or root: the command never chooses. Others may write the list folder, so what is signed is "
      "compared "
      "with your own state, which lies outside it: make it once with vhc trust pin, and keep it with vhc trust update. "
      "For a list you type the number of additions, for a root all four groups of its fingerprint. Without --yes "
      "nothing is signed.");
  verb.operand("KIND", options->kind, false);
  add_list_flag(verb, options->flags);
  add_own_state_flag(
      verb, options->venue,
      "your own state, outside the list folder (default: VHC_VENUE; none is an answer only with --first)");
  add_key_flags(verb, options->flags, "the signer's key file");
  verb.option("--adds", options->adds, "N", "list: the number of additions, instead of typing it");
  verb.option("--fingerprint", options->fingerprint, "GROUPS",
              "root: all four groups of its fingerprint, instead of typing them");
  verb.flag("--first", options->first, "sign although you hold nothing to compare with: a first list, a new signer");
  verb.flag("--again", options->again,
            "list: sign the list that you hold once more, after the keys of the network changed");
  verb.flag("--yes", options->flags.yes, "sign");
  add_operator_flags(verb, options->flags);
  verb.exits({3, 4, 5, 6});
  verb.example("$ vhc registry sign list --list net --venue own --key alice.key --yes");
  verb.example("$ vhc registry sign root --list net --venue own --key ada.key --yes");
  verb.example("$ vhc registry sign list --again --list net --venue own --key alice.key --yes");
  verb.run(run_with(options, sign));
}

}  // namespace vhc
