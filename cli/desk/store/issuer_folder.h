// An issuer's folder on disk (docs/formats/issuer-folder.md): settings, keys, the secret of the revocation ids, lists
// and journal. The rules are the issuer library's; this is where they meet files.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/store/key_history.h"
#include "vhc/issuer_settings.h"
#include "vhc/journal.h"
#include "vhc/key_record.h"
#include "vhc/ledger.h"
#include "vhc/rid.h"
#include "vhc/sealed.h"
#include "vhc/secret.h"
#include "vhc/signing_key.h"

namespace vhc {

class Io;

class IssuerFolder {
 public:
  // Reads settings, key records and what the journal says of keys. Fails with folder_form when this is no issuer
  // folder.
  static Result<IssuerFolder> open(const std::string& path, Io& io);
  // Reads the settings only: for whoever may look at the journal and not at the keys.
  static Result<IssuerFolder> open_for_audit(const std::string& path, Io& io);

  const std::string& path() const noexcept { return path_; }
  const IssuerSettings& settings() const noexcept { return settings_; }
  // The keys that a line of the journal names and, where any record has a mac, that have one. Of record and journal the
  // stricter counts.
  const std::vector<KeyRecord>& keys() const noexcept { return keys_; }
  // The others: they are not used and not published.
  const std::vector<KeyRecord>& strangers() const noexcept { return strangers_; }
  // The keys whose record says less than the journal: as if somebody had put back an older one.
  const std::vector<KeyId>& behind() const noexcept { return behind_; }
  // The keys whose record says that they were retired, revoked or destroyed, and the journal does not.
  const std::vector<KeyId>& untold() const noexcept { return untold_; }
  // The same folder with the lists of its keys as they are at this moment, whatever becomes of the files: to compare,
  // to check and to publish the same bytes.
  Result<IssuerFolder> with_lists(Io& io) const;
  // Says the strangers, for whoever uses or publishes keys.
  void warn_of_strangers(Io& io) const;
  // Gives a mac to every record that the journal names and that has none. The caller holds the folder's lock.
  Result<void> vouch_for_all(const LedgerKey& key, Io& io) const;

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

  // Appends an action, with the clock's time where the action has another; the caller holds the folder's lock. Returns
  // its number.
  Result<std::string> write_journal(const JournalAction& action, Io& io) const;
  // A key's record as it is now; whoever changes it holds the folder's lock since before this.
  Result<KeyRecord> read_record(const KeyId& kid, Io& io) const;
  // Writes a key's record in place of the one that is there.
  Result<void> write_record(const KeyRecord& record, Io& io) const;

 private:
  void hold_to(const std::map<std::string, KeyHistory>& histories, std::vector<KeyRecord> records);
  IssuerFolder(std::string path, IssuerSettings settings, std::vector<KeyRecord> keys)
      : path_(std::move(path)), settings_(std::move(settings)), keys_(std::move(keys)) {}
  std::string path_;
  IssuerSettings settings_;
  std::vector<KeyRecord> keys_;
  std::vector<KeyRecord> strangers_ = {};
  std::vector<KeyId> behind_ = {};
  std::vector<KeyId> untold_ = {};
  using Lists = std::map<std::string, std::optional<std::string>>;  // by kid
  std::shared_ptr<const Lists> lists_ = nullptr;                    // nothing: they are read when they are asked for
};

// `action` with the clock's time, where that is another: --at and --actor are free, what really was is kept.
JournalAction with_clock(JournalAction action, const Io& io);

// The passphrase of a folder: one for all of its files, asked for once a command and only when a sealed file needs it.
// A typing error is said, and it may be typed three times; what comes from a file is tried once.
class PassphraseSource {
 public:
  PassphraseSource(std::optional<std::string> file, std::string folder, Io& io)
      : file_(std::move(file)), folder_(std::move(folder)), io_(&io) {}
  Result<const Secret*> get();
  // Whoever names a file with a passphrase expects that it is needed.
  bool expects_seals() const noexcept { return file_.has_value(); }
  // It opened a file: another file that it does not open has another passphrase.
  void prove() noexcept { is_proven_ = true; }
  // What get() gave, for whoever seals with it.
  Secret take() noexcept { return std::move(*secret_); }
  bool is_proven() const noexcept { return is_proven_; }
  // Forgets one that opened nothing; false when it may not be typed once more.
  bool forget() noexcept;
  // For `path` alone, of a folder whose files were sealed under several; nothing when there is nobody to ask.
  Result<std::optional<Secret>> ask_for(const std::string& path) const;
  // Lets files that it does not open be asked for by name: to seal them under one.
  void allow_others() noexcept { allows_others_ = true; }
  const std::string& folder() const noexcept { return folder_; }

 private:
  std::optional<std::string> file_;
  std::string folder_;
  Io* io_;
  std::optional<Secret> secret_;
  int tries_ = 1;
  bool is_proven_ = false;
  bool allows_others_ = false;
};

// What a sealed file of the folder cost, for those that are sealed beside it: machines may be small. The usual cost for
// one that is not sealed. To be believed only after the file was opened.
Result<SealCost> seal_cost_of(const std::string& file, Io& io);

// Whether anything in the folder is sealed; then everything has to be.
Result<bool> is_sealed(const IssuerFolder& folder, Io& io);
// The files with a secret that stands there in clear, as unsealed files say of themselves.
Result<std::vector<std::string>> unsealed_files(const IssuerFolder& folder, Io& io);

// Opens the private key; refuses a file that others can read, and with key_not_sealed one that is not sealed in a
// folder that is; so do the others.
Result<SigningKey> open_key(const IssuerFolder& folder, const KeyRecord& record, PassphraseSource& passphrase, Io& io);
Result<Secret> open_rids(const IssuerFolder& folder, PassphraseSource& passphrase, Io& io);
// Opens ledger.key, and fails with key_not_ours when it does not vouch for a key that the journal names. A folder that
// has none yet gets one, sealed when rid.secret is. In a folder of the first release, whose records have no mac, it
// starts to vouch for the keys that the journal names, under the folder's lock; then `folder` is read again.
Result<LedgerKey> open_ledger_key(IssuerFolder& folder, PassphraseSource& passphrase, UnixTime at, Io& io);
// Fails with key_not_ours when it does not vouch for a key of the folder, as it was read.
Result<void> check_vouched(const IssuerFolder& folder, const LedgerKey& key);

}  // namespace vhc
