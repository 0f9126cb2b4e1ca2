// The ledger of issued cards (docs/formats/issuer-folder.md): what of a row is sealed, and how a row is found again
// without saying in clear what it is about. No I/O; the database is somebody else's and sees neither.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/bytes.h"
#include "vhc/result.h"
#include "vhc/sealed.h"
#include "vhc/secret.h"
#include "vhc/time.h"

namespace vhc {

inline constexpr std::size_t ledger_key_bytes = 32;
inline constexpr std::size_t ledger_tag_bytes = 16;

// What is about a person, of one card.
struct LedgerSecrets {
  std::string jws;
  std::string person_key;           // as the record's sender names the person; may be empty
  std::vector<std::string> lots;    // as on the card
  std::vector<std::string> events;  // ids of the records that it was made from
};

// By what a row is found. A tag of one kind never equals one of another.
enum class LedgerTagKind : std::uint8_t { person = 1, lot = 2, event = 3, content = 4 };

using LedgerTag = std::array<std::uint8_t, ledger_tag_bytes>;

// The data key. Rows: XChaCha20-Poly1305 (IETF), a random nonce each, the row's number as associated data. Tags: keyed
// BLAKE2b of 16 bytes. Each under a subkey of its own.
class LedgerKey {
 public:
  static LedgerKey make();

  // ledger.key: sealed for ledger-key, with "-" as subject. Fail as seal(), without_seal() and unseal() do; open() with
  // key_file_form when it holds no such key.
  Result<std::string> seal_file(UnixTime created, const Secret& passphrase, const SealCost& cost = {}) const;
  Result<std::string> file_without_seal(UnixTime created) const;
  static Result<LedgerKey> open(std::string_view file, const Secret& passphrase);

  // Nonce and sealed row.
  Bytes seal_row(std::int64_t number, const LedgerSecrets& secrets) const;
  // Fails with ledger_form for a row of another number, another key, or with any byte altered.
  Result<LedgerSecrets> open_row(std::int64_t number, ByteView sealed) const;

  // Lots are compared without regard to the case of ASCII letters.
  LedgerTag tag(LedgerTagKind kind, std::string_view value) const;

 private:
  explicit LedgerKey(Secret key);
  Secret key_;
  Secret row_key_;
  Secret tag_key_;
};

}  // namespace vhc
