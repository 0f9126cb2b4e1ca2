#include "desk/store/issuer_folder.h"

#include <algorithm>
#include <utility>

#include "desk/store/folder_session.h"
#include "shell/io.h"
#include "vhc/revocation_list.h"

namespace vhc {
namespace {

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// An error about the content of a file names the file as well as the place in it.
tl::unexpected<Error> in_file(Error error, const std::string& file) {
  error.where = file + (error.where.empty() ? "" : ", ") + error.where;
  return tl::unexpected(std::move(error));
}

Result<KeyRecord> read_one(const std::string& folder, const std::string& name, Io& io) {
  const std::string file = folder + "/" + name;
  VHC_TRY(const std::string text, io.read_plain_file(file, max_key_record_bytes));
  auto record = parse_key_record(text);
  if (!record) return in_file(std::move(record).error(), file);
  if (name != record->kid.str() + ".pub") return fail(Errc::folder_form, file, "the file name is not the key's kid");
  return record;
}

Result<std::vector<KeyRecord>> read_records(const std::string& folder, Io& io) {
  VHC_TRY(const std::vector<std::string> names, io.list_folder(folder));
  std::vector<KeyRecord> records;
  for (const std::string& name : names) {
    if (!ends_with(name, ".pub")) continue;
    VHC_TRY(KeyRecord record, read_one(folder, name, io));
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace

Result<IssuerFolder> IssuerFolder::open(const std::string& path, Io& io) {
  VHC_TRY(IssuerFolder folder, open_for_audit(path, io));
  VHC_TRY(std::vector<KeyRecord> records, read_records(path + "/keys", io));
  VHC_TRY(const auto histories, read_key_history(folder.journal_file(), io));
  folder.hold_to(histories, std::move(records));
  return folder;
}

void IssuerFolder::hold_to(const std::map<std::string, KeyHistory>& histories, std::vector<KeyRecord> records) {
  const bool is_vouched =
      std::any_of(records.begin(), records.end(), [](const KeyRecord& record) { return !record.mac.empty(); });
  for (KeyRecord& record : records) {
    const auto history = histories.find(record.kid.str());
    const bool is_named = history != histories.end() && history->second.is_named;
    if (is_named && says_more(record, history->second)) untold_.push_back(record.kid);
    if (is_named && bring_up_to(history->second, record)) behind_.push_back(record.kid);
    const bool is_ours = is_named && (!is_vouched || !record.mac.empty());
    (is_ours ? keys_ : strangers_).push_back(std::move(record));
  }
}

void IssuerFolder::warn_of_strangers(Io& io) const {
  for (const KeyRecord& record : strangers_) {
    io.say("note     key " + record.kid.str() + " is ignored: it was neither made nor imported here; vhc status");
  }
}

Result<void> IssuerFolder::vouch_for_all(const LedgerKey& key, Io& io) const {
  VHC_TRY(const auto histories, read_key_history(journal_file(), io));
  VHC_TRY(const std::vector<KeyRecord> records, read_records(path_ + "/keys", io));
  for (KeyRecord record : records) {
    const auto history = histories.find(record.kid.str());
    if (history == histories.end() || !history->second.is_named || !record.mac.empty()) continue;
    bring_up_to(history->second, record);
    record.mac = key.vouch_for(record);
    VHC_CHECK_OK(write_record(record, io));
  }
  return {};
}

JournalAction with_clock(JournalAction action, const Io& io) {
  constexpr std::chrono::minutes meant_as_now{1};  // a passphrase is typed meanwhile
  const UnixTime now = io.now();
  if (std::chrono::abs(now - action.time) > meant_as_now) action.clock = now;
  return action;
}

namespace {

// A hint that made a second pharmacy would be followed.
tl::unexpected<Error> no_issuer(const std::string& path) {
  return tl::unexpected(Error{Errc::not_found, "this is not an issuer's folder: it has no issuer.json", path,
                              "yours is where issuer.json lies; vhc issuer init makes a new issuer with new keys"});
}

}  // namespace

Result<IssuerFolder> IssuerFolder::open_for_audit(const std::string& path, Io& io) {
  const std::string file = path + "/issuer.json";
  auto text = io.read_plain_file(file, max_issuer_settings_bytes);
  if (!text && text.error().code == Errc::not_found) return no_issuer(path);
  if (!text) return tl::unexpected(std::move(text).error());
  auto settings = parse_issuer_settings(*text);
  if (!settings) return in_file(std::move(settings).error(), file);
  return IssuerFolder(path, *std::move(settings), {});
}

Result<IssuerFolder> IssuerFolder::with_lists(Io& io) const {
  auto lists = std::make_shared<Lists>();
  for (const KeyRecord& record : keys_) {
    VHC_TRY((*lists)[record.kid.str()], crl(record.kid, io));
  }
  IssuerFolder folder = *this;
  folder.lists_ = std::move(lists);
  return folder;
}

Result<std::optional<std::string>> IssuerFolder::crl(const KeyId& kid, Io& io) const {
  if (lists_) {
    const auto kept = lists_->find(kid.str());
    return kept == lists_->end() ? std::nullopt : kept->second;
  }
  const std::string file = crl_file(kid);
  if (!io.exists(file)) return std::optional<std::string>{};
  VHC_TRY(std::string text, io.read_plain_file(file, max_crl_bytes));
  return std::optional<std::string>(std::move(text));
}

Result<std::string> IssuerFolder::last_journal_line(Io& io) const {
  VHC_TRY(const std::string tail, io.read_tail(journal_file(), 2 * max_journal_line_bytes));
  auto line = vhc::last_journal_line(tail);
  if (!line) return in_file(std::move(line).error(), journal_file());
  return std::string(*line);
}

Result<std::string> IssuerFolder::write_journal(const JournalAction& action, Io& io) const {
  VHC_CHECK_OK(finish_pending(*this, io));
  VHC_TRY(const std::string last, last_journal_line(io));
  VHC_TRY(const std::string line, next_journal_line(last, with_clock(action, io)));
  VHC_TRY(std::string number, next_journal_number(last, action.time));
  VHC_CHECK_OK(io.append_line(journal_file(), line));
  VHC_TRY(const std::string_view written, vhc::last_journal_line(line));
  VHC_CHECK_OK(note_end(*this, last, written, io));
  return number;
}

Result<KeyRecord> IssuerFolder::read_record(const KeyId& kid, Io& io) const {
  return read_one(path_ + "/keys", kid.str() + ".pub", io);
}

Result<void> IssuerFolder::write_record(const KeyRecord& record, Io& io) const {
  return io.write_file(record_file(record.kid), to_json(record) + "\n", {.overwrite = true});
}

namespace {

constexpr int max_tries = 3;

}  // namespace

Result<const Secret*> PassphraseSource::get() {
  if (!secret_) {
    const std::string prompt = tries_ == 1 ? "Passphrase for " + folder_
                                           : "Wrong passphrase for " + folder_ + ". Try again (" +
                                                 std::to_string(tries_) + " of " + std::to_string(max_tries) + ")";
    VHC_TRY(secret_, file_ ? io_->read_passphrase_file(*file_) : io_->ask_passphrase(prompt, false));
  }
  return &*secret_;
}

bool PassphraseSource::forget() noexcept {
  if (file_ || tries_ == max_tries) return false;
  ++tries_;
  secret_.reset();
  return true;
}

Result<std::optional<Secret>> PassphraseSource::ask_for(const std::string& path) const {
  if (file_ || !allows_others_) return std::optional<Secret>{};
  VHC_TRY(Secret own, io_->ask_passphrase("Another passphrase opens " + path + ". That one", false));
  return std::optional(std::move(own));
}

namespace {

std::string_view text_of(const Secret& file) {
  const auto bytes = file.expose();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// What a file says of itself; nothing when there is none, or it belongs to somebody else.
std::optional<bool> says_sealed(const std::string& path, Io& io) {
  const auto file = io.read_secret_file(path, max_key_file_bytes);
  if (!file) return std::nullopt;
  const auto header = read_sealed_header(text_of(*file));
  return header ? std::optional(header->sealed) : std::nullopt;
}

Result<std::vector<std::string>> secret_files(const IssuerFolder& folder, Io& io) {
  std::vector<std::string> files{folder.rid_secret_file(), folder.ledger_key_file()};
  VHC_TRY(const std::vector<std::string> names, io.list_folder(folder.path() + "/keys"));
  for (const std::string& name : names) {
    if (ends_with(name, ".key")) files.push_back(folder.path() + "/keys/" + name);
  }
  return files;
}

// Opens either form of a file. The passphrase is asked for only when the file is sealed.
template <class Open>
auto open_secret_file(const IssuerFolder& folder, const std::string& path, PassphraseSource& source, Io& io,
                      const Open& open) -> decltype(open(std::string_view{}, Secret{})) {
  VHC_TRY(const Secret file, io.read_secret_file(path, max_key_file_bytes));
  const auto header = read_sealed_header(text_of(file));
  if (!header) return in_file(header.error(), path);
  if (!header->sealed) {
    VHC_TRY(const bool must_be_sealed, is_sealed(folder, io));
    if (must_be_sealed || source.expects_seals()) return fail(Errc::key_not_sealed, path);
    return open(text_of(file), Secret{});
  }
  for (;;) {
    VHC_TRY(const Secret* const passphrase, source.get());
    auto opened = open(text_of(file), *passphrase);
    if (opened) {
      source.prove();
      return opened;
    }
    if (opened.error().code != Errc::passphrase_wrong) return in_file(std::move(opened).error(), path);
    if (source.is_proven()) break;
    if (!source.forget()) return in_file(std::move(opened).error(), path);
  }
  VHC_TRY(const std::optional<Secret> own, source.ask_for(path));
  if (!own) {
    return fail(Errc::key_own_passphrase, path,
                "on a terminal, vhc key passphrase asks for both and seals the folder under one");
  }
  auto opened = open(text_of(file), *own);
  if (!opened) return in_file(std::move(opened).error(), path);
  return opened;
}

}  // namespace

Result<SealCost> seal_cost_of(const std::string& file, Io& io) {
  VHC_TRY(const Secret text, io.read_secret_file(file, max_key_file_bytes));
  const auto header = read_sealed_header(text_of(text));
  if (!header) return in_file(header.error(), file);
  return header->sealed ? header->cost : SealCost{};
}

Result<bool> is_sealed(const IssuerFolder& folder, Io& io) {
  VHC_TRY(const std::vector<std::string> files, secret_files(folder, io));
  return std::any_of(files.begin(), files.end(),
                     [&io](const std::string& file) { return says_sealed(file, io).value_or(false); });
}

Result<std::vector<std::string>> unsealed_files(const IssuerFolder& folder, Io& io) {
  VHC_TRY(std::vector<std::string> files, secret_files(folder, io));
  std::erase_if(files, [&io](const std::string& file) { return says_sealed(file, io).value_or(true); });
  return files;
}

Result<SigningKey> open_key(const IssuerFolder& folder, const KeyRecord& record, PassphraseSource& source, Io& io) {
  return open_secret_file(folder, folder.key_file(record.kid), source, io,
                          [&record](std::string_view text, const Secret& passphrase) {
                            return open_signing_key(text, record.kid, passphrase);
                          });
}

Result<Secret> open_rids(const IssuerFolder& folder, PassphraseSource& source, Io& io) {
  return open_secret_file(
      folder, folder.rid_secret_file(), source, io,
      [](std::string_view text, const Secret& passphrase) { return open_rid_secret(text, passphrase); });
}

namespace {

// Keys have macs, or cards were issued: both need it.
Result<bool> had_ledger_key(const IssuerFolder& folder, Io& io) {
  const auto has_mac = [](const KeyRecord& record) { return !record.mac.empty(); };
  bool had = std::any_of(folder.keys().begin(), folder.keys().end(), has_mac);
  VHC_CHECK_OK(io.each_line(folder.journal_file(), max_journal_line_bytes, [&had](std::string_view line, bool) {
    had = had || line.find("verb\":\"issue\"") != std::string_view::npos;
    return !had;
  }));
  return had;
}

// It vouches for no key yet: that comes with the records, under the folder's lock.
Result<LedgerKey> make_ledger_key(const IssuerFolder& folder, PassphraseSource& source, UnixTime at, Io& io) {
  VHC_TRY(const bool is_lost, had_ledger_key(folder, io));
  if (is_lost) {
    return fail(Errc::not_found, folder.ledger_key_file(),
                "it vouches for the folder's keys: put it back from a backup");
  }
  VHC_TRY(const Secret rid_file, io.read_secret_file(folder.rid_secret_file(), max_key_file_bytes));
  const auto header = read_sealed_header(text_of(rid_file));
  if (!header) return in_file(header.error(), folder.rid_secret_file());
  LedgerKey key = LedgerKey::make();
  if (header->sealed) {
    // The passphrase is one that opens something: a key under a mistyped one would be lost.
    VHC_TRY(const Secret checked, open_rids(folder, source, io));
    VHC_TRY(const Secret* const passphrase, source.get());
    VHC_TRY(const std::string file, key.to_file(at, *passphrase, header->cost, first_subject));
    VHC_CHECK_OK(io.write_file(folder.ledger_key_file(), file, {.mode = 0600}));
  } else {
    VHC_TRY(const std::string file, key.to_file_without_seal(at, first_subject));
    VHC_CHECK_OK(io.write_file(folder.ledger_key_file(), file, {.mode = 0600}));
  }
  return key;
}

// From now on it vouches for the folder's keys. The file comes last: what is cut off before is done again.
Result<void> start_vouching(IssuerFolder& folder, const LedgerKey& key, const std::string& new_file, Io& io) {
  {
    VHC_TRY(const FolderLock lock, io.lock_folder(folder.path()));
    VHC_CHECK_OK(folder.vouch_for_all(key, io));
    VHC_CHECK_OK(io.write_file(folder.ledger_key_file(), new_file, {.mode = 0600, .overwrite = true}));
  }
  VHC_TRY(folder, IssuerFolder::open(folder.path(), io));
  return {};
}

struct OpenedLedgerKey {
  LedgerKey key;
  std::optional<std::string> new_file;  // of one that did not vouch yet: the same key, that does
};

Result<OpenedLedgerKey> open_ledger_file(const IssuerFolder& folder, PassphraseSource& source, UnixTime at, Io& io) {
  const auto open = [at](std::string_view text, const Secret& passphrase) -> Result<OpenedLedgerKey> {
    VHC_TRY(OpenedLedgerKey opened, LedgerKey::from_file(text, passphrase).map([](LedgerKey key) {
      return OpenedLedgerKey{std::move(key), std::nullopt};
    }));
    VHC_TRY(const SealedHeader header, read_sealed_header(text));
    if (header.info.subject == vouching_subject) return opened;
    VHC_TRY(opened.new_file,
            header.sealed ? opened.key.to_file(at, passphrase, header.cost) : opened.key.to_file_without_seal(at));
    return opened;
  };
  return open_secret_file(folder, folder.ledger_key_file(), source, io, open);
}

}  // namespace

Result<void> check_vouched(const IssuerFolder& folder, const LedgerKey& key) {
  for (const KeyRecord& record : folder.keys()) {
    if (!key.vouches_for(record)) return fail(Errc::key_not_ours, folder.record_file(record.kid));
  }
  return {};
}

Result<LedgerKey> open_ledger_key(IssuerFolder& folder, PassphraseSource& source, UnixTime at, Io& io) {
  if (!io.exists(folder.ledger_key_file())) {
    auto made = make_ledger_key(folder, source, at, io);
    if (!made && made.error().code != Errc::exists) return made;  // exists: another desk was faster
  }
  VHC_TRY(OpenedLedgerKey opened, open_ledger_file(folder, source, at, io));
  if (opened.new_file) VHC_CHECK_OK(start_vouching(folder, opened.key, *opened.new_file, io));
  VHC_CHECK_OK(check_vouched(folder, opened.key));
  return std::move(opened.key);
}

}  // namespace vhc
