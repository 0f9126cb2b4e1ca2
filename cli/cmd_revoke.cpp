#include <memory>
#include <ostream>

#include "card_operands.h"
#include "issuer_flags.h"
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
  const int given = static_cast<int>(options.rid.has_value()) + static_cast<int>(options.card.has_value()) +
                    static_cast<int>(options.number.has_value());
  if (given != 1) return fail(Errc::usage, "revoke", "give one of --card FILE, --rid RID and --number N");
  if (options.card) return target_of_card(folder, *options.card, io);
  if (options.rid) return target_of_rid(folder, options, io);
  VHC_TRY(const std::string journal, whole_journal(folder, io));
  VHC_TRY(const auto entry, find_journal_number(journal, *options.number));
  return target_of_entry(entry, "--number");
}

Result<int> revoke(const RevokeOptions& options, Io& io) {
  VHC_TRY(const IssuerFolder folder, open_issuer(options.flags, io));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  if (options.reason) VHC_CHECK_OK(check_reason(*options.reason, "--reason"));
  std::optional<UnixTime> before;
  if (options.before) {
    auto time = parse_time(*options.before);
    if (!time) return fail(Errc::time_format, "--before", time.error().hint);
    before = *time;
  }
  VHC_TRY(const Target target, find_target(folder, options, io));
  VHC_TRY(const FolderLock lock, io.lock_folder(folder.path()));
  VHC_TRY(const std::optional<std::string> current, folder.crl(target.kid, io));
  const Revocation revocation{.rid = target.rid, .before = before};
  VHC_TRY(const CrlUpdate update, add_revocations(current, target.kid, {&revocation, 1}));
  if (update.changed) {
    VHC_CHECK_OK(folder.write_journal({.time = at,
                                       .actor = actor(options.flags, io),
                                       .verb = "revoke",
                                       .kid = target.kid,
                                       .rid = target.rid,
                                       .reason = options.reason.value_or("")},
                                      io));
    VHC_CHECK_OK(io.make_folder(folder.path() + "/crl"));
    VHC_CHECK_OK(io.write_file(folder.crl_file(target.kid), update.json, {.overwrite = true}));
  }
  if (io.json()) {
    io.out() << JsonWriter()
                    .begin_object()
                    .member("schema", "vhc.revoked/1")
                    .member("kid", target.kid.str())
                    .member("rid", target.rid.str())
                    .member("ctr", update.ctr)
                    .member("changed", update.changed)
                    .end_object()
                    .text()
             << '\n';
  } else {
    io.out() << (update.changed ? "revoked  " : "revoked already  ") << target.rid.str() << "   list "
             << target.kid.str().substr(0, 8) << "… is version " << update.ctr << '\n';
    io.say("next     vhc publish --issuer " + folder.path() + " --to DIR; until then nobody knows");
  }
  return 0;
}

}  // namespace

void add_revoke(Verb& root) {
  auto options = std::make_shared<RevokeOptions>();
  Verb& verb = root.verb("revoke", "put a card on the revocation list");
  verb.describe("Puts a card on the revocation list of its key. Nobody knows of it before the next publish.");
  add_issuer_flag(verb, options->flags);
  verb.option("--card", options->card, "FILE", "the card itself: text, file or picture");
  verb.option("--rid", options->rid, "RID", "its revocation id");
  verb.option("--number", options->number, "N", "its number in the journal");
  verb.option("--kid", options->kid, "KID", "with --rid: the key that signed it");
  verb.option("--before", options->before, "TIME", "only cards with this rid that were issued before TIME");
  verb.option("--reason", options->reason, "TEXT", "why, for the journal; nothing about a person");
  add_acting_flags(verb, options->flags);
  verb.exits({3, 4});
  verb.example("$ vhc revoke --issuer shop --card card.png --reason \"wrong birth date\"");
  verb.run([options](Io& io) {
    const auto done = revoke(*options, io);
    return done ? *done : io.fail(done.error());
  });
}

}  // namespace vhc
