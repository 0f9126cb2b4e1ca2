// An issuer's folder on disk (docs/formats/issuer-folder.md): settings, keys, the secret of the revocation ids, lists
// and journal. The rules are the issuer library's; this is where they meet files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/issuer_settings.h"
#include "vhc/journal.h"
#include "vhc/key_record.h"
#include "vhc/ledger.h"
#include "vhc/rid.h"
#include "vhc/secret.h"
#include "vhc/signing_key.h"

namespace vhc {

class Io;

class IssuerFolder {
 public:
  // Reads settings and key records. Fails with folder_form when this is no issuer folder.
  static Result<IssuerFolder> open(const std::string& path, Io& io);
  // Reads the settings only: for whoever may look at the journal and not at the keys.
  static Result<IssuerFolder> open_for_audit(const std::string& path, Io& io);

  const std::string& path() const noexcept { return path_; }
  const IssuerSettings& settings() const noexcept { return settings_; }
  const std::vector<KeyRecord>& keys() const noexcept { return keys_; }

  std::string key_file(const KeyId& kid) const { return path_ + "/keys/" + kid.str() + ".key"; }
  std::string record_file(const KeyId& kid) const { return path_ + "/keys/" + kid.str() + ".pub"; }
  std::string crl_file(const KeyId& kid) const { return path_ + "/crl/" + kid.str() + ".json"; }
  std::string rid_secret_file() const { return path_ + "/rid.secret"; }
  std::string ledger_file() const { return path_ + "/ledger.db"; }
  std::string ledger_key_file() const { return path_ + "/ledger.key"; }
  std::string journal_file() const { return path_ + "/journal.ndjson"; }

  // The list of a key, if it has one.
  Result<std::optional<std::string>> crl(const KeyId& kid, Io& io) const;
  // The journal's last line; empty when there is no journal yet.
  Result<std::string> last_journal_line(Io& io) const;

  // Appends an action; the caller holds the folder's lock. Returns its number.
  Result<std::string> write_journal(const JournalAction& action, Io& io) const;
  // Writes a key's record in place of the one that is there.
  Result<void> write_record(const KeyRecord& record, Io& io) const;

 private:
  IssuerFolder(std::string path, IssuerSettings settings, std::vector<KeyRecord> keys)
      : path_(std::move(path)), settings_(std::move(settings)), keys_(std::move(keys)) {}
  std::string path_;
  IssuerSettings settings_;
  std::vector<KeyRecord> keys_;
};

// A passphrase that is asked for once a command, and only when a sealed file needs it. Keys may have passphrases of
// their own: on a terminal, a file that the first one does not open is asked for by name.
class PassphraseSource {
 public:
  PassphraseSource(std::optional<std::string> file, std::string prompt, Io& io)
      : file_(std::move(file)), prompt_(std::move(prompt)), io_(&io) {}
  Result<const Secret*> get();
  bool can_ask_again() const noexcept { return !file_.has_value(); }
  Result<Secret> ask_for(const std::string& path) const;

 private:
  std::optional<std::string> file_;
  std::string prompt_;
  Io* io_;
  std::optional<Secret> secret_;
};

// Opens the private key; refuses a file that others can read.
Result<SigningKey> open_key(const IssuerFolder& folder, const KeyRecord& record, PassphraseSource& passphrase, Io& io);
Result<Secret> open_rids(const IssuerFolder& folder, PassphraseSource& passphrase, Io& io);
// Opens ledger.key. A folder that has none yet gets one, sealed when rid.secret is.
Result<LedgerKey> open_ledger_key(const IssuerFolder& folder, PassphraseSource& passphrase, UnixTime at, Io& io);

}  // namespace vhc
