// vhc issuer init, show
#include <algorithm>
#include <charconv>
#include <memory>
#include <ostream>

#include "desk/issuer_flags.h"
#include "shell/counted.h"
#include "verbs.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

struct InitOptions {
  IssuerFlags flags;
  std::optional<std::string> folder;
  std::optional<std::string> iss;
  std::optional<std::string> name;
  std::optional<std::string> zone;
  std::optional<std::string> source;
  std::optional<std::string> kdf_memory;
};

constexpr std::size_t mebibyte = std::size_t{1024} * 1024;

// What opening a sealed file costs, for good: on a small machine it must be there every day.
Result<SealCost> cost_of(const InitOptions& options) {
  SealCost cost;
  if (!options.kdf_memory) return cost;
  const std::string& text = *options.kdf_memory;
  std::size_t mib = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mib);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  if (!is_number || mib < min_memlimit_bytes / mebibyte || mib > max_memlimit_bytes / mebibyte) {
    return fail(Errc::usage, "--kdf-memory",
                std::to_string(min_memlimit_bytes / mebibyte) + " to " + std::to_string(max_memlimit_bytes / mebibyte) +
                    " MiB, a whole number");
  }
  if (options.flags.no_passphrase) return fail(Errc::usage, "--kdf-memory", "nothing is sealed with --no-passphrase");
  cost.memlimit_bytes = mib * mebibyte;
  return cost;
}

Result<IssuerSettings> settings_of(const InitOptions& options) {
  auto iss = IssuerUrl::parse(*options.iss);
  if (!iss) return fail(iss.error().code, "--iss", iss.error().hint);
  IssuerSettings settings{.iss = *std::move(iss), .name = *options.name};
  if (options.zone) settings.zone = *options.zone;
  if (options.source) {
    VHC_TRY(settings.source, parse_record_source(*options.source));
  }
  return settings;
}

struct FirstFiles {
  std::string settings;
  std::string key;
  std::string record;
  std::string rid_secret;
  std::string ledger_key;
  KeyId kid;
};

Result<FirstFiles> make_files(const IssuerSettings& settings, UnixTime at, const std::optional<Secret>& passphrase,
                              const SealCost& cost) {
  VHC_TRY(const std::string settings_json, to_json(settings));
  VHC_TRY(const SigningKey key, SigningKey::generate());
  VHC_TRY(std::string key_file,
          passphrase ? seal_signing_key(key, at, *passphrase, cost) : signing_key_without_seal(key, at));
  const Secret rids = make_rid_secret();
  VHC_TRY(std::string rid_file,
          passphrase ? seal_rid_secret(rids, at, *passphrase, cost) : rid_secret_without_seal(rids, at));
  const LedgerKey ledger = LedgerKey::make();
  VHC_TRY(std::string ledger_file,
          passphrase ? ledger.to_file(at, *passphrase, cost) : ledger.to_file_without_seal(at));
  KeyRecord record{.kid = key.kid(), .key = key.public_key(), .created = at};
  record.mac = ledger.vouch_for(record);
  return FirstFiles{settings_json + "\n", std::move(key_file),    to_json(record) + "\n",
                    std::move(rid_file),  std::move(ledger_file), key.kid()};
}

// issuer.json comes last: a folder with it is whole. The journal names the key before it is one.
Result<void> write_files(const std::string& folder, const FirstFiles& files, const JournalAction& made, Io& io) {
  VHC_TRY(const std::string line, next_journal_line({}, with_clock(made, io)));
  VHC_CHECK_OK(io.make_folder(folder));  // whoever audits may come in; each secret has its own mode
  VHC_CHECK_OK(io.make_folder(folder + "/keys", 0700));
  VHC_CHECK_OK(io.make_folder(folder + "/crl"));
  VHC_CHECK_OK(write_secret_file(folder + "/keys/" + files.kid.str() + ".key", files.key, io));
  VHC_CHECK_OK(io.write_file(folder + "/keys/" + files.kid.str() + ".pub", files.record));
  VHC_CHECK_OK(write_secret_file(folder + "/rid.secret", files.rid_secret, io));
  VHC_CHECK_OK(write_secret_file(folder + "/ledger.key", files.ledger_key, io));
  VHC_CHECK_OK(io.write_file(folder + "/journal.ndjson", line));
  return io.write_file(folder + "/issuer.json", files.settings);
}

