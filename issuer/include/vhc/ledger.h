// The issued cards that an issuer keeps to correct, reprint and revoke them: what is about a person, sealed row by row.
// Where the rows lie is not known here (libvhc-ledger.so, docs/formats/issuer-folder.md).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/bytes.h"
#include "vhc/key_record.h"
#include "vhc/result.h"
#include "vhc/sealed.h"
#include "vhc/secret.h"
#include "vhc/time.h"

namespace vhc {

// What of a card is sealed.
struct LedgerContent {
  std::string jws;
  std::string person_key;           // as it was handed to card_user_id(); may be empty
  std::vector<std::string> lots;    // of its doses, each once
  std::int64_t line = 0;            // of the file that it was issued from; 0: none
  std::vector<std::string> events;  // event ids of the sender, for idempotency
};

// A keyed hash by which a card is found; without the key nobody can tell what it was made from, or try names.
using LedgerMark = std::array<std::uint8_t, 16>;
enum class MarkKind : std::uint8_t {
  person = 'p',
  lot = 'l',
  event = 'e',
  content = 'c',
  fact = 'f',
  lasting = 'r',  // stays when the retention has ended, as the event does
  expiry = 'x'    // no hash: when the card expires, in clear, 8 bytes, the lowest first
};

// What the mark of an event is made from: of the person too, since senders count from 1 every day, and two of them
// count alike.
std::string event_mark_text(std::string_view person_key, std::string_view event);

// The subject of a ledger.key that vouches for every key of its folder. One of the first release has "-", and its
// folder's records have no mac yet.
inline constexpr std::string_view vouching_subject = "keys";
inline constexpr std::string_view first_subject = "-";

// The data key of a ledger: vouches for the folder's signing keys, seals rows and makes marks. Safe to use from many
// threads.
class LedgerKey {
 public:
  // 32 random bytes.
  static LedgerKey make();

  // ledger.key: sealed for ledger-key, with vouching_subject as subject. Fail as seal() and unseal() do; key_file_form
  // when it holds no such key.
  Result<std::string> to_file(UnixTime created, const Secret& passphrase, const SealCost& cost = {},
                              std::string_view subject = vouching_subject) const;
  Result<std::string> to_file_without_seal(UnixTime created, std::string_view subject = vouching_subject) const;
  static Result<LedgerKey> from_file(std::string_view file, const Secret& passphrase);

  // XChaCha20-Poly1305 (IETF) with a random nonce; the number of the row is associated data, so that no row can stand
  // in for another.
  Bytes seal(const LedgerContent& content, std::int64_t number) const;
  // Fails with ledger_broken for anything that seal() did not give for this number.
  Result<LedgerContent> open(ByteView sealed, std::int64_t number) const;

  // The mac of a key's record: over its kid, its point and when it was made. What became of the key is not covered,
  // since retiring or revoking it must need no passphrase.
  std::string vouch_for(const KeyRecord& record) const;
  bool vouches_for(const KeyRecord& record) const;

  // What shows that a begun change (docs/formats/issuer-folder.md, `pending`) was made with this key:
  // 43 characters over its kind, name and body.
  std::string vouch_for_change(std::uint8_t kind, std::string_view name, std::string_view body) const;

  LedgerMark mark(MarkKind kind, std::string_view text) const;
  // One after the other, each behind its kind: what a row keeps. `facts`: what else the card is to be found by;
  // `lasting`: what is known of it when the retention has ended.
  Bytes marks(const LedgerContent& content, std::string_view fingerprint, const std::vector<std::string>& facts = {},
              const std::vector<std::string>& lasting = {}) const;

 private:
  explicit LedgerKey(Secret key);
  Secret key_;      // as it is kept
  Secret row_key_;  // derived from it
  Secret mark_key_;
};

// Puts down when a card expires; nothing when it does not.
void add_expiry(Bytes& marks, std::optional<UnixTime> expires);
std::optional<UnixTime> expiry_of(ByteView marks);

// Whether a row's marks have this one.
bool has_mark(ByteView marks, MarkKind kind, const LedgerMark& mark) noexcept;

// The marks of one kind, in the order in which they stand.
std::vector<LedgerMark> marks_of(ByteView marks, MarkKind kind);

}  // namespace vhc
