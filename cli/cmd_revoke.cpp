#include <memory>
#include <ostream>

#include "card_lookup.h"
#include "card_operands.h"
#include "issuer_flags.h"
#include "revoke_cards.h"
#include "verbs.h"
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
  return RevokeTarget{kid, *rid, 0, {}};
}

Result<std::string> whole_journal(const IssuerFolder& folder, Io& io) {
  constexpr std::size_t max_journal_bytes = std::size_t{1024} * 1024 * 1024;
  return io.read_tail(folder.journal_file(), max_journal_bytes);
}

Result<RevokeTarget> target_of_entry(const std::optional<JournalEntry>& entry, const std::string& flag) {
  if (!entry || !entry->action.rid || !entry->action.kid)
    return fail(Errc::revoke_no_rid, flag, "vhc revoke --card FILE takes the card itself");
  return RevokeTarget{*entry->action.kid, *entry->action.rid, 0, {}};
}

// A rid alone does not say whose key: the journal does, unless --kid names it.
Result<RevokeTarget> target_of_rid(const IssuerFolder& folder, const RevokeOptions& options, Io& io) {
  auto rid = RevocationId::parse(*options.rid);
  if (!rid) return fail(Errc::rid_format, "--rid", rid.error().hint);
  if (options.kid) {
    VHC_TRY(const std::size_t place, find_key(folder.keys(), *options.kid));
    return RevokeTarget{folder.keys()[place].kid, *rid, 0, {}};
  }
  VHC_TRY(const std::string journal, whole_journal(folder, io));
  VHC_TRY(const std::vector<JournalEntry> entries, find_journal_rid(journal, *rid));
  if (!entries.empty()) return target_of_entry(entries.front(), "--rid");
  if (folder.keys().size() == 1) return RevokeTarget{folder.keys().front().kid, *rid, 0, {}};
  return fail(Errc::usage, "--rid", "the journal does not know it; name the key: --kid KID");
}

Result<RevokeTarget> target_of_number(const IssuerFolder& folder, const LedgerStore& store, const std::string& label,
                                      Io& io) {
  const auto row = find_card(store, label);
  if (row) return target_of(*row);
  // From before the ledger.
  VHC_TRY(const std::string journal, whole_journal(folder, io));
  VHC_TRY(const auto entry, find_journal_number(journal, label));
  return target_of_entry(entry, "--number");
}

// The row of a card that was named by its revocation id or itself, when the journal knows its number.
Result<void> add_row(const IssuerFolder& folder, const LedgerStore& store, RevokeTarget& target, Io& io) {
  VHC_TRY(const std::string journal, whole_journal(folder, io));
  VHC_TRY(const std::vector<JournalEntry> entries, find_journal_rid(journal, target.rid));
  if (entries.empty()) return {};
  VHC_TRY(const auto row, store.card(entries.front().number));
  if (!row) return {};
  target.number = row->number;
  target.label = row->label;
  return {};
}

// By what only the open ledger knows. Cards without a revocation id are counted, not revoked.
Result<std::vector<RevokeTarget>> targets_of_mark(const RevokeOptions& options, const LedgerKey& key,
                                                  const LedgerStore& store, Io& io) {
  const LedgerMark mark =
      options.person ? key.mark(MarkKind::person, *options.person) : key.mark(MarkKind::lot, *options.lot);
  VHC_TRY(const std::vector<LedgerRow> rows,
          find_marked(store, options.person ? MarkKind::person : MarkKind::lot, mark));
  const char* const flag = options.person ? "--person" : "--lot";
  if (rows.empty()) return fail(Errc::ledger_no_card, flag, "cards whose retention has ended are not found by it");
  std::vector<RevokeTarget> targets;
  std::size_t without_rid = 0;
  for (const LedgerRow& row : rows) {
    if (row.is_revoked) continue;
    if (row.rid.empty()) {
      ++without_rid;
      continue;
    }
    VHC_TRY(RevokeTarget target, target_of(row));
    targets.push_back(std::move(target));
  }
  if (without_rid > 0) {
    io.say("note     " + std::to_string(without_rid) + " without a revocation id: only with their key");
  }
  return targets;
}

Result<std::vector<RevokeTarget>> find_targets(const IssuerFolder& folder, const RevokeOptions& options,
                                               const LedgerKey* key, const LedgerStore& store, Io& io) {
  if (key != nullptr) return targets_of_mark(options, *key, store, io);
  if (options.number) {
    VHC_TRY(RevokeTarget target, target_of_number(folder, store, *options.number, io));
    return std::vector<RevokeTarget>{std::move(target)};
  }
  VHC_TRY(RevokeTarget target,
          options.card ? target_of_card(folder, *options.card, io) : target_of_rid(folder, options, io));
  VHC_CHECK_OK(add_row(folder, store, target, io));
  return std::vector<RevokeTarget>{std::move(target)};
}

