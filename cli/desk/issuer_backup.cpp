// vhc issuer backup, restore: the whole folder in one sealed file.
#include <algorithm>
#include <memory>
#include <ostream>

#include "desk/issuer_flags.h"
#include "desk/store/folder_session.h"
#include "desk/store/published_folder.h"
#include "shell/counted.h"
#include "shell/verb_body.h"
#include "verbs.h"
#include "vhc/backup.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

constexpr std::size_t read_bytes = std::size_t{256} * 1024;
constexpr std::size_t write_bytes = std::size_t{8} * 1024 * 1024;  // between two syncs

struct BackupOptions {
  IssuerFlags flags;
  std::optional<std::string> file;
};

struct FolderFile {
  std::string name;
  bool is_secret = false;
};

// Written in large pieces: each is synced.
class GrowingFile {
 public:
  GrowingFile(std::string path, Io& io) : path_(std::move(path)), io_(&io) {}

  Result<void> add(std::string_view bytes) {
    held_ += bytes;
    return held_.size() < write_bytes ? Result<void>{} : flush();
  }
  Result<void> flush() {
    VHC_TRY(const bool fits, io_->complete_file(path_, size_, held_));
    if (!fits) return fail(Errc::unwritable, path_);
    size_ += held_.size();
    held_.clear();
    return {};
  }
  std::uint64_t size() const noexcept { return size_; }

 private:
  std::string path_;
  Io* io_;
  std::string held_;
  std::uint64_t size_ = 0;
};

Result<void> add_folder(const std::string& folder, const std::string& part, bool is_secret,
                        std::vector<FolderFile>& files, Io& io) {
  if (!io.exists(folder + "/" + part)) return {};
  VHC_TRY(const std::vector<std::string> names, io.list_folder(folder + "/" + part));
  for (const std::string& name : names) {
    const bool is_public = name.size() > 4 && name.compare(name.size() - 4, 4, ".pub") == 0;
    files.push_back({part + "/" + name, is_secret && !is_public});
  }
  return {};
}

// issuer.json comes last, as when a folder is made: one with it is whole.
Result<std::vector<FolderFile>> files_of(const IssuerFolder& folder, Io& io) {
  std::vector<FolderFile> files;
  VHC_CHECK_OK(add_folder(folder.path(), "keys", true, files, io));
  VHC_CHECK_OK(add_folder(folder.path(), "crl", false, files, io));
  VHC_CHECK_OK(add_folder(folder.path(), "tables", false, files, io));
  for (const auto& [name, is_secret] :
       {std::pair("rid.secret", true), std::pair("ledger.key", true), std::pair("ledger.db", true),
        std::pair("journal.ndjson", false), std::pair("issuer.json", false)}) {
    if (io.exists(folder.path() + "/" + name)) files.push_back({name, is_secret});
  }
  return files;
}

Result<void> copy_in(const std::string& path, const FolderFile& file, BackupWriter& backup, Io& io) {
  VHC_TRY(const Io::OpenFile opened, io.open_file(path, 0));
  VHC_CHECK_OK(backup.begin_file(file.name, opened.size, file.is_secret));
  std::string block(read_bytes, '\0');
  for (std::uint64_t offset = 0; offset < opened.size;) {
    const std::size_t wanted = std::min<std::uint64_t>(block.size(), opened.size - offset);
    VHC_TRY(const std::size_t got, opened.read_at(offset, std::span(block).first(wanted)));
    if (got == 0) return fail(Errc::unreadable, path);
    VHC_CHECK_OK(backup.add(std::string_view(block).substr(0, got)));
    offset += got;
  }
  return {};
}

// The passphrase is one that opens the folder: a backup under a mistyped one would be lost when it is needed.
Result<void> write_backup(const IssuerFolder& folder, const std::string& part, const Secret& passphrase, UnixTime at,
                          std::uint64_t& written, Io& io) {
  GrowingFile out_file(part, io);
  const auto out = [&out_file](std::string_view bytes) { return out_file.add(bytes); };
  VHC_TRY(const SealCost cost, seal_cost_of(folder.rid_secret_file(), io));
  VHC_TRY(BackupWriter backup, BackupWriter::begin(at, passphrase, out, cost));
  VHC_TRY(const std::vector<FolderFile> files, files_of(folder, io));
  for (const FolderFile& file : files) {
    VHC_CHECK_OK(copy_in(folder.path() + "/" + file.name, file, backup, io));
  }
  VHC_CHECK_OK(backup.finish());
  VHC_CHECK_OK(out_file.flush());
  written = out_file.size();
  return {};
}

