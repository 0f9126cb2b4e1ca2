#include <map>
#include <memory>
#include <ostream>

#include "card_operands.h"
#include "issuer_flags.h"
#include "issuer_session.h"
#include "verbs.h"
#include "vhc/crl.h"
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
};

struct Target {
  KeyId kid;
  RevocationId rid;
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

Result<Target> target_of_card(const IssuerFolder& folder, const std::string& file, Io& io) {
  VHC_TRY(const std::vector<FoundCard> cards, read_cards(file, io));
  if (cards.size() != 1) return fail(Errc::usage, file, "give one card at a time");
  const VerificationReport report = verify(cards.front(), own_keys(folder), {.at_given = true}, {max_time});
  if (!report.card) return fail(Errc::revoke_other_issuer, file);
  auto rid = RevocationId::parse(report.card->contents().revocation_handle);
  if (!rid) return fail(Errc::revoke_no_rid, file, "revoke the key, or let the card expire");
  VHC_TRY(const KeyId kid, KeyId::parse(report.card->key_id()));
  return Target{kid, *rid};
}

Result<std::string> whole_journal(const IssuerFolder& folder, Io& io) {
  constexpr std::size_t max_journal_bytes = std::size_t{1024} * 1024 * 1024;
  return io.read_tail(folder.journal_file(), max_journal_bytes);
}

Result<Target> target_of_entry(const std::optional<JournalEntry>& entry, const std::string& flag) {
  if (!entry || !entry->action.rid || !entry->action.kid)
    return fail(Errc::revoke_no_rid, flag, "vhc revoke --card FILE takes the card itself");
  return Target{*entry->action.kid, *entry->action.rid};
}

// A rid alone does not say whose key: the journal does, unless --kid names it.
Result<Target> target_of_rid(const IssuerFolder& folder, const RevokeOptions& options, Io& io) {
  auto rid = RevocationId::parse(*options.rid);
  if (!rid) return fail(Errc::rid_format, "--rid", rid.error().hint);
  if (options.kid) {
    VHC_TRY(const std::size_t place, find_key(folder.keys(), *options.kid));
    return Target{folder.keys()[place].kid, *rid};
  }
  VHC_TRY(const std::string journal, whole_journal(folder, io));
  VHC_TRY(const std::vector<JournalEntry> entries, find_journal_rid(journal, *rid));
  if (!entries.empty()) return target_of_entry(entries.front(), "--rid");
  if (folder.keys().size() == 1) return Target{folder.keys().front().kid, *rid};
  return fail(Errc::usage, "--rid", "the journal does not know it; name the key: --kid KID");
}

Result<Target> find_target(const IssuerFolder& folder, const RevokeOptions& options, Io& io) {
  if (options.card) return target_of_card(folder, *options.card, io);
  if (options.rid) return target_of_rid(folder, options, io);
  VHC_TRY(const std::string journal, whole_journal(folder, io));
  VHC_TRY(const auto entry, find_journal_number(journal, *options.number));
  return target_of_entry(entry, "--number");
}

Result<void> check_options(const RevokeOptions& options) {
  int given = 0;
  for (const auto* target : {&options.rid, &options.card, &options.number, &options.person, &options.lot})
    given += target->has_value() ? 1 : 0;
  if (given != 1)
    return fail(Errc::usage, "revoke", "give one of --number N, --rid RID, --card FILE, --person KEY and --lot LOT");
  if (options.reason) return check_reason(*options.reason, "--reason");
  return {};
}

Result<std::optional<UnixTime>> time_before(const RevokeOptions& options) {
  if (!options.before) return std::optional<UnixTime>{};
  const auto time = parse_time(*options.before);
  if (!time) return fail(Errc::time_format, "--before", time.error().hint);
  return std::optional<UnixTime>(*time);
}

// What one command does: a line and an entry a card, a list's counter grows once.
struct Revoked {
  Target target;
  std::int64_t ctr = 0;
  bool changed = false;
  std::string label;  // the card's number, where the ledger knows it
};

Result<void> write_line(const Revoked& revoked, const RevokeOptions& options, UnixTime at, IssuerSession& session,
                        const Io& io) {
  return session.add({.time = at,
                      .actor = actor(options.flags, io),
                      .verb = "revoke",
                      .kid = revoked.target.kid,
                      .rid = revoked.target.rid,
                      .reason = options.reason.value_or(""),
                      .card = revoked.label});
}

Result<std::vector<Revoked>> revoke_all(const std::vector<Target>& targets, const std::vector<std::string>& labels,
                                        const RevokeOptions& options, UnixTime at, IssuerSession& session, Io& io) {
  VHC_TRY(const std::optional<UnixTime> before, time_before(options));
  std::map<KeyId, std::vector<Revocation>> by_key;
  for (const Target& target : targets) by_key[target.kid].push_back({.rid = target.rid, .before = before});
  std::map<KeyId, CrlUpdate> updates;
  for (const auto& [kid, revocations] : by_key) {
    VHC_TRY(CrlUpdate update, session.revoke(kid, revocations));
    updates.emplace(kid, std::move(update));
  }
  std::vector<Revoked> done;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const CrlUpdate& update = updates.at(targets[i].kid);
    done.push_back({targets[i], update.ctr, update.changed, labels[i]});
    if (update.changed) VHC_CHECK_OK(write_line(done.back(), options, at, session, io));
  }
  return done;
}

