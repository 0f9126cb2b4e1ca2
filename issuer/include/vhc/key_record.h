// keys/KID.pub: a public key of the issuer and what became of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "vhc/checked.h"
#include "vhc/public_key.h"
#include "vhc/result.h"
#include "vhc/time.h"

namespace vhc {

inline constexpr std::size_t max_key_record_bytes = std::size_t{16} * 1024;
inline constexpr std::size_t max_reason_chars = 200;

// active: signs. retired: signs no more, published (SHC KM-4). destroyed: retired, and the private key is gone (KM-3).
// revoked: withdrawn after a compromise, no longer published (KM-5), whether or not the private key still exists.
enum class KeyState : std::uint8_t { active, retired, revoked, destroyed };

std::string_view name(KeyState state) noexcept;

struct KeyRecord {
  KeyId kid;
  PublicKey key;
  UnixTime created{};
  std::optional<UnixTime> retired = std::nullopt;
  std::optional<UnixTime> revoked = std::nullopt;
  std::optional<UnixTime> destroyed = std::nullopt;
  std::string reason = {};  // of a revoked key
  std::string mac = {};     // what LedgerKey::vouch_for() gave; empty in a record of the first release

  KeyState state() const noexcept;
  bool signs() const noexcept { return state() == KeyState::active; }
  bool is_published() const noexcept { return !revoked; }
  bool has_private_key() const noexcept { return !destroyed; }
};

inline constexpr std::size_t key_mac_chars = 43;

// {"schema":"vhc.key/2","state":"active","created":"…","jwk":{…},"mac":"…"}; without a mac: vhc.key/1.
std::string to_json(const KeyRecord& record);

// Reads what to_json() writes, and nothing else. Fails with folder_version for a newer schema, folder_form (with a
// pointer) or an error of JsonDocument.
Result<KeyRecord> parse_key_record(std::string_view json);

// What may become of a key. Fails with key_not_active for a key that is not active (retire) or revoked already
// (revoke), key_destroyed (destroy); a reason as check_reason() says.
Result<KeyRecord> retire(KeyRecord record, UnixTime at);
Result<KeyRecord> revoke(KeyRecord record, UnixTime at, std::string_view reason);
Result<KeyRecord> destroy(KeyRecord record, UnixTime at);

// The place of the key whose kid begins with `beginning`. Fails with key_none or key_ambiguous; a whole kid is never
// ambiguous.
Result<std::size_t> find_key(std::span<const KeyRecord> records, std::string_view beginning);

// The place of the key that signs: of the active ones the newest. Fails with key_none, or key_not_active when there are
// only others.
Result<std::size_t> signing_key_of(std::span<const KeyRecord> records);

// What an operator may write as a reason: 1 to 200 characters of UTF-8, no control character or what would turn the
// line round. Fails with in_missing, in_too_long or in_control_character and `where` as given.
Result<void> check_reason(std::string_view reason, std::string_view where);

}  // namespace vhc
