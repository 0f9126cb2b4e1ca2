// Live notes: the newest list is still the newest, and what is denied meanwhile. One key, within minutes.
#include <algorithm>
#include <memory>
#include <ostream>

#include "operator/own_state.h"
#include "operator/registry_flags.h"
#include "operator/registry_verbs.h"
#include "shell/io.h"
#include "shell/shell_word.h"
#include "shell/verb_body.h"
#include "vhc/json_writer.h"
#include "vhc/list_diff.h"
#include "vhc/signing_rules.h"

namespace vhc {
namespace {

struct LiveOptions {
  RegistryFlags flags;
  std::optional<std::string> expires;
  std::optional<std::string> kid;
  std::optional<std::string> net;
  std::optional<std::string> venue;
  std::vector<std::string> operands;
};

// Denies that no list has settled: those of the folder's live notes, and of the operator's own state when there is one.
OpenDenials open_denials(const RegistryFolder& folder, const OwnState& own) {
  OpenDenials denials = folder.open_denials();
  if (own.state) denials.add(*own.state);
  return denials;
}

// What the newest list carries needs no deny any more.
void restate(LiveNote& note, const OpenDenials& denials, const TrustLines& list) {
  constexpr std::size_t before_kid = std::string_view("deny-key ").size();
  for (const HeldDenial& denial : denials.lines()) {
    if (carries(list, denial.line)) continue;
    if (is_key_denial(denial.line)) {
      note.keys.push_back(denial.line.substr(before_kid));
    } else if (auto card = parse_card_denial(denial.line)) {
      note.cards.push_back(*std::move(card));
    }
  }
}

// The newest list, and what the operator holds elsewhere. There must be a list to say anything of.
struct Newest {
  TrustLines lines;
  OwnState own;
};

Result<Newest> newest_list(const LiveOptions& options, const RegistryFolder& folder, Io& io) {
  VHC_TRY(OwnState own, open_older_state(options.venue, folder, io));
  VHC_CHECK_OK(check_not_rolled_back(own, folder));
  if (folder.lists().empty()) {
    return fail(Errc::registry_no_note, folder.path(),
                folder.unused().empty() ? "publish a list first"
                                        : "its notes do not verify: make it again with vhc registry restore PACK");
  }
  VHC_TRY(const std::string text, folder.published_list(io));
  VHC_TRY(TrustLines lines, read_list(text));
  return Newest{std::move(lines), std::move(own)};
}

// The note that says again what was denied and is not settled yet. Its number follows notes that verify, and no other.
Result<LiveNote> next_note(const LiveOptions& options, const RegistryFolder& folder, const Newest& newest, Io& io) {
  const OwnState& own = newest.own;
  if (!own.state) {
    io.say("note     root and newest list of " + folder.path() +
           " are used as they are, and may be older than what venues hold: compare them with a state of "
           "your own, --venue DIR");
  }
  const auto& list = folder.lists().back();
  const OpenDenials denials = open_denials(folder, own);
  LiveNote note;
  note.origin = folder.origin();
  note.list = list.note.number;
  note.number = std::max(denials.newest(), list.note.settles) + 1;
  note.of = list.hash;
  VHC_TRY(note.issued, operator_time(options.flags, io));
  std::chrono::seconds span = std::chrono::days{7};
  if (options.expires) {
    VHC_TRY(span, parse_duration(*options.expires));
  }
  note.expires = note.issued + span;
  restate(note, denials, newest.lines);
  return note;
}

void say_note(const LiveNote& note, std::size_t issuers, Io& io) {
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.live/1").member("live", std::int64_t{note.number});
    json.member("list", std::int64_t{note.list}).member("denied_keys", static_cast<std::int64_t>(note.keys.size()));
    json.member("denied_cards", static_cast<std::int64_t>(note.cards.size()));
    io.out() << json.member("expires", to_rfc3339(note.expires)).end_object().text() << '\n';
    return;
  }
  const bool is_one_key = note.keys.size() == 1;
  const bool is_one_card = note.cards.size() == 1;
  io.out() << "live " << note.number << " for list " << note.list << ": " << note.keys.size()
           << (is_one_key ? " denied key" : " denied keys");
  if (issuers != 0) io.out() << " (the last one at " << issuers << (issuers == 1 ? " issuer)" : " issuers)");
  io.out() << ", " << note.cards.size()
           << (is_one_card ? " denied card or issuer; expires " : " denied cards or issuers; expires ")
           << to_rfc3339(note.expires) << '\n';
}

// The note under the root in use, when the key is a live key there: it counts at once, whatever else is on its way.
Result<std::string> sign_now(const SignerSetup& signer, const std::string& text, const RootNote& root, Io& io) {
  if (!root.may_live) return fail(Errc::registry_signer, "root " + std::to_string(root.number), "it names no live key");
  SignedNote note{text, {}};
  VHC_TRY(NoteSignature signature, make_signature(signer, text, keys_for(NoteRole::live, root),
                                                  "root " + std::to_string(root.number) + " for live notes", io));
  add_signature(note, std::move(signature));
  VHC_CHECK_OK(check_signers(note, root, NoteRole::live));
  return to_text(note);
}

Result<void> publish_note(const RegistryFolder& folder, const LiveNote& note, const std::string& bytes, Io& io) {
  VHC_TRY(const std::string data, folder.published_list(io));
  const std::string pack = folder.pack(folder.root_notes(), folder.list_notes(), bytes, data);
  VHC_CHECK_OK(io.make_folder(folder.file("live")));
  VHC_CHECK_OK(io.write_file(folder.file("live/" + std::to_string(note.number) + ".note"), bytes, {.overwrite = true}));
  VHC_CHECK_OK(folder.write_packs(folder.pack_name(note.list), pack, io));
  // One that was made for a root to come does not say what this one says.
  return folder.remove_if_there("next.live", io);
}

// Denies count now or not at all. Only `live` may make a note for the root that waits, to be published with it.
Result<void> write_note(const LiveOptions& options, const RegistryFolder& folder, const LiveNote& wanted,
                        const std::string& action, Io& io) {
  const std::string text = to_text(wanted);
  VHC_CHECK_OK(parse_live(text));
  SignerSetup signer = signer_setup(options.flags);
  if (!signer.key && !signer.with) signer.key = folder.file("live.key");
  auto bytes = sign_now(signer, text, *folder.governing(), io);
  if (bytes) {
    VHC_CHECK_OK(publish_note(folder, wanted, *bytes, io));
  } else {
    const bool is_for_next = folder.next_root() && action == "live" && bytes.error().code == Errc::registry_signer;
    if (!is_for_next) return tl::unexpected(std::move(bytes).error());
    VHC_TRY(const RootNote root, parse_root(folder.next_root()->note.text));
    VHC_TRY(bytes, sign_now(signer, text, root, io));
    VHC_CHECK_OK(io.write_file(folder.file("next.live"), *bytes, {.overwrite = true}));
    io.say("note     it is published with root " + std::to_string(root.number));
  }
  return note_down(folder, options.flags, action, options.flags.why.value_or(""), io);
}

Result<Exit> say_live(const LiveOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  VHC_TRY(const Newest newest, newest_list(options, folder, io));
  VHC_TRY(const LiveNote note, next_note(options, folder, newest, io));
  VHC_CHECK_OK(write_note(options, folder, note, "live", io));
  say_note(note, 0, io);
  return Exit::done;
}

// The kid as the list writes it: the whole, or its beginning of four characters or more.
Result<std::string> known_kid(const TrustLines& list, const std::string& given) {
  std::vector<std::string> found;
  for (const IssuerLine& line : list.issuers) {
    for (const KeyLine& key : line.keys) {
      const bool fits = key.kid == given || (given.size() >= 4 && key.kid.substr(0, given.size()) == given);
      if (fits && std::find(found.begin(), found.end(), key.kid) == found.end()) found.push_back(key.kid);
    }
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) return fail(Errc::registry_no_key, {}, "name a key id that is on the list");
  return fail(Errc::key_ambiguous, {}, "give more of the key id");
}

Result<Exit> deny_key(const LiveOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  VHC_TRY(const Newest newest, newest_list(options, folder, io));
  VHC_TRY(const std::string kid, known_kid(newest.lines, *options.kid));
  VHC_TRY(LiveNote note, next_note(options, folder, newest, io));
  if (std::find(note.keys.begin(), note.keys.end(), kid) == note.keys.end()) note.keys.push_back(kid);
  std::vector<std::string> hit;
  for (const IssuerLine& line : newest.lines.issuers) {
    const bool has_it =
        std::any_of(line.keys.begin(), line.keys.end(), [&](const KeyLine& key) { return key.kid == kid; });
    if (has_it) hit.push_back(line.iss);
  }
  VHC_CHECK_OK(write_note(options, folder, note, "deny-key " + kid, io));
  say_note(note, hit.size(), io);
  if (!io.json()) {
    for (const std::string& iss : hit) io.out() << "  hits     " << iss << '\n';
    io.say("next     the next list must carry it: vhc registry key revoke --list " + shell_word(folder.path()) + " " +
           hit.front() + " " + kid + " --why TEXT");
  }
  return Exit::done;
}

Result<std::string> net_of(const LiveOptions& options, const TrustLines& list, const std::string& iss) {
  std::vector<std::string> nets;
  for (const IssuerLine& line : list.issuers) {
    if (line.iss == iss && (!options.net || line.net == *options.net)) nets.push_back(line.net);
  }
  if (nets.empty()) return fail(Errc::registry_no_issuer, {}, "name an issuer as the list does");
  if (nets.size() > 1) return fail(Errc::usage, "--net", "the issuer stands in several networks: name one");
  return nets.front();
}

Result<Exit> deny(const LiveOptions& options, Io& io) {
  if (options.operands.size() != 1 && options.operands.size() != 3) {
    return fail(Errc::usage, "ISS [KID RID]", "name an issuer, or an issuer, a key id and a revocation id");
  }
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  VHC_TRY(const Newest newest, newest_list(options, folder, io));
  VHC_TRY(const std::string net, net_of(options, newest.lines, options.operands[0]));
  CardDenial denial{net, options.operands[0], "*", {}};
  if (options.operands.size() == 3) {
    denial.kid = options.operands[1];
    denial.rid = options.operands[2];
  }
  VHC_CHECK_OK(parse_card_denial(to_text(denial)));
  VHC_TRY(LiveNote note, next_note(options, folder, newest, io));
  if (std::find(note.cards.begin(), note.cards.end(), denial) == note.cards.end()) note.cards.push_back(denial);
  VHC_CHECK_OK(write_note(options, folder, note, to_text(denial), io));
  say_note(note, 0, io);
  if (io.json()) return Exit::done;
  io.out() << "  hits     " << denial.iss << (denial.kid == "*" ? "" : ", one card or more") << '\n';
  io.say(denial.kid == "*"
             ? "next     the next list must carry it: vhc registry issuer suspend --list " + shell_word(folder.path()) +
                   " " + denial.iss + " --why TEXT"
             : "next     the next list must carry it: vhc registry crl revoke --list " + shell_word(folder.path()) +
                   " " + denial.iss + " " + denial.kid + " " + denial.rid + " --why TEXT");
  return Exit::done;
}

void add_live_options(Verb& verb, LiveOptions& options) {
  add_list_flag(verb, options.flags);
  add_key_flags(verb, options.flags, "the live key's file (default: live.key in the folder)");
  add_own_state_flag(
      verb, options.venue,
      "a state of your own, outside the list folder, whose denials are repeated too (default: VHC_VENUE)");
  verb.option("--expires", options.expires, "SPAN", "how long the note counts (default: 7d, at most 14d)");
  add_operator_flags(verb, options.flags);
  verb.exits({3, 4, 5, 6});
}

}  // namespace

