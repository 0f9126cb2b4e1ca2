#include <algorithm>
#include <memory>
#include <ostream>

#include "desk/issuer_flags.h"
#include "desk/restored.h"
#include "desk/revoke_cards.h"
#include "desk/store/card_lookup.h"
#include "desk/store/own_lists.h"
#include "desk/store/sealed_search.h"
#include "shell/zone.h"
#include "venue/card_operands.h"
#include "verbs.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

struct RevokeOptions {
  IssuerFlags flags;
  std::optional<std::string> rid;
  std::optional<std::string> number;
  std::optional<std::string> card;
  std::optional<std::string> person;
  std::optional<std::string> lot;
  std::optional<std::string> kid;
  std::optional<std::string> reason;
  std::optional<std::string> before;
  bool identity = false;
  bool dry_run = false;
  bool yes = false;

  bool is_mass() const noexcept { return person.has_value() || lot.has_value(); }
};

// The cards that are meant, and how many are meant too and cannot be revoked.
struct Found {
  std::vector<RevokeTarget> targets;
  std::int64_t without_rid = 0;
  std::int64_t too_late = 0;  // issued at the time of --before or later
  std::int64_t already = 0;   // revoked
};

// Our own keys, whatever became of them, as a list to judge a card by: a stranger's card is not ours to revoke.
TrustList own_keys(const IssuerFolder& folder) {
  IssuerKeys own{.iss = folder.settings().iss.str(), .name = folder.settings().name};
  for (const KeyRecord& record : folder.keys())
    own.key_set.keys.push_back({.kid = record.kid.str(), .key = record.key});
  std::vector<IssuerKeys> issuers;
  issuers.push_back(std::move(own));
  return TrustList::from_key_sets(std::move(issuers));
}

Result<RevokeTarget> target_of_card(const IssuerFolder& folder, const std::string& file, Io& io) {
  VHC_TRY(const std::vector<FoundCard> cards, read_cards(file, io));
  if (cards.size() != 1) return fail(Errc::usage, file, "give one card at a time");
  const VerificationReport report = verify(cards.front(), own_keys(folder), {.at_given = true}, {max_time});
  if (!report.card) return fail(Errc::revoke_other_issuer, file);
  auto rid = RevocationId::parse(report.card->contents().revocation_handle);
  if (!rid) return fail(Errc::revoke_no_rid, file, "revoke the key, or let the card expire");
  VHC_TRY(const KeyId kid, KeyId::parse(report.card->key_id()));
  return RevokeTarget{kid, *rid, 0, {}, report.card->contents().issued};
}

Result<std::string> whole_journal(const IssuerFolder& folder, Io& io) {
  constexpr std::size_t max_journal_bytes = std::size_t{1024} * 1024 * 1024;
  return io.read_tail(folder.journal_file(), max_journal_bytes);
}

Result<RevokeTarget> target_of_entry(const std::optional<JournalEntry>& entry, const std::string& flag) {
  if (!entry || !entry->action.rid || !entry->action.kid)
    return fail(Errc::revoke_no_rid, flag, "vhc revoke --card FILE accepts the card itself");
  return RevokeTarget{*entry->action.kid, *entry->action.rid, 0, {}, {}};
}

// A rid alone does not say whose key: the journal does, unless --kid names it.
Result<RevokeTarget> target_of_rid(const IssuerFolder& folder, const RevokeOptions& options, Io& io) {
  auto rid = RevocationId::parse(*options.rid);
  if (!rid) return fail(Errc::rid_format, "--rid", rid.error().hint);
  if (options.kid) {
    VHC_TRY(const std::size_t place, find_key(folder.keys(), *options.kid));
    return RevokeTarget{folder.keys()[place].kid, *rid, 0, {}, {}};
  }
  VHC_TRY(const std::string journal, whole_journal(folder, io));
  VHC_TRY(const std::vector<JournalEntry> entries, find_journal_rid(journal, *rid));
  if (!entries.empty()) return target_of_entry(entries.front(), "--rid");
  if (folder.keys().size() == 1) return RevokeTarget{folder.keys().front().kid, *rid, 0, {}, {}};
  return fail(Errc::usage, "--rid", "the journal does not know it; name the key: --kid KID");
}