Result<Exit> init(const InitOptions& options, Io& io) {
  const std::string& folder = *options.folder;
  VHC_TRY(const IssuerSettings settings, settings_of(options));
  VHC_TRY(const SealCost cost, cost_of(options));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  if (io.exists(folder + "/issuer.json"))
    return fail(Errc::exists, folder + "/issuer.json", "an issuer folder is never overwritten");
  VHC_TRY(const std::optional<Secret> passphrase,
          new_passphrase(options.flags, "New passphrase for the signing keys", io));
  VHC_TRY(const FirstFiles files, make_files(settings, at, passphrase, cost));
  VHC_CHECK_OK(write_files(
      folder, files, {.time = at, .actor = actor(options.flags, io), .verb = "issuer init", .kid = files.kid}, io));
  VHC_TRY(const IssuerFolder made, IssuerFolder::open(folder, io));
  if (io.json()) {
    io.out() << JsonWriter()
                    .begin_object()
                    .member("schema", "vhc.issuer/1")
                    .member("folder", folder)
                    .member("iss", settings.iss.str())
                    .member("kid", files.kid.str())
                    .member("sealed", passphrase.has_value())
                    .end_object()
                    .text()
             << '\n';
    return Exit::done;
  }
  const char* const how = passphrase ? "   (sealed, mode 0600)" : "   (NOT sealed, mode 0600)";
  io.out() << "created  " << printable(folder) << "/issuer.json\n"
           << "created  " << made.key_file(files.kid) << how << '\n'
           << "created  " << made.rid_secret_file() << how << '\n';
  if (!io.quiet()) io.out() << "next     vhc issue --issuer " << folder << " FILE --qr card.png\n";
  if (passphrase) {
    io.say(
        "note     a forgotten passphrase cannot be recovered, and a backup needs the same one: vhc help "
        "passphrase");
  }
  io.say("note     vhc issuer backup makes a copy of everything");
  return Exit::done;
}

std::string settings_and_counts(const IssuerFolder& folder) {
  const IssuerSettings& settings = folder.settings();
  JsonWriter json;
  json.begin_object()
      .member("schema", "vhc.issuer/1")
      .member("folder", folder.path())
      .member("iss", settings.iss.str());
  json.member("name", settings.name)
      .member("zone", settings.zone)
      .member("source", name(settings.source))
      .name("keys")
      .begin_array();
  for (const KeyRecord& key : folder.keys())
    json.begin_object().member("kid", key.kid.str()).member("state", name(key.state())).end_object();
  return json.end_array().end_object().take();
}

Result<Exit> show(const IssuerFlags& flags, Io& io) {
  VHC_TRY(const IssuerFolder folder, open_issuer(flags, io));
  if (io.json()) {
    io.out() << settings_and_counts(folder) << '\n';
    return Exit::done;
  }
  const std::string& iss = folder.settings().iss.str();
  VHC_TRY(const std::string last, folder.last_journal_line(io));
  std::int64_t entries = 0;
  if (!last.empty()) {
    VHC_TRY(const JournalEntry entry, parse_journal_line(last));
    entries = entry.number;
  }
  const auto active =
      std::count_if(folder.keys().begin(), folder.keys().end(), [](const KeyRecord& key) { return key.signs(); });
  io.out() << "name     " << folder.settings().name << "\niss      " << iss << "\nkeys     " << folder.keys().size()
           << ", " << active << " active\njournal  " << counted(entries, "entry", "entries") << "\npublic   " << iss
           << "/.well-known/jwks.json\n";
  for (const KeyRecord& key : folder.keys()) {
    if (io.exists(folder.crl_file(key.kid)))
      io.out() << "         " << iss << "/.well-known/crl/" << key.kid.str() << ".json\n";
  }
  return Exit::done;
}

Exit finish(const Result<Exit>& done, Io& io) {
  return done ? *done : io.tell(done.error());
}

}  // namespace

void add_issuer(Verb& root) {
  Verb& noun = root.verb("issuer", "the issuer's folder: keys, settings, lists");
  auto init_options = std::make_shared<InitOptions>();
  Verb& verb = noun.verb("init", "make an issuer folder with a first signing key");
  verb.describe(
      "Makes DIR with settings, a new P-256 signing key and the secret of the revocation ids, both sealed under one "
      "passphrase. A forgotten passphrase is final: nobody can recover it, and a backup needs the same "
      "one. vhc help passphrase says what to do then.");
  verb.operand("DIR", init_options->folder, true);
  verb.required_option("--iss", init_options->iss, "URL",
                       "the issuer URL: https, no final slash; keys are published below it");
  verb.required_option("--name", init_options->name, "TEXT", "the issuer's name, for people");
  verb.option("--zone", init_options->zone, "ZONE", "time zone of the issuer's days (default: UTC)");
  verb.option("--source", init_options->source, "KIND", "pharmacy or registry (default: pharmacy)");
  verb.option("--kdf-memory", init_options->kdf_memory, "MIB",
              "memory that opening a key takes, 64 to 1024 MiB (default: 256); less is for small machines, and a weak "
              "passphrase is then guessed sooner");
  add_passphrase_flag(verb, init_options->flags);
  verb.flag("--no-passphrase", init_options->flags.no_passphrase, "do not seal the keys (for tests and demos)");
  add_acting_flags(verb, init_options->flags);
  verb.exits({3, 4, 6});
  verb.example("$ vhc issuer init shop --iss https://pharmacy.example/shc --name \"Corner Pharmacy\"");
  verb.run([init_options](Io& io) { return finish(init(*init_options, io), io); });

  auto flags = std::make_shared<IssuerFlags>();
  Verb& shown = noun.verb("show", "settings, public URLs and counts");
  add_issuer_flag(shown, *flags);
  shown.exits({3, 4});
  shown.run([flags](Io& io) { return finish(show(*flags, io), io); });
  add_issuer_backup(noun);
}

}  // namespace vhc
