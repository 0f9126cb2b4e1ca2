// vhc key new, list, import, export, passphrase, retire, revoke, destroy
#include <memory>
#include <ostream>

#include "desk/issuer_flags.h"
#include "desk/passphrase_topic.h"
#include "verbs.h"
#include "vhc/json_writer.h"
#include "vhc/key_set.h"

namespace vhc {
namespace {

struct KeyOptions {
  IssuerFlags flags;
  std::optional<std::string> operand;
  std::optional<std::string> output;
  std::optional<std::string> reason;
  std::optional<std::string> new_passphrase_file;
  bool is_public = false;
  bool force = false;
  bool yes = false;
};

Result<JournalAction> action(const KeyOptions& options, const std::string& verb, const KeyId& kid, const Io& io) {
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  return JournalAction{
      .time = at, .actor = actor(options.flags, io), .verb = verb, .kid = kid, .reason = options.reason.value_or("")};
}

const KeyRecord* find_record(const IssuerFolder& folder, const KeyId& kid) {
  for (const KeyRecord& record : folder.keys()) {
    if (record.kid == kid) return &record;
  }
  return nullptr;
}

Result<KeyRecord> chosen_key(const IssuerFolder& folder, const KeyOptions& options) {
  auto place = find_key(folder.keys(), *options.operand);
  if (!place) return fail(place.error().code, "KID", "vhc key list --issuer " + folder.path());
  return folder.keys()[*place];
}

void print_key(const KeyRecord& record, std::string_view done, Io& io) {
  if (io.json()) {
    io.out() << JsonWriter()
                    .begin_object()
                    .member("schema", "vhc.key/1")
                    .member("kid", record.kid.str())
                    .member("state", name(record.state()))
                    .end_object()
                    .text()
             << '\n';
  } else {
    io.out() << done << "  " << record.kid.str() << "   (" << name(record.state()) << ")\n";
  }
}

// A folder is sealed or it is not: one file that is not would be taken for an exchanged one.
Result<void> check_seal(const IssuerFolder& folder, const KeyOptions& options, Io& io) {
  VHC_TRY(const bool sealed, is_sealed(folder, io));
  if (sealed && options.flags.no_passphrase) {
    return fail(Errc::key_not_sealed, "--no-passphrase", "everything in " + folder.path() + " is sealed: leave it out");
  }
  if (sealed || options.flags.no_passphrase) return {};
  return fail(Errc::usage, "--no-passphrase", "nothing in " + folder.path() + " is sealed: vhc key passphrase first");
}

struct SealTerms {
  UnixTime at;
  SealCost cost;
};

// Under the passphrase of the folder, which has opened its ledger.key: a folder has one.
Result<std::string> seal_with(const SigningKey& key, const SealTerms& terms, PassphraseSource& source,
                              const KeyOptions& options, Io& io) {
  if (options.flags.no_passphrase) {
    io.say(io.program() + ": warning: the key file is not sealed; use it for tests and demos only");
    return signing_key_without_seal(key, terms.at);
  }
  VHC_TRY(const Secret* const passphrase, source.get());
  if (!source.is_proven()) return fail(Errc::key_not_sealed, source.folder() + "/ledger.key");
  return seal_signing_key(key, terms.at, *passphrase, terms.cost);
}

// A private key that is in the folder already is never replaced; the record is written last, behind the journal's line,
// so that a key without one is no key yet.
Result<Exit> add_key(IssuerFolder folder, const SigningKey& key, const KeyOptions& options, const std::string& verb,
                     Io& io) {
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  if (find_record(folder, key.kid()) != nullptr) return fail(Errc::key_exists, folder.record_file(key.kid()));
  VHC_CHECK_OK(check_seal(folder, options, io));
  PassphraseSource source = passphrase_source(options.flags, folder.path(), io);
  VHC_TRY(const LedgerKey ledger, open_ledger_key(folder, source, at, io));
  VHC_TRY(const SealCost cost, seal_cost_of(folder.ledger_key_file(), io));
  VHC_TRY(const std::string file, seal_with(key, {at, cost}, source, options, io));
  VHC_TRY(const FolderLock lock, io.lock_folder(folder.path()));
  VHC_CHECK_OK(write_secret_file(folder.key_file(key.kid()), file, io));
  KeyRecord record{.kid = key.kid(), .key = key.public_key(), .created = at};
  record.mac = ledger.vouch_for(record);
  VHC_TRY(const JournalAction entry, action(options, verb, key.kid(), io));
  VHC_CHECK_OK(folder.write_journal(entry, io));
  VHC_CHECK_OK(folder.write_record(record, io));
  print_key(record, "added   ", io);
  if (!io.json()) {
    io.say("next     vhc publish --issuer " + folder.path() +
           " --to DIR; until then cards of this key verify as UNKNOWN ISSUER");
  }
  return Exit::done;
}

Result<Exit> new_key(const KeyOptions& options, Io& io) {
  VHC_TRY(IssuerFolder folder, open_issuer(options.flags, io));
  VHC_TRY(const SigningKey key, SigningKey::generate());
  return add_key(std::move(folder), key, options, "key new", io);
}

Result<Exit> import_key(const KeyOptions& options, Io& io) {
  VHC_TRY(IssuerFolder folder, open_issuer(options.flags, io));
  VHC_TRY(const Secret file, io.read_secret_file(*options.operand, max_key_import_bytes));
  auto key = import_signing_key(file);
  if (!key) return fail(key.error().code, *options.operand, key.error().hint);
  return add_key(std::move(folder), *key, options, "key import", io);
}

Result<Exit> list_keys(const KeyOptions& options, Io& io) {
  VHC_TRY(const IssuerFolder folder, open_issuer(options.flags, io));
  for (const KeyRecord& record : folder.keys()) {
    if (io.json()) {
      print_key(record, "", io);
      continue;
    }
    io.out() << record.kid.str() << "  " << name(record.state()) << "  made " << to_rfc3339(record.created);
    if (record.retired) io.out() << "  retired " << to_rfc3339(*record.retired);
    if (record.revoked) io.out() << "  revoked " << to_rfc3339(*record.revoked);
    if (record.destroyed) io.out() << "  destroyed " << to_rfc3339(*record.destroyed);
    io.out() << '\n';
  }
  folder.warn_of_strangers(io);
  return Exit::done;
}

// The private key leaves as PKCS#8, into a file that only its owner can read; never onto a terminal.
Result<Exit> export_private(const IssuerFolder& folder, const KeyRecord& record, const KeyOptions& options, Io& io) {
  if (!options.output || *options.output == "-") {
    return fail(Errc::usage, "--output",
                "a private key goes into a file: --output FILE; or --public for the public one");
  }
  if (!options.force && io.exists(*options.output))
    return fail(Errc::exists, *options.output, "use --force to overwrite it");
  PassphraseSource passphrase = passphrase_source(options.flags, folder.path(), io);
  VHC_TRY(const SigningKey key, open_key(folder, record, passphrase, io));
  VHC_TRY(const Secret pem, key.to_pkcs8_pem());
  // A key that left and that nobody recorded cannot be.
  VHC_TRY(const JournalAction entry, action(options, "key export", record.kid, io));
  VHC_TRY(const FolderLock lock, io.lock_folder(folder.path()));
  VHC_CHECK_OK(folder.write_journal(entry, io));
  const std::string_view text(reinterpret_cast<const char*>(pem.expose().data()), pem.size());
  VHC_CHECK_OK(io.write_file(*options.output, text, {.mode = 0600, .overwrite = options.force}));
  io.say("wrote    " + *options.output + "   (PKCS#8, NOT sealed, mode 0600)");
  return Exit::done;
}

Result<Exit> export_key(const KeyOptions& options, Io& io) {
  VHC_TRY(const IssuerFolder folder, open_issuer(options.flags, io));
  VHC_TRY(const KeyRecord record, chosen_key(folder, options));
  if (!options.is_public) return export_private(folder, record, options, io);
  const std::string jwk = to_jwk({.kid = record.kid.str(), .key = record.key}) + "\n";
  VHC_CHECK_OK(io.write_file(options.output.value_or("-"), jwk, {.overwrite = options.force}));
  return Exit::done;
}

struct NewSeal {
  std::string file;
  std::string text;
};

// Everything is opened and sealed again before the first file is replaced.
Result<std::vector<NewSeal>> seal_again(const IssuerFolder& folder, const KeyOptions& options, const Secret& passphrase,
                                        PassphraseSource& old, const std::optional<LedgerKey>& ledger, Io& io) {
  std::vector<NewSeal> seals;
  VHC_TRY(const SealCost cost, seal_cost_of(folder.rid_secret_file(), io));
  for (const KeyRecord& record : folder.keys()) {
    if (!record.has_private_key() ||
        (options.operand && record.kid.str().compare(0, options.operand->size(), *options.operand) != 0))
      continue;
    VHC_TRY(const SigningKey key, open_key(folder, record, old, io));
    VHC_TRY(std::string text, seal_signing_key(key, record.created, passphrase, cost));
    seals.push_back({folder.key_file(record.kid), std::move(text)});
  }
  if (options.operand) return seals;
  VHC_TRY(const Secret rids, open_rids(folder, old, io));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  VHC_TRY(std::string text, seal_rid_secret(rids, at, passphrase, cost));
  seals.push_back({folder.rid_secret_file(), std::move(text)});
  if (!ledger) return seals;
  VHC_TRY(std::string ledger_text, ledger->to_file(at, passphrase, cost));
  seals.push_back({folder.ledger_key_file(), std::move(ledger_text)});
  return seals;
}

// The passphrase that all of the folder is sealed under afterwards. For one key that is the folder's own, which has to
// open something else.
Result<Secret> wanted_passphrase(IssuerFolder& folder, const KeyOptions& options, UnixTime at, Io& io) {
  if (!options.operand) {
    return options.new_passphrase_file ? io.read_passphrase_file(*options.new_passphrase_file)
                                       : io.ask_passphrase("New passphrase", true);
  }
  PassphraseSource whole(options.new_passphrase_file, folder.path(), io);
  VHC_TRY(const LedgerKey ledger, open_ledger_key(folder, whole, at, io));
  VHC_CHECK_OK(whole.get().map([](const Secret*) {}));
  return whole.take();
}

Result<void> check_one_key(const IssuerFolder& folder, const KeyOptions& options, Io& io) {
  if (!options.operand) return {};
  VHC_CHECK_OK(chosen_key(folder, options));
  VHC_TRY(const bool sealed, is_sealed(folder, io));
  if (!sealed)
    return fail(Errc::usage, "KID", "nothing in " + folder.path() + " is sealed: leave KID out, to seal all");
  return {};
}

Result<Exit> change_passphrase(const KeyOptions& options, Io& io) {
  VHC_TRY(IssuerFolder folder, open_issuer(options.flags, io));
  VHC_CHECK_OK(check_one_key(folder, options, io));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  PassphraseSource old(options.flags.passphrase_file, options.operand ? "key " + *options.operand : folder.path(), io);
  old.allow_others();
  std::optional<LedgerKey> ledger;
  if (!options.operand && io.exists(folder.ledger_key_file())) {
    VHC_TRY(ledger, open_ledger_key(folder, old, at, io));
  }
  VHC_TRY(const Secret passphrase, wanted_passphrase(folder, options, at, io));
  VHC_TRY(const FolderLock lock, io.lock_folder(folder.path()));
  VHC_TRY(const std::vector<NewSeal> seals, seal_again(folder, options, passphrase, old, ledger, io));
  for (const NewSeal& seal : seals)
    VHC_CHECK_OK(io.write_file(seal.file, seal.text, {.mode = 0600, .overwrite = true}));
  VHC_CHECK_OK(folder.write_journal({.time = at, .actor = actor(options.flags, io), .verb = "key passphrase"}, io));
  io.say("sealed   " + std::to_string(seals.size()) + (seals.size() == 1 ? " file" : " files") +
         (options.operand ? " under the passphrase of the folder" : " under the new passphrase"));
  return Exit::done;
}

// A key's record as it is now, under the lock that its change is written under: somebody else may have changed it while
// a question was answered.
struct LockedRecord {
  FolderLock lock;
  IssuerFolder folder;
  KeyRecord record;
};

Result<LockedRecord> lock_record(const IssuerFolder& before, const KeyId& kid, Io& io) {
  VHC_TRY(FolderLock lock, io.lock_folder(before.path()));
  VHC_TRY(IssuerFolder folder, IssuerFolder::open(before.path(), io));
  const KeyRecord* const record = find_record(folder, kid);
  if (record == nullptr) return fail(Errc::key_none, before.record_file(kid));
  KeyRecord copy = *record;
  return LockedRecord{std::move(lock), std::move(folder), std::move(copy)};
}

Result<Exit> retire_key(const KeyOptions& options, Io& io) {
  VHC_TRY(const IssuerFolder before, open_issuer(options.flags, io));
  VHC_TRY(const KeyRecord chosen, chosen_key(before, options));
  VHC_TRY(const JournalAction entry, action(options, "key retire", chosen.kid, io));
  VHC_TRY(const LockedRecord locked, lock_record(before, chosen.kid, io));
  VHC_TRY(const KeyRecord record, retire(locked.record, entry.time));
  VHC_CHECK_OK(locked.folder.write_journal(entry, io));
  VHC_CHECK_OK(locked.folder.write_record(record, io));
  print_key(record, "retired ", io);
  return Exit::done;
}

Result<std::int64_t> cards_issued_with(const IssuerFolder& folder, const KeyId& kid, Io& io) {
  constexpr std::size_t max_journal_bytes = std::size_t{1024} * 1024 * 1024;
  VHC_TRY(const std::string text, io.read_tail(folder.journal_file(), max_journal_bytes));
  std::int64_t cards = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const auto entry = parse_journal_line(std::string_view(text).substr(start, end - start));
    if (entry && entry->action.verb == "issue" && entry->action.kid == kid) ++cards;
    start = end + 1;
  }
  return cards;
}

Result<Exit> revoke_key(const KeyOptions& options, Io& io) {
  VHC_TRY(const IssuerFolder before, open_issuer(options.flags, io));
  VHC_TRY(const KeyRecord chosen, chosen_key(before, options));
  VHC_TRY(const JournalAction entry, action(options, "key revoke", chosen.kid, io));
  VHC_CHECK_OK(revoke(chosen, entry.time, *options.reason));
  VHC_TRY(const std::int64_t cards, cards_issued_with(before, chosen.kid, io));
  if (!options.yes) {
    VHC_TRY(const bool yes, io.ask_yes(std::to_string(cards) + (cards == 1 ? " card loses its" : " cards lose their") +
                                           " validity with this key. This cannot be undone. Revoke it?",
                                       "--yes"));
    if (!yes) return declined("the key was not revoked");
  }
  VHC_TRY(const LockedRecord locked, lock_record(before, chosen.kid, io));
  VHC_TRY(const KeyRecord record, revoke(locked.record, entry.time, *options.reason));
  VHC_CHECK_OK(locked.folder.write_journal(entry, io));
  VHC_CHECK_OK(locked.folder.write_record(record, io));
  print_key(record, "revoked ", io);
  io.say("note     " + std::to_string(cards) + (cards == 1 ? " card dies" : " cards die") +
         " with it; run vhc publish now, and tell the operators of every list that has it");
  return Exit::done;
}

Result<Exit> destroy_key(const KeyOptions& options, Io& io) {
  VHC_TRY(const IssuerFolder before, open_issuer(options.flags, io));
  VHC_TRY(const KeyRecord chosen, chosen_key(before, options));
  VHC_TRY(const JournalAction entry, action(options, "key destroy", chosen.kid, io));
  VHC_CHECK_OK(destroy(chosen, entry.time));
  if (!options.yes) {
    VHC_TRY(const bool yes,
            io.ask_yes("The private key " + chosen.kid.str() + " will be destroyed permanently. Continue?", "--yes"));
    if (!yes) return declined("the private key was not destroyed");
  }
  VHC_TRY(const LockedRecord locked, lock_record(before, chosen.kid, io));
  VHC_TRY(const KeyRecord record, destroy(locked.record, entry.time));
  VHC_CHECK_OK(io.destroy_file(locked.folder.key_file(record.kid)));
  VHC_CHECK_OK(locked.folder.write_journal(entry, io));
  VHC_CHECK_OK(locked.folder.write_record(record, io));
  print_key(record, "destroyed", io);
  return Exit::done;
}

using Body = Result<Exit> (*)(const KeyOptions&, Io&);

// One verb below `key`: the folder and who acts, then what is its own.
Verb& add(Verb& noun, const char* name, const char* summary, const std::shared_ptr<KeyOptions>& options, Body body) {
  Verb& verb = noun.verb(name, summary);
  add_issuer_flag(verb, options->flags);
  verb.exits({3, 4, 6});
  verb.run([options, body](Io& io) {
    const auto done = body(*options, io);
    return done ? *done : io.tell(done.error());
  });
  return verb;
}

void add_seal_flags(Verb& verb, KeyOptions& options) {
  add_passphrase_flag(verb, options.flags);
  verb.flag("--no-passphrase", options.flags.no_passphrase, "do not seal the key (for tests and demos)");
  add_acting_flags(verb, options.flags);
}

}  // namespace