Result<RevokeTarget> target_of_number(const IssuerFolder& folder, const LedgerStore& store, const std::string& label,
                                      Io& io) {
  const auto row = find_card(store, label);
  if (row) {
    VHC_CHECK_OK(hold_to_journal(folder, {*row}, io));
    return target_of(*row);
  }
  // From before the ledger.
  VHC_TRY(const std::string journal, whole_journal(folder, io));
  VHC_TRY(const auto entry, find_journal_number(journal, label));
  if (!entry || entry->action.verb != "issue") {
    return fail(Errc::ledger_no_card, label, "vhc cards lists the cards; --card and --rid name one in another way");
  }
  return target_of_entry(entry, "--number");
}

// The number of a card that was named by its revocation id or itself, when the journal knows it. What the ledger says
// of it in clear is not needed.
Result<void> add_number(const IssuerFolder& folder, const LedgerStore& store, RevokeTarget& target, Io& io) {
  std::optional<Issuance> issued;
  VHC_CHECK_OK(each_issued(folder, io, [&](const Issuance& line) {
    if (line.rid == target.rid && line.kid == target.kid) issued = line;
    return !issued;
  }));
  if (!issued) return {};
  if (!target.nbf) target.nbf = issued->nbf;
  VHC_TRY(const auto row, store.card(issued->number));
  if (!row) return {};
  target.number = issued->number;
  target.label = issued->label;
  return {};
}

// A stamp revokes cards from before it alone: a card that it leaves valid must not be taken for a revoked one.
bool is_too_late(std::optional<UnixTime> nbf, std::optional<UnixTime> before) {
  return before && nbf && *nbf >= *before;
}

// By what only the open ledger knows. Cards without a revocation id are counted, not revoked.
Result<Found> targets_of_search(const IssuerFolder& folder, const RevokeOptions& options, const LedgerKey& key,
                                const SealedSearch& search, const LedgerStore& store, std::optional<UnixTime> before,
                                Io& io) {
  VHC_TRY(const std::vector<LedgerRow> rows, search.rows(store));
  const char* const flag = options.person ? "--person" : "--lot";
  if (rows.empty()) return fail(Errc::ledger_no_card, flag, "it does not find cards past their retention period");
  VHC_CHECK_OK(hold_to_journal(folder, rows, io));
  VHC_CHECK_OK(hold_to_cards(key, rows));
  VHC_TRY(const auto told, journal_revocations(folder, io));
  Found found;
  for (const LedgerRow& row : rows) {
    if (row.is_listed && told.contains({row.kid, row.rid})) {  // what the ledger or the list alone says may vanish
      ++found.already;
    } else if (row.rid.empty()) {
      ++found.without_rid;
    } else if (is_too_late(row.nbf, before)) {
      ++found.too_late;
    } else {
      VHC_TRY(RevokeTarget target, target_of(row));
      found.targets.push_back(std::move(target));
    }
  }
  return found;
}

// `search`: of the cards of a person or lot; it goes on with what has come up since.
Result<Found> find_targets(const IssuerFolder& folder, const RevokeOptions& options, const LedgerKey* key,
                           SealedSearch* search, const LedgerStore& store, std::optional<UnixTime> before, Io& io) {
  if (search != nullptr) {
    VHC_CHECK_OK(search->look(folder, store, io));
    return targets_of_search(folder, options, *key, *search, store, before, io);
  }
  std::optional<RevokeTarget> target;
  if (options.number) {
    VHC_TRY(target, target_of_number(folder, store, *options.number, io));
  } else {
    VHC_TRY(target, options.card ? target_of_card(folder, *options.card, io) : target_of_rid(folder, options, io));
    VHC_CHECK_OK(add_number(folder, store, *target, io));
  }
  if (is_too_late(target->nbf, before)) {
    return fail(Errc::usage, "--before", "the card was not issued before that time and would stay valid");
  }
  return Found{.targets = {*std::move(target)}};
}