Result<void> check_flags(const RevokeOptions& options) {
  int given = 0;
  for (const auto* flag : {&options.rid, &options.card, &options.number, &options.person, &options.lot}) {
    given += flag->has_value() ? 1 : 0;
  }
  if (given != 1) {
    return fail(Errc::usage, "revoke", "give one of --card FILE, --number N, --rid RID, --person KEY and --lot LOT");
  }
  if (options.reason) VHC_CHECK_OK(check_reason(*options.reason, "--reason"));
  return {};
}

void print_one(const RevokeTarget& target, const RevokeOutcome& outcome, Io& io) {
  const std::int64_t counter = outcome.counters.begin()->second;
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.revoked/1").member("kid", target.kid.str());
    json.member("rid", target.rid.str()).member("ctr", counter).member("changed", outcome.changed > 0);
    io.out() << json.end_object().text() << '\n';
    return;
  }
  io.out() << (outcome.changed > 0 ? "revoked  " : "revoked already  ") << target.rid.str() << "   list "
           << target.kid.str().substr(0, 8) << "… is version " << counter << '\n';
}

void print_several(const std::vector<RevokeTarget>& targets, const RevokeOutcome& outcome, Io& io) {
  if (io.json()) {
    for (const RevokeTarget& target : targets) {
      JsonWriter json;
      json.begin_object().member("schema", "vhc.revoked/1").member("kid", target.kid.str());
      json.member("rid", target.rid.str()).member("ctr", outcome.counters.at(target.kid.str())).member("changed", true);
      json.member("number", target.label);
      io.out() << json.end_object().text() << '\n';
    }
    return;
  }
  io.out() << "revoked  " << outcome.changed << (outcome.changed == 1 ? " card" : " cards");
  for (const auto& [kid, counter] : outcome.counters) {
    io.out() << "   list " << kid.substr(0, 8) << "… is version " << counter;
  }
  io.out() << '\n';
}

Result<int> revoke(const RevokeOptions& options, Io& io) {
  VHC_CHECK_OK(check_flags(options));
  VHC_TRY(IssuerFolder folder, open_issuer(options.flags, io));
  RevokeWhy why{.actor = actor(options.flags, io), .reason = options.reason.value_or("")};
  VHC_TRY(why.at, acting_time(options.flags, io));
  if (options.before) {
    auto time = parse_time(*options.before);
    if (!time) return fail(Errc::time_format, "--before", time.error().hint);
    why.before = *time;
  }
  std::optional<LedgerKey> key;  // opened before the folder is locked: a passphrase may have to be typed
  if (options.person || options.lot) {
    PassphraseSource passphrase = passphrase_source(options.flags, folder.path(), io);
    VHC_TRY(key, open_ledger_key(folder, passphrase, why.at, io));
  }
  VHC_TRY(FolderSession session, FolderSession::begin(folder, io));
  VHC_TRY(const std::vector<RevokeTarget> targets,
          find_targets(folder, options, key ? &*key : nullptr, session.store(), io));
  VHC_TRY(const RevokeOutcome outcome, revoke_cards(folder, targets, why, session, io));
  VHC_CHECK_OK(session.commit());
  if (options.person || options.lot) {
    print_several(targets, outcome, io);
  } else {
    print_one(targets.front(), outcome, io);
  }
  if (!io.json()) io.say("next     vhc publish --issuer " + folder.path() + " --to DIR; until then nobody knows");
  return 0;
}

}  // namespace

void add_revoke(Verb& root) {
  auto options = std::make_shared<RevokeOptions>();
  Verb& verb = root.verb("revoke", "put a card on the revocation list");
  verb.describe(
      "Puts a card on the revocation list of its key, or all cards of a person or lot. Nobody knows of it before the "
      "next publish. Persons and lots are found in the ledger, which the passphrase opens.");
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
  add_acting_flags(verb, options->flags);
  verb.exits({3, 4, 6});
  verb.example("$ vhc revoke --issuer shop --number 2026-000389 --reason \"given to another person\"");
  verb.example("$ vhc revoke --issuer shop --card card.png --reason \"wrong birth date\"");
  verb.run([options](Io& io) {
    const auto done = revoke(*options, io);
    return done ? *done : io.fail(done.error());
  });
}

}  // namespace vhc
