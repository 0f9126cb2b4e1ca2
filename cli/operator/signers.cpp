// The beginning of a network: signers' keys, the first root.
#include <algorithm>
#include <memory>
#include <ostream>

#include "operator/pending_note.h"
#include "operator/print_root.h"
#include "operator/registry_flags.h"
#include "operator/registry_verbs.h"
#include "shell/io.h"
#include "shell/shell_word.h"
#include "shell/verb_body.h"
#include "vhc/json_writer.h"
#include "vhc/signing_rules.h"

namespace vhc {
namespace {

struct SignerOptions {
  RegistryFlags flags;
  std::optional<std::string> name;
};

// ---- signer new, signer show

Result<Exit> new_signer(const SignerOptions& options, Io& io) {
  const std::string& name = *options.name;
  if (!is_signer_name(name)) return fail(Errc::note_key_form, "NAME", "small letters, digits, '.', '_' and '-'");
  VHC_TRY(const NoteSigner signer, NoteSigner::generate(name));
  const std::string key_file = *options.name + ".key";
  const std::string pub_file = *options.name + ".pub";
  for (const std::string& file : {key_file, pub_file}) {
    if (io.exists(file)) return fail(Errc::exists, file, "choose another name, or remove it");
  }
  VHC_TRY(const UnixTime now, operator_time(options.flags, io));
  std::string sealed;
  if (options.flags.no_passphrase) {
    io.say(io.program() + ": warning: the key file is not sealed; use it for tests and demos only");
    VHC_TRY(sealed, signer.without_seal(now));
  } else {
    VHC_TRY(const Secret passphrase, options.flags.passphrase_file
                                         ? io.read_passphrase_file(*options.flags.passphrase_file)
                                         : io.ask_passphrase("New passphrase for " + name, true));
    VHC_TRY(sealed, signer.seal(now, passphrase));
  }
  VHC_CHECK_OK(io.write_file(key_file, sealed, {.mode = 0600}));
  VHC_CHECK_OK(io.write_file(pub_file, to_text(signer.public_key()) + "\n"));
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.signer/1").member("key", to_text(signer.public_key()));
    io.out() << json.member("file", key_file).end_object().text() << '\n';
  } else {
    io.out() << "created  " << key_file << (options.flags.no_passphrase ? "" : "   (sealed, mode 0600)") << '\n'
             << "created  " << pub_file << "   " << to_text(signer.public_key()) << '\n';
  }
  return Exit::done;
}

// A .pub file, the line itself, or a key file, whose header says the public key.
Result<NoteKey> read_public_key(const std::string& file_or_line, Io& io) {
  constexpr std::size_t longest = max_key_file_bytes;
  if (auto key = parse_note_key(file_or_line)) return key;
  VHC_TRY(std::string text, io.read_file(file_or_line, longest));
  if (const auto header = read_sealed_header(text)) return parse_note_key(header->info.subject);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  auto key = parse_note_key(text);
  if (key) return key;
  Error error = std::move(key).error();
  error.where = file_or_line;
  return tl::unexpected(std::move(error));
}

Result<Exit> show_signer(const SignerOptions& options, Io& io) {
  VHC_TRY(const NoteKey key, read_public_key(*options.name, io));
  io.out() << to_text(key) << '\n';
  return Exit::done;
}

// ---- init, root propose

struct RootOptions {
  RegistryFlags flags;
  std::optional<std::string> origin;
  std::optional<std::string> root_need;
  std::optional<std::string> list_need;
  std::optional<std::string> expires;
  std::optional<std::string> list_from;
  std::optional<std::string> live;
  std::vector<std::string> root_keys;
  std::vector<std::string> keys;
};

Result<std::uint32_t> need_of(const std::optional<std::string>& value, std::size_t keys, const std::string& flag) {
  if (!value) return static_cast<std::uint32_t>(keys / 2 + 1);
  const bool is_number = !value->empty() && value->size() < 4 &&
                         std::all_of(value->begin(), value->end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto need = is_number ? std::stoul(*value) : 0;
  if (need >= 1 && need <= keys) return static_cast<std::uint32_t>(need);
  return fail(Errc::usage, flag, "it is 1 or more, and not above the number of keys");
}

Result<std::vector<std::string>> add_keys(const std::vector<std::string>& given, RootNote& root, Io& io) {
  std::vector<std::string> names;
  for (const std::string& text : given) {
    VHC_TRY(NoteKey key, read_public_key(text, io));
    const std::string prefix = root.origin + "/";
    if (key.name.find('/') == std::string::npos) key.name = prefix + key.name;
    if (key.name.substr(0, prefix.size()) != prefix) {
      return fail(Errc::note_key_form, text, "its name does not begin with " + prefix);
    }
    names.push_back(key.name.substr(prefix.size()));
    if (std::find(root.keys.begin(), root.keys.end(), key) == root.keys.end()) root.keys.push_back(key);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Result<std::chrono::seconds> lifetime_of(const std::optional<std::string>& flag, std::chrono::seconds usual) {
  if (!flag) return usual;
  auto span = parse_duration(*flag);
  if (!span) return fail(Errc::duration_format, "--expires", "write it as 90d");
  return span;
}

// Everything that is said of a root anew; what is not said stays as it was.
Result<RootNote> make_root(const RootOptions& options, const RootNote* before, const std::string& origin, Io& io) {
  RootNote root;
  root.origin = origin;
  root.number = before == nullptr ? 1 : before->number + 1;
  VHC_TRY(root.issued, operator_time(options.flags, io));
  VHC_TRY(const auto lifetime, lifetime_of(options.expires, std::chrono::days{730}));
  root.expires = root.issued + lifetime;
  VHC_TRY(const auto list_names, add_keys(options.keys, root, io));
  VHC_TRY(const auto root_names, options.root_keys.empty() ? Result<std::vector<std::string>>(list_names)
                                                           : add_keys(options.root_keys, root, io));
  if (list_names.empty()) return fail(Errc::usage, "PUB", "name the keys that may sign lists");
  VHC_TRY(const auto root_need, need_of(options.root_need, root_names.size(), "--root-need"));
  VHC_TRY(const auto list_need, need_of(options.list_need, list_names.size(), "--list-need"));
  root.may_root = {root_need, root_names};
  root.may_list = {list_need, list_names};
  if (options.live) {
    VHC_TRY(const auto live_names, add_keys({*options.live}, root, io));
    root.may_live = NoteSigners{1, live_names};
  }
  auto checked = parse_root(to_text(root));
  if (checked) return checked;
  return fail(Errc::note_key_exists, {}, checked.error().what + ": " + checked.error().hint);
}

void say_root(const RootNote& root, const RootNote* before, Io& io) {
  const SignedNote text{to_text(root), {}};
  print_root(io.out(), root, note_hash(text), before);
  for (const auto& findings : {weaknesses(root), without_spare(root)}) {
    for (const Finding& finding : findings) {
      io.say("warning  " + std::string(info(finding.code).sentence) + (finding.detail.empty() ? "" : ": ") +
             finding.detail);
    }
  }
}

void say_next(const std::string& path, bool is_first, Io& io) {
  io.say("next     its signers type the fingerprint: vhc registry sign root --list " + shell_word(path) +
         (is_first ? "" : " --venue DIR") + " --key FILE --yes");
}

// A folder whose first root was withdrawn may begin again, under another name too.
Result<void> check_unbegun(const RootOptions& options, const std::string& path, Io& io) {
  if (!io.exists(path + "/registry.json")) return {};
  VHC_TRY(const RegistryFolder folder, open_registry(options.flags, io));
  const bool has_root = !folder.roots().empty() || io.exists(path + "/roots");
  if (!has_root && !folder.next_root()) return {};
  return fail(Errc::exists, path,
              has_root ? "it is an operator's folder already"
                       : "its first root waits to be signed; to begin again: vhc registry withdraw root --list " +
                             shell_word(path));
}

Result<Exit> init(const RootOptions& options, Io& io) {
  VHC_TRY(const std::string path, registry_path(options.flags, io));
  if (!is_origin(*options.origin)) {
    return fail(Errc::usage, "ORIGIN", "an origin is a name such as vci.example: small letters, digits, . and -");
  }
  VHC_TRY(const RootNote root, make_root(options, nullptr, *options.origin, io));
  VHC_CHECK_OK(io.make_folder(path));
  VHC_TRY(const FolderLock lock, io.lock_folder(path));
  VHC_CHECK_OK(check_unbegun(options, path, io));
  VHC_CHECK_OK(io.write_file(path + "/next.root", to_text(root)));
  VHC_CHECK_OK(io.write_file(path + "/registry.json", registry_settings(root.origin), {.overwrite = true}));
  VHC_TRY(const RegistryFolder folder, open_registry(options.flags, io));
  VHC_CHECK_OK(note_down(folder, options.flags, "init", root.origin, io));
  say_root(root, nullptr, io);
  say_next(path, true, io);
  return Exit::done;
}

Result<std::optional<ListFrom>> list_from(const RootOptions& options, const RegistryFolder& folder) {
  if (!options.list_from) return std::optional<ListFrom>{};
  for (const auto& list : folder.lists()) {
    if (std::to_string(list.note.number) == *options.list_from) {
      return std::optional(ListFrom{list.note.number, list.hash});
    }
  }
  return fail(Errc::usage, "--list-from", "name the number of a list that was published");
}

Result<Exit> propose_root(const RootOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  if (folder.governing() == nullptr) {
    return fail(Errc::registry_no_note, folder.path(),
                folder.next_root()
                    ? "publish the first root first"
                    : "propose the first root: vhc registry init ORIGIN --list " + shell_word(folder.path()));
  }
  VHC_TRY(RootNote root, make_root(options, folder.governing(), folder.origin(), io));
  VHC_TRY(root.list_from, list_from(options, folder));
  say_dropped(folder.next_root(), folder, NoteRole::root, io);
  // What was signed for another proposal says nothing about this one.
  VHC_CHECK_OK(folder.withdraw_root(io));
  VHC_CHECK_OK(io.write_file(folder.file("next.root"), to_text(root), {.overwrite = true}));
  VHC_CHECK_OK(note_down(folder, options.flags, "root propose", "root " + std::to_string(root.number), io));
  say_root(root, folder.governing(), io);
  say_next(folder.path(), false, io);
  if (root.list_from) {
    io.say("note     list keys sign list " + std::to_string(root.list_from->number) +
           " again for it: vhc registry sign list --again; venues keep no later one");
  }
  return Exit::done;
}

void add_root_options(Verb& verb, RootOptions& options) {
  add_list_flag(verb, options.flags);
  verb.option("--root-need", options.root_need, "M", "keys that a root needs (default: more than half)");
  verb.option("--list-need", options.list_need, "N", "keys that a list needs (default: more than half)");
  verb.option("--root-key", options.root_keys, "PUB",
              "a key that may sign roots, repeatable (default: those of lists)");
  verb.option("--live", options.live, "PUB", "the key that may sign live notes");
  verb.option("--expires", options.expires, "SPAN", "how long the root counts (default: 730d)");
  add_operator_flags(verb, options.flags);
  verb.exits({3, 4});
}

}  // namespace

void add_registry_signers(Verb& registry) {
  auto options = std::make_shared<RootOptions>();
  Verb& verb = registry.verb("init", "begin a trust network: its folder and the text of its first root");
  verb.describe(
      "PUB is a .pub file or its line. The keys named as operands may sign lists; those of --root-key may sign roots, "
      "and should be others, kept apart: only so can roots undo the theft of list keys.");
  verb.operand("ORIGIN", options->origin, true);
  verb.operand("PUB", options->keys, true);
  add_root_options(verb, *options);
  verb.example(
      "$ vhc registry init vci.example --list net --root-need 2 --root-key r1.pub --root-key r2.pub --list-need 2 "
      "--live live.pub alice.pub bob.pub carol.pub");
  verb.run(run_with(options, init));

  Verb& signer = registry.verb("signer", "keys of people who sign");
  auto made = std::make_shared<SignerOptions>();
  Verb& fresh = signer.verb("new", "make a signing key: NAME.key, sealed, and NAME.pub in the current folder");
  fresh.operand("NAME", made->name, true);
  fresh.option("--passphrase-file", made->flags.passphrase_file, "FILE",
               "read the passphrase from the first line of FILE (mode 0600)");
  fresh.flag("--no-passphrase", made->flags.no_passphrase, "an unsealed key file, for tests and demos");
  fresh.option("--at", made->flags.at, "TIME", "act as of TIME (RFC 3339; default: now)");
  fresh.exits({3, 4, 6});
  fresh.example("$ vhc registry signer new alice");
  fresh.run(run_with(made, new_signer));
  auto shown = std::make_shared<SignerOptions>();
  Verb& show = signer.verb("show", "print the public key of a .pub or .key file");
  show.operand("FILE", shown->name, true);
  show.exits({3, 4, 6});
  show.run(run_with(shown, show_signer));

  Verb& root = registry.verb("root", "the operator's own keys");
  auto proposed = std::make_shared<RootOptions>();
  Verb& propose = root.verb("propose", "write the text of the next root, for all its keys to sign");
  propose.describe(
      "Names all keys of the next root. It needs the old root's quorum and its own, and every key that is new in "
      "it signs too. With --list-from N lists begin again at list N: what was published after it is burnt.");
  propose.operand("PUB", proposed->keys, true);
  add_root_options(propose, *proposed);
  propose.option("--list-from", proposed->list_from, "N", "recovery: lists go on from list N");
  propose.example(
      "$ vhc registry root propose --list net --root-need 2 --root-key r1.pub --root-key r3.pub alice.pub dave.pub");
  propose.run(run_with(proposed, propose_root));
}

}  // namespace vhc
