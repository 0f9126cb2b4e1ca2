// The venue's side of signed lists: pin an operator's root once, take packs from then on, say how the list stands.
#include <algorithm>
#include <functional>
#include <memory>
#include <ostream>

#include "shell/args.h"
#include "shell/io.h"
#include "shell/paths.h"
#include "shell/verb_body.h"
#include "venue/fingerprint_input.h"
#include "venue/print_trust.h"
#include "venue/store/venue_folder.h"
#include "venue/trust_json.h"
#include "verbs.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

struct VenueOptions {
  std::optional<std::string> venue;
  std::optional<std::string> operand;
  std::optional<std::string> fingerprint;
  std::optional<std::string> at;
  std::optional<std::string> origin;
  std::optional<std::string> output;
  bool yes = false;
  bool force = false;
};

Result<UnixTime> clock_of(const VenueOptions& options, const Io& io) {
  if (!options.at) return io.now();
  const auto time = parse_time(*options.at);
  if (!time) return fail(Errc::time_format, "--at", time.error().hint);
  return *time;
}

// No time that this program meets is earlier than the day of its version.
UnixTime first_moment() {
  return parse_time(VHC_RELEASED "T00:00:00Z").value_or(UnixTime{});
}

void warn_of(const std::vector<Finding>& findings, const Io& io) {
  for (const Finding& finding : findings) io.warn(finding);
}

// ---- pin

// "2 of 3 keys"
std::string quorum(const NoteSigners& signers) {
  return std::to_string(signers.need) + " of " + std::to_string(signers.names.size()) + " keys";
}

void say_weaknesses(const RootNote& root, const Io& io) {
  for (const Finding& finding : weaknesses(root)) {
    io.say("warning  " + std::string(info(finding.code).sentence) + (finding.detail.empty() ? "" : ": ") +
           finding.detail);
  }
}

Result<bool> compare_fingerprint(const VenueOptions& options, const std::string& whole, Io& io) {
  if (options.yes && !options.fingerprint) {
    io.say("warning  pinned without comparing the fingerprint " + whole);
    return false;
  }
  std::string given;
  if (options.fingerprint) {
    given = *options.fingerprint;
  } else {
    VHC_TRY(given, io.ask_line("type the first three groups of the fingerprint you were given",
                               "--fingerprint GROUPS, or pin it unseen with --yes"));
  }
  if (is_fingerprint(given, whole, pinning_digits)) return true;
  return fail(Errc::trust_fingerprint, {},
              "three groups of 8 digits are needed at least; ask the operator for the fingerprint by another channel. "
              "Nothing was pinned");
}

// A root note, or a pack with its roots. Of a pack the newest root is pinned, or the one whose fingerprint was given:
// people keep the paper of the first.
struct Pinnable {
  std::string root;
  std::string from_pack;  // what else the pack has, in words; empty for a note
};

std::string words_of(const PackSections& sections) {
  const auto parts = sections.lists.empty() ? Result<SignedNote>(tl::unexpected(Error{}))
                                            : split_note(sections.lists.back(), max_list_note_bytes);
  const auto list = parts ? parse_list_note(parts->text) : tl::unexpected(Error{});
  if (!list) return "the pack has no list yet";
  std::string text =
      "the pack has list " + std::to_string(list->number) + " of " + to_rfc3339(list->issued).substr(0, 10);
  const auto networks = sections.data ? networks_of(*sections.data) : tl::unexpected(Error{});
  if (!networks) return text;
  std::string names;
  for (const auto& [net, profile] : *networks) names += (names.empty() ? ", networks " : " ") + net;
  return text + names;
}

Pinnable choose_root(const PackSections& sections, const std::optional<std::string>& given) {
  Pinnable chosen{std::string(sections.roots.back()), words_of(sections)};
  for (const std::string_view bytes : sections.roots) {
    const auto parts = split_note(bytes, max_root_note_bytes);
    if (!given || !parts || !is_fingerprint(*given, fingerprint(note_hash(*parts)), pinning_digits)) continue;
    chosen.root = std::string(bytes);
  }
  return chosen;
}