void add_key(Verb& root) {
  root.topic(passphrase_topic());
  Verb& noun = root.verb("key", "signing keys");
  const auto fresh = [] { return std::make_shared<KeyOptions>(); };

  auto options = fresh();
  add_seal_flags(add(noun, "new", "make a new signing key beside the old", options, new_key), *options);

  add(noun, "list", "all keys with their state and dates", fresh(), list_keys);

  options = fresh();
  Verb& import_verb = add(noun, "import", "take in a private key and seal it at once", options, import_key);
  import_verb.describe(
      "Imports a P-256 private key, JWK or unencrypted PKCS#8, from a file that only its owner can read, and seals "
      "it. The file stays: remove it.");
  import_verb.operand("FILE", options->operand, true);
  add_seal_flags(import_verb, *options);

  options = fresh();
  Verb& export_verb = add(noun, "export", "write a key as PKCS#8, or its public JWK", options, export_key);
  export_verb.operand("KID", options->operand, true);
  export_verb.flag("--public", options->is_public, "the public key as a JWK");
  export_verb.option("-o,--output", options->output, "FILE", "write there; \"-\" is standard output (public key only)");
  export_verb.flag("-f,--force", options->force, "overwrite");
  add_passphrase_flag(export_verb, options->flags);
  add_acting_flags(export_verb, options->flags);

  options = fresh();
  Verb& passphrase = add(noun, "passphrase", "seal again under a new passphrase", options, change_passphrase);
  passphrase.describe(
      "Seals all keys, the secret of the revocation ids and the ledger's key again under a new passphrase: a folder "
      "has "
      "one. With KID it brings a key that has another passphrase, as the first release could make it, under that of "
      "the "
      "folder: --passphrase-file is then the key's, --new-passphrase-file the folder's.");
  passphrase.operand("KID", options->operand, false);
  add_passphrase_flag(passphrase, options->flags);
  passphrase.option("--new-passphrase-file", options->new_passphrase_file, "FILE",
                    "read the new passphrase from FILE, as --passphrase-file does; of one pipe it is the next line");
  add_acting_flags(passphrase, options->flags);

  options = fresh();
  Verb& retire_verb = add(noun, "retire", "sign no more; the public key stays published", options, retire_key);
  retire_verb.operand("KID", options->operand, true);
  add_acting_flags(retire_verb, options->flags);

  options = fresh();
  Verb& revoke_verb = add(noun, "revoke", "withdraw a compromised key", options, revoke_key);
  revoke_verb.describe(
      "Withdraws a key after a compromise: at the next publish it is out of the key set, and every card signed with it "
      "is refused.");
  revoke_verb.operand("KID", options->operand, true);
  revoke_verb.required_option("--reason", options->reason, "TEXT", "why, for the journal; nothing about a person");
  revoke_verb.flag("--yes", options->yes, "do not ask");
  add_acting_flags(revoke_verb, options->flags);

  options = fresh();
  Verb& destroy_verb = add(noun, "destroy", "overwrite and remove the private key", options, destroy_key);
  destroy_verb.operand("KID", options->operand, true);
  destroy_verb.flag("--yes", options->yes, "do not ask");
  add_acting_flags(destroy_verb, options->flags);
}

}  // namespace vhc