void print_revoked(const Revoked& revoked, Io& io) {
  if (io.json()) {
    JsonWriter json;
    json.begin_object()
        .member("schema", "vhc.revoked/1")
        .member("kid", revoked.target.kid.str())
        .member("rid", revoked.target.rid.str())
        .member("ctr", revoked.ctr)
        .member("changed", revoked.changed);
    if (!revoked.label.empty()) json.member("card", revoked.label);
    io.out() << json.end_object().text() << '\n';
    return;
  }
  io.out() << (revoked.changed ? "revoked  " : "revoked already  ") << revoked.target.rid.str() << "   list "
           << revoked.target.kid.str().substr(0, 8) << "… is version " << revoked.ctr << '\n';
}

// The cards of a person or a lot, as far back as the ledger keeps them; those without a revocation id cannot be listed.
Result<std::vector<Target>> targets_in_ledger(IssuerLedger& ledger, const RevokeOptions& options,
                                              std::vector<std::string>& labels, Io& io) {
  const LedgerTagKind kind = options.person ? LedgerTagKind::person : LedgerTagKind::lot;
  VHC_TRY(const std::vector<StoredCard> cards, ledger.find(kind, options.person ? *options.person : *options.lot, io));
  std::vector<Target> targets;
  std::size_t without = 0;
  for (const StoredCard& card : cards) {
    if (!card.rid) ++without;
    if (!card.rid || card.revoked) continue;
    VHC_TRY(const KeyId kid, KeyId::parse(card.kid));
    targets.push_back({kid, *card.rid});
    labels.push_back(card.label);
  }
  if (without > 0) io.say("warning  " + std::to_string(without) + " cards have no revocation id: they stay valid");
  if (cards.empty()) {
    return fail(Errc::ledger_no_card, options.person ? "--person" : "--lot",
                "the ledger keeps persons and lots for as many days as issuer.json says");
  }
  return targets;
}

Result<int> revoke(const RevokeOptions& options, Io& io) {
  VHC_CHECK_OK(check_options(options));
  VHC_TRY(const IssuerFolder folder, open_issuer(options.flags, io));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  VHC_CHECK_OK(time_before(options));
  IssuerLedger ledger(folder);
  PassphraseSource passphrase = passphrase_source(options.flags, folder.path(), io);
  const bool by_ledger = options.person || options.lot;
  if (by_ledger) VHC_CHECK_OK(ledger.unlock(passphrase, at, io));
  std::vector<Target> targets;
  std::vector<std::string> labels;
  if (!by_ledger) {
    VHC_TRY(const Target target, find_target(folder, options, io));
    targets.push_back(target);
    labels.push_back(options.number.value_or(""));
  }
  VHC_TRY(IssuerSession session, ledger.begin(at, io));
  if (by_ledger) {
    VHC_TRY(targets, targets_in_ledger(ledger, options, labels, io));
  }
  VHC_TRY(const std::vector<Revoked> done, revoke_all(targets, labels, options, at, session, io));
  VHC_CHECK_OK(session.commit());
  for (const Revoked& revoked : done) print_revoked(revoked, io);
  if (done.empty() && !io.json()) io.out() << "revoked already: all of them\n";
  if (!io.json()) io.say("next     vhc publish --issuer " + folder.path() + " --to DIR; until then nobody knows");
  return 0;
}

}  // namespace

void add_revoke(Verb& root) {
  auto options = std::make_shared<RevokeOptions>();
  Verb& verb = root.verb("revoke", "put a card on the revocation list");
  verb.describe("Puts a card on the revocation list of its key. Nobody knows of it before the next publish.");
  add_issuer_flag(verb, options->flags);
  add_passphrase_flag(verb, options->flags);
  verb.option("--card", options->card, "FILE", "the card itself: text, file or picture");
  verb.option("--rid", options->rid, "RID", "its revocation id");
  verb.option("--number", options->number, "N", "its number in the journal: 2026-000389");
  verb.option("--person", options->person, "KEY", "every card of the person, by the key that the records have");
  verb.option("--lot", options->lot, "LOT", "every card with a dose of this lot");
  verb.option("--kid", options->kid, "KID", "with --rid: the key that signed it");
  verb.option("--before", options->before, "TIME", "only cards with this rid that were issued before TIME");
  verb.option("--reason", options->reason, "TEXT", "why, for the journal; nothing about a person");
  add_acting_flags(verb, options->flags);
  verb.exits({3, 4, 6});
  verb.example("$ vhc revoke --issuer shop --card card.png --reason \"wrong birth date\"");
  verb.run([options](Io& io) {
    const auto done = revoke(*options, io);
    return done ? *done : io.fail(done.error());
  });
}

}  // namespace vhc