Result<void> check_flags(const RevokeOptions& options) {
  int given = 0;
  for (const auto* flag : {&options.rid, &options.card, &options.number, &options.person, &options.lot}) {
    given += flag->has_value() ? 1 : 0;
  }
  if (given != 1) {
    return fail(Errc::usage, "revoke", "give one of --card FILE, --number N, --rid RID, --person KEY and --lot LOT");
  }
  if (options.reason) {  // with --before, the time stands in front of it
    const auto some_time = options.before ? std::optional(max_time) : std::nullopt;
    VHC_CHECK_OK(check_reason(reason_with_stamp(some_time, *options.reason), "--reason"));
  }
  return {};
}

// ---- what is shown before and after

std::string cards_in_words(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " card" : " cards");
}

// What the lines about a card are made of; the ledger's key only when names are asked for.
struct Shown {
  const TimeZone* zone;
  const LedgerStore* store;
  const LedgerKey* key;
};

std::string day_of(const RevokeTarget& target, const Shown& shown) {
  return target.nbf ? to_date(shown.zone->day_of(*target.nbf)) : std::string{};
}

// Empty without --identity, and of a card whose content is gone.
Result<std::string> name_on(const RevokeTarget& target, const Shown& shown) {
  if (shown.key == nullptr || target.number == 0) return std::string{};
  VHC_TRY(const auto row, shown.store->card(target.number));
  if (!row || row->sealed.empty()) return std::string{};
  VHC_TRY(const LedgerContent content, open_content(*shown.key, *row));
  VHC_TRY(const CardContents contents, contents_of(content));
  return contents.subject.names.empty() ? std::string{} : shown_name(contents.subject.names.front());
}

// "2026-000389  2026-06-01  Rivera, Ana"; by its revocation id when it has no number.
Result<std::string> line_of(const RevokeTarget& target, const Shown& shown) {
  VHC_TRY(const std::string name, name_on(target, shown));
  std::string line = target.label.empty() ? target.rid.str() : target.label;
  if (const std::string day = day_of(target, shown); !day.empty()) line += "  " + day;
  return name.empty() ? line : line + "  " + displayed(name);
}

Result<void> list(const std::vector<RevokeTarget>& targets, std::size_t most, const Shown& shown, std::ostream& out) {
  for (std::size_t i = 0; i < std::min(targets.size(), most); ++i) {
    VHC_TRY(const std::string line, line_of(targets[i], shown));
    out << "         " << line << '\n';
  }
  if (targets.size() > most) out << "         and " << targets.size() - most << " more\n";
  return {};
}

void say_left_out(const Found& found, Io& io) {
  if (found.without_rid > 0) {
    io.say("note     " + std::to_string(found.without_rid) + " without a revocation id: only with their key");
  }
  if (found.too_late > 0) {
    io.say("note     " + cards_in_words(static_cast<std::size_t>(found.too_late)) +
           " not issued before --before: not revoked");
  }
}

Result<void> print_plan(const Found& found, const Shown& shown, Io& io) {
  if (!io.json()) {
    io.out() << "would revoke  " << cards_in_words(found.targets.size()) << '\n';
    return list(found.targets, found.targets.size(), shown, io.out());
  }
  for (const RevokeTarget& target : found.targets) {
    VHC_TRY(const std::string name, name_on(target, shown));
    const std::string day = day_of(target, shown);
    JsonWriter json;
    json.begin_object().member("schema", "vhc.would_revoke/1").member("kid", target.kid.str());
    json.member("rid", target.rid.str());
    if (!target.label.empty()) json.member("number", target.label);
    if (!day.empty()) json.member("day", day);
    if (!name.empty()) json.member("name", name);
    io.out() << json.end_object().text() << '\n';
  }
  return {};
}

