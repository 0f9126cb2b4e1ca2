#include "issuer_folder.h"

#include <algorithm>
#include <utility>

#include "folder_session.h"
#include "io.h"
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

Result<std::vector<KeyRecord>> read_records(const std::string& folder, Io& io) {
  VHC_TRY(const std::vector<std::string> names, io.list_folder(folder));
  std::vector<KeyRecord> records;
  for (const std::string& name : names) {
    if (!ends_with(name, ".pub")) continue;
    const std::string file = folder + "/" + name;
    VHC_TRY(const std::string text, io.read_file(file, max_key_record_bytes));
    auto record = parse_key_record(text);
    if (!record) return in_file(std::move(record).error(), file);
    if (name != record->kid.str() + ".pub") return fail(Errc::folder_form, file, "the file name is not the key's kid");
    records.push_back(*std::move(record));
  }
  return records;
}

}  // namespace

Result<IssuerFolder> IssuerFolder::open(const std::string& path, Io& io) {
  VHC_TRY(IssuerFolder folder, open_for_audit(path, io));
  VHC_TRY(folder.keys_, read_records(path + "/keys", io));
  return folder;
}

Result<IssuerFolder> IssuerFolder::open_for_audit(const std::string& path, Io& io) {
  const std::string file = path + "/issuer.json";
  auto text = io.read_file(file, max_issuer_settings_bytes);
  if (!text && text.error().code == Errc::not_found)
    return fail(Errc::not_found, file, "vhc issuer init makes an issuer folder");
  if (!text) return tl::unexpected(std::move(text).error());
  auto settings = parse_issuer_settings(*text);
  if (!settings) return in_file(std::move(settings).error(), file);
  return IssuerFolder(path, *std::move(settings), {});
}

Result<std::optional<std::string>> IssuerFolder::crl(const KeyId& kid, Io& io) const {
  const std::string file = crl_file(kid);
  if (!io.exists(file)) return std::optional<std::string>{};
  VHC_TRY(std::string text, io.read_file(file, max_crl_bytes));
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
  VHC_TRY(const std::string line, next_journal_line(last, action));
  VHC_TRY(std::string number, next_journal_number(last, action.time));
  VHC_CHECK_OK(io.append_line(journal_file(), line));
  return number;
}

Result<void> IssuerFolder::write_record(const KeyRecord& record, Io& io) const {
  return io.write_file(record_file(record.kid), to_json(record) + "\n", {.overwrite = true});
}

Result<const Secret*> PassphraseSource::get() {
  if (!secret_) {
    VHC_TRY(secret_, file_ ? io_->read_passphrase_file(*file_) : io_->ask_passphrase(prompt_, false));
  }
  return &*secret_;
}

Result<Secret> PassphraseSource::ask_for(const std::string& path) const {
  return io_->ask_passphrase("Passphrase for " + path, false);
}

namespace {

std::string_view text_of(const Secret& file) {
  const auto bytes = file.expose();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Opens either form of a file. The passphrase is asked for only when the file is sealed.
template <class Open>
auto open_secret_file(const std::string& path, PassphraseSource& source, Io& io, const Open& open)
    -> decltype(open(std::string_view{}, Secret{})) {
  VHC_TRY(const Secret file, io.read_secret_file(path, max_key_file_bytes));
  const auto header = read_sealed_header(text_of(file));
  if (!header) return in_file(header.error(), path);
  if (!header->sealed) return open(text_of(file), Secret{});
  VHC_TRY(const Secret* const passphrase, source.get());
  auto opened = open(text_of(file), *passphrase);
  if (!opened && opened.error().code == Errc::passphrase_wrong && source.can_ask_again()) {
    VHC_TRY(const Secret own, source.ask_for(path));
    opened = open(text_of(file), own);
  }
  if (!opened) return in_file(std::move(opened).error(), path);
  return opened;
}

}  // namespace

Result<SigningKey> open_key(const IssuerFolder& folder, const KeyRecord& record, PassphraseSource& source, Io& io) {
  return open_secret_file(folder.key_file(record.kid), source, io,
                          [&record](std::string_view text, const Secret& passphrase) {
                            return open_signing_key(text, record.kid, passphrase);
                          });
}

Result<Secret> open_rids(const IssuerFolder& folder, PassphraseSource& source, Io& io) {
  return open_secret_file(folder.rid_secret_file(), source, io, [](std::string_view text, const Secret& passphrase) {
    return open_rid_secret(text, passphrase);
  });
}

namespace {

Result<LedgerKey> make_ledger_key(const IssuerFolder& folder, PassphraseSource& source, UnixTime at, Io& io) {
  VHC_TRY(const Secret rid_file, io.read_secret_file(folder.rid_secret_file(), max_key_file_bytes));
  const auto header = read_sealed_header(text_of(rid_file));
  if (!header) return in_file(header.error(), folder.rid_secret_file());
  LedgerKey key = LedgerKey::make();
  if (header->sealed) {
    // The passphrase is one that opens something: a key under a mistyped one would be lost.
    VHC_TRY(const Secret checked, open_rids(folder, source, io));
    VHC_TRY(const Secret* const passphrase, source.get());
    VHC_TRY(const std::string file, key.to_file(at, *passphrase));
    VHC_CHECK_OK(io.write_file(folder.ledger_key_file(), file, {.mode = 0600}));
  } else {
    VHC_TRY(const std::string file, key.to_file_without_seal(at));
    VHC_CHECK_OK(io.write_file(folder.ledger_key_file(), file, {.mode = 0600}));
  }
  return key;
}

}  // namespace

Result<LedgerKey> open_ledger_key(const IssuerFolder& folder, PassphraseSource& source, UnixTime at, Io& io) {
  if (!io.exists(folder.ledger_key_file())) {
    auto made = make_ledger_key(folder, source, at, io);
    if (made || made.error().code != Errc::exists) return made;  // another desk was faster
  }
  return open_secret_file(folder.ledger_key_file(), source, io, [](std::string_view text, const Secret& passphrase) {
    return LedgerKey::from_file(text, passphrase);
  });
}

}  // namespace vhc