Result<Pinnable> read_pinnable(const VenueOptions& options, Io& io) {
  VHC_TRY(const std::string bytes, io.read_file(*options.operand, max_pack_bytes));
  if (!bytes.starts_with("vhc-trust pack ")) return Pinnable{bytes, {}};
  auto sections = read_pack(bytes);
  if (sections && !sections->roots.empty()) return choose_root(*sections, options.fingerprint);
  return fail(Errc::trust_pack_form, *options.operand, "take a root note, or a whole pack");
}

Result<Exit> pin_root(const VenueOptions& options, Io& io) {
  VHC_TRY(const std::string path, venue_path(options.venue, io));
  VHC_TRY(const UnixTime clock, clock_of(options, io));
  VHC_TRY(const Pinnable given, read_pinnable(options, io));
  VHC_TRY(TrustState state, pin(given.root, clock, false, first_moment()));
  state.counted = io.uptime();
  io.say("origin   " + state.origin + ", root " + std::to_string(state.root().note.number) + ", " +
         quorum(state.root().note.may_list) + " for the list");
  if (!given.from_pack.empty()) {
    io.say("pack     " + given.from_pack + ": take it with vhc trust update --venue " + path + " " + *options.operand);
  }
  say_weaknesses(state.root().note, io);
  VHC_CHECK_OK(io.make_folder(path));
  VHC_TRY(const FolderLock lock, io.lock_folder(path));
  // A damaged state is not read here: pinning again is how a person replaces it.
  const std::string file = path + "/" + state.origin + ".state";
  if (io.exists(file) && !options.force) {
    return fail(Errc::trust_pinned, file, "use --force to forget what is known about it and start again");
  }
  VHC_TRY(state.seen, compare_fingerprint(options, fingerprint(state.root().hash), io));
  VHC_CHECK_OK(VenueFolder::save_pinned(path, state, options.force, io));
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.pinned/1").member("origin", state.origin);
    json.member("root", std::int64_t{state.pinned}).member("fingerprint", fingerprint(state.root().hash));
    io.out() << json.member("seen", state.seen).end_object().text() << '\n';
  } else {
    io.out() << "pinned   " << state.origin << ", fingerprint " << fingerprint(state.root().hash) << '\n';
  }
  return Exit::done;
}

// ---- update

std::string origin_of(const PackSections& pack) {
  const auto parts = split_note(pack.roots.back(), max_root_note_bytes);
  const auto root = parts ? parse_root(parts->text) : tl::unexpected(Error{});
  return root ? root->origin : std::string();
}

Result<const TrustState*> state_for(const VenueFolder& folder, const PackSections& pack, const std::string& file) {
  if (folder.states().empty()) {
    return fail(Errc::trust_none, folder.path(),
                "yours has venue.json in it; to begin, pin the operator's root: vhc trust pin --venue " +
                    folder.path() + " ROOT");
  }
  const TrustState* const state = folder.find(origin_of(pack));
  if (state != nullptr) return state;
  return fail(Errc::trust_wrong_origin, file, "its operator is not pinned here");
}

Result<void> save_step(const Updated& updated, VenueFolder& folder, Io& io) {
  if (!updated.changed()) return {};
  return folder.save(updated.state, io);
}