// Even with --quiet: nobody answers a question that is not understood.
Result<void> ask(const Found& found, const Shown& shown, Io& io) {
  constexpr std::size_t most_shown = 20;
  VHC_CHECK_OK(list(found.targets, most_shown, shown, io.err()));
  io.err().flush();
  auto agreed = io.ask_yes(cards_in_words(found.targets.size()) + ". This cannot be undone. Revoke?", "--yes");
  if (!agreed) {
    return fail(agreed.error().code, cards_in_words(found.targets.size()), "--dry-run lists them, --yes revokes them");
  }
  return *agreed ? Result<void>{} : declined("nothing was revoked");
}

void print_json(const RevokeTarget& target, std::int64_t counter, bool changed, const Shown& shown, Io& io) {
  JsonWriter json;
  json.begin_object().member("schema", "vhc.revoked/1").member("kid", target.kid.str());
  json.member("rid", target.rid.str()).member("ctr", counter).member("changed", changed);
  if (!target.label.empty()) json.member("number", target.label);
  if (const std::string day = day_of(target, shown); !day.empty()) json.member("day", day);
  io.out() << json.end_object().text() << '\n';
}

std::string list_in_words(const std::string& kid, std::int64_t counter) {
  return "   list " + kid.substr(0, 8) + "… is version " + std::to_string(counter);
}

Result<void> print_one(const RevokeTarget& target, const RevokeOutcome& outcome, const Shown& shown, Io& io) {
  const std::int64_t counter = outcome.counters.begin()->second;
  VHC_TRY(const std::string line, line_of(target, shown));
  io.out() << (outcome.changed > 0 ? "revoked  " : "revoked already  ") << line
           << (target.label.empty() ? "" : "  " + target.rid.str()) << list_in_words(target.kid.str(), counter) << '\n';
  return {};
}

// Nothing was to be done: everything is revoked already, or not to be revoked by what was asked.
Result<void> print_nothing(const RevokeOptions& options, const Found& found, Io& io) {
  if (!io.json()) {
    io.out() << "nothing to revoke: " << cards_in_words(static_cast<std::size_t>(found.already)) << " of this "
             << (options.person ? "person" : "lot") << (found.already == 1 ? " is" : " are") << " revoked already, "
             << cards_in_words(static_cast<std::size_t>(found.too_late)) << " not from before --before, "
             << cards_in_words(static_cast<std::size_t>(found.without_rid)) << " without a revocation id\n";
    return {};
  }
  JsonWriter json;
  json.begin_object().member("schema", "vhc.nothing_revoked/1").member("already", found.already);
  json.member("not_before", found.too_late).member("without_rid", found.without_rid);
  io.out() << json.end_object().text() << '\n';
  return {};
}

// The corrected card is another one, and stays valid.
Result<void> say_replaced(const LedgerStore& store, const RevokeTarget& target, Io& io) {
  if (target.number == 0) return {};
  VHC_TRY(const auto row, store.card(target.number));
  if (!row || !row->is_revoked) return {};
  VHC_TRY(const auto right, corrected_row(store, *row));
  if (!right) return {};
  io.say_always("note     card " + target.label + " was corrected: card " + right->label +
                " took its place and stays valid; vhc revoke --number " + right->label + " revokes it");
  return {};
}

Result<void> print_done(const std::vector<RevokeTarget>& targets, const RevokeOutcome& outcome,
                        const RevokeOptions& options, const Shown& shown, Io& io) {
  if (io.json()) {
    const bool changed = options.is_mass() || outcome.changed > 0;
    for (const RevokeTarget& target : targets) {
      print_json(target, outcome.counters.at(target.kid.str()), changed, shown, io);
    }
    return {};
  }
  if (!options.is_mass()) return print_one(targets.front(), outcome, shown, io);
  io.out() << "revoked  " << cards_in_words(static_cast<std::size_t>(outcome.changed));
  for (const auto& [kid, counter] : outcome.counters) io.out() << list_in_words(kid, counter);
  io.out() << '\n';
  return list(targets, targets.size(), shown, io.out());
}

