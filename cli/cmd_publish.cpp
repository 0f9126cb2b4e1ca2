#include <algorithm>
#include <memory>
#include <ostream>

#include "folder_session.h"
#include "issuer_flags.h"
#include "verbs.h"
#include "vhc/json_writer.h"
#include "vhc/site.h"

namespace vhc {
namespace {

struct PublishOptions {
  IssuerFlags flags;
  std::optional<std::string> to;
};

Result<std::vector<SiteFile>> make_files(const IssuerFolder& folder, Io& io) {
  std::vector<SiteKey> keys;
  for (const KeyRecord& record : folder.keys()) {
    VHC_TRY(auto crl, folder.crl(record.kid, io));
    keys.push_back({record, std::move(crl)});
  }
  return make_site(keys);
}

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

// Lists of keys that are no longer published would go on saying something: they are taken away.
Result<void> remove_stale_lists(const std::string& to, const std::vector<SiteFile>& files, Io& io) {
  const std::string crl = ".well-known/crl";
  if (!io.exists(to + "/" + crl)) return {};
  VHC_TRY(const std::vector<std::string> names, io.list_folder(to + "/" + crl));
  for (const std::string& name : names) {
    const std::string path = crl + "/" + name;
    const bool is_ours =
        std::any_of(files.begin(), files.end(), [&path](const SiteFile& file) { return file.path == path; });
    const bool is_list = name.size() == thumbprint_chars + 5 && name.compare(thumbprint_chars, 5, ".json") == 0;
    if (is_list && !is_ours) VHC_CHECK_OK(io.remove_file(to + "/" + path));
  }
  return {};
}

constexpr const char* head_name = "journal-head.txt";

// The journal's count and head, kept where whoever can change the journal may not be able to change it.
Result<void> write_head(const IssuerFolder& folder, const std::string& to, Io& io) {
  VHC_TRY(const std::string last, folder.last_journal_line(io));
  VHC_TRY(const JournalEnd end, JournalEnd::after(last));
  const std::string text = std::to_string(end.next_number() - 1) + " " + end.head() + "\n";
  return io.write_file(to + "/" + head_name, text, {.overwrite = true});
}

void tell_written(const std::string& file, JsonWriter& json, Io& io) {
  json.string(file);
  if (!io.json()) io.out() << "wrote    " << file << '\n';
}

// With a passphrase, every key is asked for what ledger.key says of it.
Result<void> check_vouched(const PublishOptions& options, Io& io) {
  if (!options.flags.passphrase_file) return {};
  VHC_TRY(IssuerFolder folder, open_issuer(options.flags, io));
  PassphraseSource passphrase = passphrase_source(options.flags, folder.path(), io);
  return open_ledger_key(folder, passphrase, io.now(), io).map([](const LedgerKey&) {});
}

Result<void> mend_records(const IssuerFolder& folder, Io& io) {
  for (const KeyRecord& record : folder.keys()) {
    if (std::find(folder.behind().begin(), folder.behind().end(), record.kid) == folder.behind().end()) continue;
    VHC_CHECK_OK(folder.write_record(record, io));
    io.say("note     the record of " + record.kid.str() + " was older than the journal: it is " +
           std::string(name(record.state())));
  }
  return {};
}

Result<int> publish(const PublishOptions& options, Io& io) {
  VHC_CHECK_OK(check_vouched(options, io));
  VHC_TRY(const std::string issuer, issuer_path(options.flags, io));
  VHC_TRY(const FolderLock lock, io.lock_folder(issuer));
  VHC_TRY(const IssuerFolder folder, IssuerFolder::open(issuer, io));
  folder.warn_of_strangers(io);
  VHC_CHECK_OK(mend_records(folder, io));
  VHC_CHECK_OK(finish_pending(folder, io));
  VHC_TRY(const std::vector<SiteFile> files, make_files(folder, io));
  JsonWriter json;
  json.begin_object().member("schema", "vhc.published/1").member("to", *options.to).name("files").begin_array();
  for (const SiteFile& file : files) {
    const std::string path = *options.to + "/" + file.path;
    VHC_CHECK_OK(io.make_folder(folder_of(path)));
    VHC_CHECK_OK(io.write_file(path, file.text, {.overwrite = true}));
    tell_written(file.path, json, io);
  }
  VHC_CHECK_OK(remove_stale_lists(*options.to, files, io));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  VHC_TRY(const std::string entry,
          folder.write_journal({.time = at, .actor = actor(options.flags, io), .verb = "publish"}, io));
  VHC_CHECK_OK(write_head(folder, *options.to, io));
  tell_written(head_name, json, io);
  if (io.json()) {
    io.out() << json.end_array().end_object().text() << '\n';
  } else if (!io.quiet()) {
    io.out() << "note     " << cors_note << '\n';
  }
  return 0;
}

}  // namespace

void add_publish(Verb& root) {
  auto options = std::make_shared<PublishOptions>();
  Verb& verb = root.verb("publish", "write the public folder: key set and revocation lists");
  verb.describe(
      "Writes .well-known/jwks.json and .well-known/crl/KID.json into DIR, for any web server to serve below the "
      "issuer URL; and journal-head.txt, by which the journal is held to what it was on that day. A key that no line "
      "of the journal made or took in is not "
      "published; with --passphrase-file, ledger.key has to vouch for every key too.");
  add_issuer_flag(verb, options->flags);
  verb.required_option("--to", options->to, "DIR", "the folder that the web server serves below the issuer URL");
  add_passphrase_flag(verb, options->flags);
  add_acting_flags(verb, options->flags);
  verb.exits({3, 4, 6});
  verb.example("$ vhc publish --issuer shop --to /srv/www/shc");
  verb.run([options](Io& io) {
    const auto done = publish(*options, io);
    return done ? *done : io.fail(done.error());
  });
}

}  // namespace vhc