Result<Exit> update_venue(const VenueOptions& options, Io& io) {
  VHC_TRY(const std::string path, venue_path(options.venue, io));
  VHC_TRY(const UnixTime clock, clock_of(options, io));
  VHC_TRY(const std::string pack, io.read_file(*options.operand, max_pack_bytes));
  if (!io.exists(path))
    return fail(Errc::trust_none, path, "yours has venue.json in it; to begin, pin the operator's root: vhc trust pin");
  VHC_TRY(const FolderLock lock, io.lock_folder(path));
  VHC_TRY(VenueFolder folder, VenueFolder::open(path, io));
  folder.count_uptime(io);
  auto sections = read_pack(pack);
  if (!sections) return in_file(*options.operand, std::move(sections).error());
  VHC_TRY(const TrustState* have, state_for(folder, *sections, *options.operand));
  VHC_CHECK_OK(folder.add_pins(io));
  // Roots are on the disk before the list is looked at: a stolen key stops counting whatever the rest is worth.
  const Updated roots = take_roots(*have, *sections, clock);
  VHC_CHECK_OK(save_step(roots, folder, io));
  const Updated whole = roots.refused ? roots : take_list(roots.state, *sections, clock);
  // What the first list of an operator brings is accepted with it, and written first: cut off in between, the venue has
  // no list and says so, rather than a list of which it accepts nothing.
  const bool is_first =
      have->list() == nullptr && whole.state.list() != nullptr && accepted_networks(*have, folder.settings()).empty();
  if (is_first) VHC_CHECK_OK(folder.accept_first_list(whole.state, io));
  if (!roots.refused) VHC_CHECK_OK(save_step(whole, folder, io));
  if (whole.refused) {
    return in_file(*options.operand, *whole.refused);
  }
  warn_of(whole.findings, io);
  const auto given = options.at ? std::nullopt : std::optional(clock);
  VHC_TRY(const TrustStatus status, trust_status(whole.state, folder.settings(), clock, given));
  if (io.json()) {
    io.out() << to_json(status) << '\n';
  } else {
    print_summary(io.out(), status);
  }
  return Exit::done;
}

// ---- status, export, accept, forget-time

// What the device denies and the live note of its pack does not say: a note that another took the number of.
std::size_t denials_beyond_the_pack(const TrustState& state) {
  const auto is_said = [&state](const HeldDenial& denial) {
    if (!state.live) return false;
    const LiveNote& note = state.live->note;
    const auto is_key = [&denial](const std::string& kid) { return denial.line == "deny-key " + kid; };
    const auto is_card = [&denial](const CardDenial& card) { return denial.line == to_text(card); };
    return std::any_of(note.keys.begin(), note.keys.end(), is_key) ||
           std::any_of(note.cards.begin(), note.cards.end(), is_card);
  };
  const auto left_out = std::count_if(state.denials.begin(), state.denials.end(), std::not_fn(is_said));
  return static_cast<std::size_t>(left_out);
}

Result<Exit> show_status(const VenueOptions& options, Io& io) {
  VHC_TRY(const std::string path, venue_path(options.venue, io));
  VHC_TRY(const UnixTime clock, clock_of(options, io));
  VHC_TRY(VenueFolder folder, VenueFolder::open(path, io));
  if (folder.states().empty()) {
    return fail(
        Errc::trust_none, path,
        "yours has venue.json in it; to begin, pin the operator's root: vhc trust pin --venue " + path + " ROOT");
  }
  if (!options.at) folder.keep_time(io);
  const auto given = options.at ? std::nullopt : std::optional(clock);
  Exit exit = Exit::done;
  for (const TrustState& state : folder.states()) {
    VHC_TRY(const TrustStatus status,
            trust_status(state, folder.settings(), clock, given, newest_signed_time(folder.states())));
    if (io.json()) {
      io.out() << to_json(status) << '\n';
    } else {
      print_status(io.out(), status);
    }
    exit = worst(exit, status.is_expired() ? Exit::no_trust : findings_if(status.needs_attention()));
  }
  if (!io.json() && !io.quiet()) print_what_is_protected(io.out(), path);
  return exit;
}

Result<const TrustState*> chosen_state(const VenueOptions& options, const VenueFolder& folder) {
  const TrustState* state = nullptr;
  if (options.origin) {
    state = folder.find(*options.origin);
  } else if (folder.states().size() == 1) {
    state = &folder.states().front();
  } else if (folder.states().size() > 1) {
    return fail(Errc::usage, "--origin", "several operators are pinned here: name one");
  }
  if (state == nullptr) return fail(Errc::trust_none, folder.path(), "no such operator is pinned here");
  return state;
}