void add_registry_live(Verb& registry) {
  auto live = std::make_shared<LiveOptions>();
  Verb& live_verb = registry.verb("live", "say that the newest list is still the newest; daily, by cron");
  add_live_options(live_verb, *live);
  live_verb.example("$ vhc registry live --list net --key live.key");
  live_verb.run(run_with(live, say_live));

  auto key = std::make_shared<LiveOptions>();
  Verb& key_verb = registry.verb("deny-key", "deny a key at every issuer that has it, at once");
  key_verb.describe(
      "Denies the key, by its bytes, at all issuers of all networks. One key signs this; it takes a list, signed by a "
      "quorum, to lift it.");
  key_verb.operand("KID", key->kid, true);
  add_why(key_verb, key->flags);
  add_live_options(key_verb, *key);
  key_verb.example("$ vhc registry deny-key --list net UJrT9jU8 --why \"private key found in key set\"");
  key_verb.run(run_with(key, deny_key));

  auto card = std::make_shared<LiveOptions>();
  Verb& card_verb = registry.verb("deny", "deny an issuer, or one card of it, at once");
  card_verb.operand("ISS", card->operands, true);
  card_verb.option("--net", card->net, "NET", "the network, when the issuer stands in several");
  add_why(card_verb, card->flags);
  add_live_options(card_verb, *card);
  card_verb.example("$ vhc registry deny --list net https://issuer.example/shc --why \"closed without proof\"");
  card_verb.run(run_with(card, deny));
}

}  // namespace vhc