Result<Exit> backup(const BackupOptions& options, Io& io) {
  VHC_TRY(const IssuerFolder folder, open_issuer(options.flags, io));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  if (io.exists(*options.file)) return fail(Errc::exists, *options.file, "a backup is never overwritten");
  PassphraseSource source = passphrase_source(options.flags, folder.path(), io);
  VHC_TRY(const Secret rids, open_rids(folder, source, io));
  VHC_TRY(const Secret* const passphrase, source.get());
  VHC_TRY(const FolderLock lock, io.lock_folder(folder.path()));
  VHC_CHECK_OK(folder.write_journal({.time = at, .actor = actor(options.flags, io), .verb = "issuer backup"}, io)
                   .map([](const std::string&) {}));
  const std::string part = *options.file + ".part";
  if (io.exists(part)) VHC_CHECK_OK(io.remove_file(part));
  VHC_CHECK_OK(io.write_file(part, {}, {.mode = 0600}));
  std::uint64_t written = 0;
  auto done = write_backup(folder, part, *passphrase, at, written, io);
  if (done) done = io.rename_file(part, *options.file, false);
  if (!done) {
    static_cast<void>(io.remove_file(part));
    return tl::unexpected(std::move(done).error());
  }
  VHC_TRY(const std::string last, folder.last_journal_line(io));
  VHC_TRY(const JournalEnd end, JournalEnd::after(last));
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.backup/1").member("file", name_in_json(*options.file));
    json.member("bytes", static_cast<std::int64_t>(written)).member("entries", end.next_number() - 1);
    io.out() << json.end_object().text() << '\n';
  } else {
    io.out() << "wrote    " << printable(*options.file) << "   (sealed, " << written << " bytes, "
             << counted(end.next_number() - 1, "journal entry", "journal entries") << ")\n";
  }
  return Exit::done;
}

// ---- restore

struct RestoreOptions {
  IssuerFlags flags;
  std::optional<std::string> file;
  std::optional<std::string> folder;
  std::optional<std::string> published;
};

std::int64_t entries_of(const IssuerFolder& folder, Io& io) {
  const auto last = folder.last_journal_line(io);
  const auto end = last ? JournalEnd::after(*last) : tl::unexpected(last.error());
  return end ? end->next_number() - 1 : 0;
}

Result<void> copy_out(BackupReader& backup, const BackupFile& file, const std::string& folder, Io& io) {
  const std::string path = folder + "/" + file.name;
  if (const std::size_t slash = path.rfind('/'); slash > folder.size()) {
    VHC_CHECK_OK(io.make_folder(path.substr(0, slash), file.name.compare(0, 5, "keys/") == 0 ? 0700 : 0755));
  }
  const unsigned secret_mode = 0600;
  const unsigned plain_mode = 0644;
  VHC_CHECK_OK(io.write_file(path, {}, {.mode = file.is_secret ? secret_mode : plain_mode}));
  GrowingFile out(path, io);
  for (;;) {
    VHC_TRY(const std::string bytes, backup.read());
    if (bytes.empty()) return out.flush();
    VHC_CHECK_OK(out.add(bytes));
  }
}

Result<BackupReader> open_backup(const RestoreOptions& options, Io& io) {
  VHC_TRY(Io::OpenFile opened, io.open_file(*options.file, 0));
  PassphraseSource source(options.flags.passphrase_file, "the backup", io);
  VHC_TRY(const Secret* const passphrase, source.get());
  auto offset = std::make_shared<std::uint64_t>(0);
  auto reader = BackupReader::open(
      [opened, offset](std::size_t count) -> Result<std::string> {
        std::string bytes(std::min<std::uint64_t>(count, opened.size - std::min(*offset, opened.size)), '\0');
        VHC_TRY(const std::size_t got, opened.read_at(*offset, bytes));
        bytes.resize(got);
        *offset += got;
        return bytes;
      },
      *passphrase);
  if (!reader) return fail(reader.error().code, *options.file, reader.error().hint);
  return reader;
}

// What was published that the restored folder does not know, and what to do about it.
void say_behind(const RestoreOptions& options, const std::vector<PublishedDifference>& behind, Io& io) {
  const std::string folder = printable(*options.folder);
  if (!options.published) {
    io.say("next     compare it with what is published: vhc publish --issuer " + folder + " --check DIR");
    return;
  }
  const std::string there = printable(*options.published);
  for (const PublishedDifference& one : behind) {
    io.out() << "behind   " << one.where << ": " << one.what << "   (" << name(one.code) << ")\n";
  }
  if (behind.empty()) {
    // A copy from before the backup shows the same as a folder in which nothing was published since.
    io.out() << "behind   nothing: what " << there
             << " publishes is known here; a copy of it from before the backup would show the same\n";
    io.say("next     vhc publish --issuer " + folder +
           " --to the folder that the web server serves; until then the restored folder asks before every card");
  }
  const bool is_final =
      std::any_of(behind.begin(), behind.end(), [](const PublishedDifference& one) { return one.is_final; });
  if (is_final) {
    io.say("next     vhc key revoke --issuer " + folder +
           " --reason TEXT KID, for every key that was revoked since the backup, and for no other: its cards are good "
           "no more");
  }
  if (!behind.empty()) {
    io.say("next     vhc publish --issuer " + folder + " --to " + there +
           " --replace, which takes over the revocations published there");
  }
}