Result<Exit> export_state(const VenueOptions& options, Io& io) {
  VHC_TRY(const std::string path, venue_path(options.venue, io));
  VHC_TRY(const VenueFolder folder, VenueFolder::open(path, io));
  VHC_TRY(const TrustState* state, chosen_state(options, folder));
  if (state->list() == nullptr) return fail(Errc::trust_no_list, state->origin, "there is nothing to export yet");
  VHC_CHECK_OK(io.write_file(*options.output, write_pack(*state), {.overwrite = options.force}));
  if (*options.output != "-") io.say("wrote    " + *options.output);
  const std::size_t left_out = denials_beyond_the_pack(*state);
  if (left_out != 0) {
    io.say("warning  " + std::to_string(left_out) + (left_out == 1 ? " denial" : " denials") +
           " of yours cannot be handed on: the operator's note that said so is not the newest. Take the operator's "
           "pack to "
           "the other device too");
  }
  return Exit::done;
}

Result<Exit> accept_network(const VenueOptions& options, Io& io) {
  VHC_TRY(const std::string path, venue_path(options.venue, io));
  if (!io.exists(path))
    return fail(Errc::trust_none, path, "yours has venue.json in it; to begin, pin the operator's root: vhc trust pin");
  VHC_TRY(const FolderLock lock, io.lock_folder(path));
  VHC_TRY(VenueFolder folder, VenueFolder::open(path, io));
  const std::string& wanted = *options.operand;
  const std::size_t slash = wanted.find('/');
  const TrustState* const state = folder.find(wanted.substr(0, slash));
  if (state == nullptr || slash == std::string::npos) {
    return fail(Errc::usage, "ORIGIN/NET", "name a network of an operator that is pinned here");
  }
  VHC_TRY(const auto networks, networks_of(state->data));
  if (!networks.contains(wanted.substr(slash + 1))) {
    return fail(Errc::usage, "ORIGIN/NET", "the operator's list has no such network");
  }
  if (!folder.settings().accepts(state->origin, wanted.substr(slash + 1))) folder.settings().accept.push_back(wanted);
  VHC_CHECK_OK(folder.save_settings(io));
  io.say("accepted " + wanted);
  return Exit::done;
}

Result<Exit> forget_time(const VenueOptions& options, Io& io) {
  VHC_TRY(const std::string path, venue_path(options.venue, io));
  if (!io.exists(path)) return fail(Errc::trust_none, path, "no operator is pinned here");
  VHC_TRY(const FolderLock lock, io.lock_folder(path));
  VHC_TRY(VenueFolder folder, VenueFolder::open(path, io));
  folder.count_uptime(io);
  VHC_TRY(const TrustState* have, chosen_state(options, folder));
  if (!options.yes) {
    VHC_TRY(const bool agreed,
            io.ask_yes("Forget the signed time of " + have->origin + " and trust this machine's clock?", "--yes"));
    if (!agreed) return declined("the signed time was not forgotten");
  }
  TrustState state = *have;
  state.latest = first_moment();
  state.ran = std::chrono::seconds{0};
  state.time_forgotten = true;
  VHC_CHECK_OK(folder.save(state, io));
  io.say("the clock is trusted until the next list of " + state.origin + " is accepted");
  return Exit::done;
}

void add_venue(Verb& verb, VenueOptions& options) {
  verb.option("--venue", options.venue, "DIR", "the venue's folder (default: VHC_VENUE)");
}

void add_pin(Verb& trust, const std::string& program) {
  auto options = std::make_shared<VenueOptions>();
  Verb& verb = trust.verb("pin", "begin to trust an operator, by the root note and its fingerprint");
  verb.describe(
      "Takes an operator's root note, or the root in a pack, as the basis of all trust in its lists. The "
      "fingerprint "
      "must come by another channel, such as paper or telephone: at least three groups of it are compared, letters in "
      "any case, blanks and dashes anywhere. From then on packs bring newer roots by themselves, signed by the old "
      "ones.");
  verb.operand("ROOT", options->operand, true);
  add_venue(verb, *options);
  verb.option("--fingerprint", options->fingerprint, "GROUPS",
              "what the fingerprint must begin with: three groups of 8 digits, or all four");
  verb.flag("--yes", options->yes, "pin it unseen; trust status says so for ever");
  verb.flag("-f,--force", options->force, "pin an operator again, and forget what was known");
  verb.option("--at", options->at, "TIME", "act as of TIME (RFC 3339; default: now)");
  verb.exits({3, 4, 5});
  verb.example("$ " + program + " trust pin --venue door root-1.note --fingerprint 651f577f-7907a8f7-52d1c09e");
  verb.run(run_with(options, pin_root));
}

