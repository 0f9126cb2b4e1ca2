// Sealed files (docs/formats/key-file.md): a secret under a passphrase, as a file. Linked by what signs, never by the
// verifier.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "vhc/result.h"
#include "vhc/secret.h"
#include "vhc/time.h"

namespace vhc {

inline constexpr std::size_t max_key_file_bytes = std::size_t{64} * 1024;
inline constexpr std::size_t max_seal_subject_chars = 2048;
inline constexpr std::size_t min_passphrase_chars = 8;  // Unicode characters

// Bounds for reading, checked before anything is allocated; writing keeps to them too.
inline constexpr std::uint64_t min_opslimit = 1;
inline constexpr std::uint64_t max_opslimit = 10;
inline constexpr std::size_t min_memlimit_bytes = std::size_t{64} * 1024 * 1024;
inline constexpr std::size_t max_memlimit_bytes = std::size_t{1024} * 1024 * 1024;

// What a file is for: a file for one purpose does not open for another.
enum class Purpose : std::uint8_t { card_signing, note_signing, rid_secret, ledger_key, backup };

std::string_view name(Purpose purpose) noexcept;  // "card-signing", "note-signing", ...

// In clear in the file, and covered by the seal.
struct SealInfo {
  Purpose purpose{};
  std::string subject;  // the kid or public key; "-" where there is none. Visible ASCII, 1 to 2048 characters
  UnixTime created{};
};

// Cost of one try at the passphrase (Argon2id13).
struct SealCost {
  std::uint64_t opslimit = 3;  // passes
  std::size_t memlimit_bytes = std::size_t{256} * 1024 * 1024;
};

struct SealedHeader {
  SealInfo info;
  bool sealed = true;  // false: the content is in clear
  SealCost cost;       // of a sealed file only
};

// Seals `content` with XChaCha20-Poly1305 (IETF) under Argon2id of the passphrase, with the whole header as associated
// data. Salt and nonce are drawn anew each time. Fails with passphrase_short, key_memory when the memory for Argon2id
// is not there, and key_file_form for a subject or cost out of bounds.
Result<std::string> seal(const Secret& content, const SealInfo& info, const Secret& passphrase,
                         const SealCost& cost = {});

// The same file without a seal, for tests and demos: its second line says so. The text is as secret as the content.
Result<std::string> without_seal(const Secret& content, const SealInfo& info);

// Reads the header of either form; what it says is trusted only after unseal(). Fails with key_file_version for a
// version that is not known, key_file_form for anything else that is not byte for byte such a file.
Result<SealedHeader> read_sealed_header(std::string_view text, std::size_t max_bytes = max_key_file_bytes);

// Opens either form; the passphrase is ignored when the file is not sealed. Fails as read_sealed_header() does,
// and with key_purpose, passphrase_needed for an empty passphrase, key_memory, and passphrase_wrong for a wrong
// passphrase or any altered byte that still has the form.
Result<Secret> unseal(std::string_view text, Purpose expected, const Secret& passphrase,
                      std::size_t max_bytes = max_key_file_bytes);

}  // namespace vhc