Result<std::vector<PublishedDifference>> compare_with_published(const PublishedFolder& there, const std::string& folder,
                                                                Io& io) {
  VHC_TRY(const IssuerFolder restored, IssuerFolder::open(folder, io));
  VHC_TRY(PublishedComparison compared, compare_published(there, restored, io));
  return std::move(compared.differences);
}

Result<std::int64_t> unpack(const RestoreOptions& options, BackupReader& backup, const std::string& part, Io& io) {
  const std::string& folder = *options.folder;
  VHC_CHECK_OK(io.make_folder(part, 0700));
  for (;;) {
    auto file = backup.next_file();
    if (!file) return fail(file.error().code, *options.file, "take " + part + " away");
    if (!*file) break;
    auto copied = copy_out(backup, **file, part, io);
    if (!copied) return fail(copied.error().code, *options.file, "take " + part + " away");
  }
  VHC_TRY(const IssuerFolder restored, IssuerFolder::open(part, io));
  const std::int64_t entries = entries_of(restored, io);
  if (io.exists(folder + "/issuer.json")) {
    VHC_TRY(const IssuerFolder there, IssuerFolder::open(folder, io));
    const std::int64_t more = entries_of(there, io) - entries;
    return fail(more > 0 ? Errc::folder_newer : Errc::exists, folder,
                (more > 0 ? "it has " + counted(more, "more entry", "more entries") + "; " : std::string{}) +
                    "what the backup holds is in " + part);
  }
  // Whoever publishes from it is asked what was published before.
  VHC_CHECK_OK(
      restored.write_journal({.time = io.now(), .actor = actor(options.flags, io), .verb = "issuer restore"}, io));
  return entries;
}

Result<Exit> restore(const RestoreOptions& options, Io& io) {
  const std::string& folder = *options.folder;
  const bool is_there = io.exists(folder + "/issuer.json");
  if (!is_there && io.exists(folder)) return fail(Errc::exists, folder, "name a folder that does not exist yet");
  PublishedFolder published;
  if (options.published) {
    if (!io.exists(*options.published)) return fail(Errc::not_found, *options.published);
    VHC_TRY(published, read_published(*options.published, io));
  }
  VHC_TRY(BackupReader backup, open_backup(options, io));
  const std::string part = folder + ".part";
  if (io.exists(part)) return fail(Errc::exists, part, "an earlier restore was interrupted: remove it");
  VHC_TRY(const std::int64_t entries, unpack(options, backup, part, io));
  VHC_CHECK_OK(io.rename_file(part, folder, false));
  std::vector<PublishedDifference> behind;
  if (options.published) {
    VHC_TRY(behind, compare_with_published(published, folder, io));
  }
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.restored/1").member("folder", name_in_json(folder));
    json.member("created", to_rfc3339(backup.created())).member("entries", entries);
    if (options.published) write_differences(json, "behind", behind);
    io.out() << json.end_object().text() << '\n';
  } else {
    io.out() << "restored " << printable(folder) << "   " << counted(entries, "journal entry", "journal entries")
             << "\nnote     cards issued after " << to_rfc3339(backup.created())
             << " are missing: they stay valid, and can be revoked with --card only\n";
    say_behind(options, behind, io);
  }
  return findings_if(!behind.empty());
}

}  // namespace

void add_issuer_backup(Verb& issuer) {
  auto options = std::make_shared<BackupOptions>();
  Verb& verb = issuer.verb("backup", "the whole folder in one sealed file");
  verb.describe(
      "Writes keys (under their own seals too), secrets, lists, journal and ledger into FILE, sealed under the "
      "folder's "
      "passphrase. Keep it elsewhere.");
  verb.operand("FILE", options->file, true);
  add_issuer_flag(verb, options->flags);
  add_passphrase_flag(verb, options->flags);
  add_acting_flags(verb, options->flags);
  verb.exits({3, 4, 6});
  verb.example("$ vhc issuer backup --issuer shop shop-2026-11-23.backup");
  verb.run(run_with(options, backup));

  auto restore_options = std::make_shared<RestoreOptions>();
  Verb& restored = issuer.verb("restore", "a folder from its backup");
  restored.describe(
      "Makes DIR out of a backup. A folder that is there is never overwritten; one that holds more than the backup is "
      "named as such. What was published since the backup is compared with --published; vhc publish refuses to go back "
      "behind it.");
  restored.operand("FILE", restore_options->file, true);
  restored.operand("DIR", restore_options->folder, true);
  add_passphrase_flag(restored, restore_options->flags);
  restored.option("--actor", restore_options->flags.actor, "NAME",
                  "who acts, for the journal (default: the system's user name)");
  restored.option("--published", restore_options->published, "DIR",
                  "the public folder, own or fetched: say what it has that the backup does not know");
  restored.exits({1, 3, 4, 5, 6});
  restored.example("$ vhc issuer restore shop-2026-11-23.backup shop --published /srv/www/shc");
  restored.run(run_with(restore_options, restore));
}

}  // namespace vhc