void add_update(Verb& trust, const std::string& program) {
  auto options = std::make_shared<VenueOptions>();
  Verb& verb = trust.verb("update", "take a newer list from a pack");
  verb.describe(
      "Takes what is newer in a pack: root notes one by one, the list, the live note. Everything is checked "
      "against what is pinned; if a check fails, the list in use stays.");
  verb.operand("PACK", options->operand, true);
  add_venue(verb, *options);
  verb.option("--at", options->at, "TIME", "act as of TIME (RFC 3339; default: now)");
  verb.exits({3, 4, 5});
  verb.example("$ " + program + " trust update --venue door vci-42.pack");
  verb.run(run_with(options, update_venue));
}

void add_status(Verb& trust, const std::string& program) {
  auto options = std::make_shared<VenueOptions>();
  Verb& verb = trust.verb("status", "which lists are in use, how old, what needs attention");
  verb.describe(
      "One paragraph for each operator. Exit 1 when something needs attention, 5 when a list has expired. The lists "
      "and "
      "their denials are signed, and are checked each time the folder is opened. The rest of a state file has a "
      "checksum, which finds damage but stops nobody who can write the folder: they can pin another operator, go back "
      "to "
      "an older list that has not expired, accept other networks, or set back the time that was counted.");
  add_venue(verb, *options);
  verb.option("--at", options->at, "TIME", "as of TIME (RFC 3339; default: now)");
  verb.exits({1, 3, 5});
  verb.example("$ " + program + " trust status --venue door");
  verb.run(run_with(options, show_status));
}

void add_export(Verb& trust, const std::string& program) {
  auto options = std::make_shared<VenueOptions>();
  Verb& verb = trust.verb("export", "write the list in use as a pack, for another device");
  add_venue(verb, *options);
  verb.option("--origin", options->origin, "ORIGIN", "which operator, when several are pinned");
  verb.required_option("-o,--output", options->output, "FILE", "write there; - is standard output");
  verb.flag("-f,--force", options->force, "overwrite FILE");
  verb.exits({3, 5});
  verb.example("$ " + program + " trust export --venue door -o stick/vci.pack");
  verb.run(run_with(options, export_state));
}

void add_accept(Verb& trust, const std::string& program) {
  auto options = std::make_shared<VenueOptions>();
  Verb& verb = trust.verb("accept", "accept one more network of an operator");
  verb.describe("The networks of the first list are accepted with it. One that comes later counts only after this.");
  verb.operand("ORIGIN/NET", options->operand, true);
  add_venue(verb, *options);
  verb.exits({3, 5});
  verb.example("$ " + program + " trust accept --venue door vci.example/ca-ctn");
  verb.run(run_with(options, accept_network));
}

void add_forget_time(Verb& trust, const std::string& program) {
  auto options = std::make_shared<VenueOptions>();
  Verb& verb = trust.verb("forget-time", "believe this machine's clock against the time that was signed");
  verb.describe(
      "For a device whose clock or list had a wrong date: signed times are no longer the earliest possible time, until "
      "the "
      "next list is accepted.");
  add_venue(verb, *options);
  verb.option("--origin", options->origin, "ORIGIN", "which operator, when several are pinned");
  verb.flag("--yes", options->yes, "do not ask");
  verb.exits({1, 3, 5});
  verb.example("$ " + program + " trust forget-time --venue door");
  verb.run(run_with(options, forget_time));
}

}  // namespace

void add_trust_venue(Verb& trust, const std::string& program) {
  add_pin(trust, program);
  add_update(trust, program);
  add_status(trust, program);
  add_export(trust, program);
  add_accept(trust, program);
  add_forget_time(trust, program);
}

}  // namespace vhc