// ---- the act

Result<RevokeWhy> why_of(const RevokeOptions& options, Io& io) {
  RevokeWhy why{.actor = actor(options.flags, io), .reason = options.reason.value_or("")};
  VHC_TRY(why.at, acting_time(options.flags, io));
  if (options.before) {
    auto time = parse_time(*options.before);
    if (!time) return fail(Errc::time_format, "--before", time.error().hint);
    why.before = *time;
  }
  return why;
}

// What the question was about. A card that came up since is not revoked unasked.
std::int64_t keep_agreed(const std::vector<RevokeTarget>& agreed, std::vector<RevokeTarget>& targets) {
  const auto before = targets.size();
  std::erase_if(targets, [&agreed](const RevokeTarget& target) {
    return std::none_of(agreed.begin(), agreed.end(),
                        [&target](const RevokeTarget& one) { return one.rid == target.rid && one.kid == target.kid; });
  });
  return static_cast<std::int64_t>(before - targets.size());
}

// Whether to go on. The folder is not locked while somebody thinks.
Result<bool> agree(const IssuerFolder& folder, const RevokeOptions& options, const LedgerKey* key, SealedSearch* search,
                   const RevokeWhy& why, const TimeZone& zone, Found& agreed, Io& io) {
  const auto look = [&]() -> Result<Found> {
    VHC_TRY(FolderSession session, FolderSession::begin(folder, io, key));
    return find_targets(folder, options, key, search, session.store(), why.before, io);
  };
  auto found = look();
  if (search != nullptr) say_unsearched(search->unsearched(), io);
  VHC_TRY(agreed, std::move(found));
  VHC_TRY(const LedgerStore store, open_ledger(folder, io));
  const Shown shown{&zone, &store, options.identity ? key : nullptr};
  say_left_out(agreed, io);
  if (agreed.targets.empty()) {
    VHC_CHECK_OK(print_nothing(options, agreed, io));
    return false;
  }
  if (options.dry_run) {
    VHC_CHECK_OK(print_plan(agreed, shown, io));
    return false;
  }
  if (agreed.targets.size() > 1 && !options.yes) VHC_CHECK_OK(ask(agreed, shown, io));
  return true;
}

// What was done stays done when nobody can be told.
Error not_said(Error error, const RevokeOutcome& outcome, const IssuerFolder& folder) {
  error.what = (outcome.changed > 0 ? cards_in_words(static_cast<std::size_t>(outcome.changed)) +
                                          (outcome.changed == 1 ? " is" : " are") + " revoked"
                                    : std::string("it was revoked already")) +
               ", but that could not be reported: " + error.what;
  error.hint = "vhc publish --issuer " + folder.path() + " --to DIR; verifiers see it only then";
  return error;
}

// Before the folder is locked: what a long ledger seals takes seconds to read.
Result<SealedSearch> begun_search(const IssuerFolder& folder, const RevokeOptions& options, const LedgerKey& key,
                                  Io& io) {
  SealedSearch search(key, {options.lot, options.person});
  if (!io.exists(folder.ledger_file())) return search;
  VHC_TRY(const LedgerStore store, open_ledger(folder, io));
  VHC_CHECK_OK(search.look(folder, store, io));
  return search;
}

Result<Exit> revoke(const RevokeOptions& options, Io& io) {
  VHC_CHECK_OK(check_flags(options));
  if (options.card) VHC_CHECK_OK(check_standard_input(options.flags, {*options.card}));
  VHC_TRY(IssuerFolder folder, open_issuer(options.flags, io));
  VHC_CHECK_OK(say_if_restored(folder, io));
  VHC_TRY(const RevokeWhy why, why_of(options, io));
  VHC_TRY(const TimeZone zone, TimeZone::find(folder.settings().zone));
  std::optional<LedgerKey> key;  // opened before the folder is locked: a passphrase may have to be typed
  if (options.is_mass() || options.identity) {
    PassphraseSource passphrase = passphrase_source(options.flags, folder.path(), io);
    VHC_TRY(key, open_ledger_key(folder, passphrase, why.at, io));
  }
  std::optional<SealedSearch> search;
  if (options.is_mass()) {
    VHC_TRY(search, begun_search(folder, options, *key, io));
  }
  SealedSearch* const sought = search ? &*search : nullptr;
  Found agreed;
  VHC_TRY(const bool goes_on, agree(folder, options, key ? &*key : nullptr, sought, why, zone, agreed, io));
  const bool is_whole = agreed.without_rid == 0 && (!search || search->unsearched().is_explained());
  const Exit exit = findings_if(!is_whole);  // some of what was asked for cannot be done
  if (!goes_on) return exit;
  VHC_TRY(FolderSession session, FolderSession::begin(folder, io, key ? &*key : nullptr));
  Found found = agreed;
  std::int64_t newer = 0;
  if (options.is_mass()) {
    VHC_TRY(found, find_targets(folder, options, &*key, sought, session.store(), why.before, io));
    newer = keep_agreed(agreed.targets, found.targets);
  }
  VHC_TRY(const RevokeOutcome outcome, revoke_cards(folder, found.targets, why, session, io));
  VHC_CHECK_OK(session.commit());
  const Shown shown{&zone, &session.store(), options.identity ? &*key : nullptr};
  if (!options.is_mass()) VHC_CHECK_OK(say_replaced(session.store(), found.targets.front(), io));
  VHC_CHECK_OK(print_done(found.targets, outcome, options, shown, io)
                   .and_then([&io] { return io.flush_out(); })
                   .map_error([&](Error error) { return not_said(std::move(error), outcome, folder); }));
  if (newer > 0) {
    io.say("note     " + cards_in_words(static_cast<std::size_t>(newer)) + " appeared meanwhile: run it again");
  }
  if (!io.json()) io.say("next     vhc publish --issuer " + folder.path() + " --to DIR; verifiers see it only then");
  return exit;
}

}  // namespace

void add_revoke(Verb& root) {
  auto options = std::make_shared<RevokeOptions>();
  Verb& verb = root.verb("revoke", "put a card on the revocation list");
  verb.describe(
      "Puts a card on the revocation list of its key, or all cards of a person or lot. Verifiers see it only after the "
      "next publish. It cannot be undone: several cards are listed, and confirmed, before anything is done. "
      "Persons "
      "and lots are found in the ledger, which the passphrase opens.");
  add_issuer_flag(verb, options->flags);
  add_passphrase_flag(verb, options->flags);
  verb.option("--card", options->card, "FILE", "the card itself: text, file or picture");
  verb.option("--rid", options->rid, "RID", "its revocation id");
  verb.option("--number", options->number, "N", "its number in the journal");
  verb.option("--person", options->person, "KEY", "every card of a person, by the key that your system gave");
  verb.option("--lot", options->lot, "LOT", "every card with a dose of this lot");
  verb.option("--kid", options->kid, "KID", "with --rid: the key that signed it");
  verb.option("--before", options->before, "TIME", "only cards with this rid that were issued before TIME");
  verb.option("--reason", options->reason, "TEXT", "why, for the journal; nothing about a person");
  verb.flag("-n,--dry-run", options->dry_run, "list the cards and revoke nothing");
  verb.flag("--yes", options->yes, "do not ask");
  verb.flag("--identity", options->identity, "with the name of each card, for which the passphrase is needed");
  add_acting_flags(verb, options->flags);
  verb.exits({1, 3, 4, 6});
  verb.example("$ vhc revoke --issuer shop --lot EW0150 --dry-run");
  verb.example("$ vhc revoke --issuer shop --number 2026-000389 --reason \"given to another person\"");
  verb.example("$ vhc revoke --issuer shop --card card.png --reason \"wrong birth date\"");
  verb.run([options](Io& io) {
    const auto done = revoke(*options, io);
    return done ? *done : io.tell(done.error());
  });
}

}  // namespace vhc
