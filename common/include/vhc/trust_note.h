// Signed notes of a trust network: root, list and live. A text in a closed grammar, an empty line, signature lines
// (C2SP signed notes, Ed25519 only). The signed bytes are the text itself. Form: docs/formats/trust-list.md;
// docs/rules/trust.md 2. Nothing here can sign.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/bytes.h"
#include "vhc/finding.h"
#include "vhc/result.h"
#include "vhc/sha256.h"
#include "vhc/time.h"

namespace vhc {

// Ceilings, of a whole note with its signatures.
inline constexpr std::size_t max_root_note_bytes = std::size_t{16} * 1024;
inline constexpr std::size_t max_list_note_bytes = std::size_t{16} * 1024;
inline constexpr std::size_t max_live_note_bytes = std::size_t{64} * 1024;
inline constexpr std::size_t max_note_signatures = 32;

// How long a note may be valid after it was issued.
inline constexpr std::chrono::seconds max_root_lifetime = std::chrono::days{1100};
inline constexpr std::chrono::seconds max_list_lifetime = std::chrono::days{400};
inline constexpr std::chrono::seconds max_live_lifetime = std::chrono::days{14};

// A signer's public key: its name and 32 bytes.
struct NoteKey {
  std::string name;  // "vci.example/alice"
  std::array<std::uint8_t, 32> bytes{};

  friend bool operator==(const NoteKey&, const NoteKey&) = default;
};
using NoteKeyId = std::array<std::uint8_t, 4>;

// The C2SP form, "vci.example/alice+e37b91b0+ATt/RFdY...": name, id in hexadecimal, base64 of the type 1 and the key.
// Fails with note_key_form, also when the id does not belong to name and key.
Result<NoteKey> parse_note_key(std::string_view text);
std::string to_text(const NoteKey& key);
NoteKeyId note_key_id(const NoteKey& key);

// "vci.example" as written in a note; "alice" as written after it.
bool is_origin(std::string_view text) noexcept;
bool is_signer_name(std::string_view text) noexcept;

struct NoteSignature {
  std::string name;
  NoteKeyId id{};
  Bytes signature;  // of another length when the key is of a type that is not ours
};

// A note that is split but not yet read: text() is what was signed.
struct SignedNote {
  std::string text;  // ends in an end of line
  std::vector<NoteSignature> signatures;
};

// The envelope alone. Fails with trust_note_form and the line.
Result<SignedNote> split_note(std::string_view note, std::size_t max_bytes);
std::string to_text(const SignedNote& note);

// Whether the signature is by this key over the text; a key of another name or id: nothing.
bool is_signed_by(const SignedNote& note, const NoteSignature& signature, const NoteKey& key);

// "Hash of a note": SHA-256 of its text without signatures. In notes it is written in base64, 44 characters.
Sha256 note_hash(const SignedNote& note);
std::string hash_text(const Sha256& hash);
Result<Sha256> parse_hash(std::string_view text);  // fails with trust_note_form

enum class NoteRole : std::uint8_t { root, list, live };
std::string_view name(NoteRole role) noexcept;  // "root", "list", "live"

// Who may sign what: `need` of the keys with these names (without the origin), in increasing order.
struct NoteSigners {
  std::uint32_t need = 0;
  std::vector<std::string> names;

  friend bool operator==(const NoteSigners&, const NoteSigners&) = default;
};

// After a recovery: the next list is `number` with this hash, or follows it.
struct ListFrom {
  std::uint32_t number = 0;
  Sha256 hash{};

  friend bool operator==(const ListFrom&, const ListFrom&) = default;
};

struct RootNote {
  std::string origin;
  std::uint32_t number = 0;
  UnixTime issued{};
  UnixTime expires{};
  std::vector<NoteKey> keys;  // by the bytes of their text
  NoteSigners may_root;
  NoteSigners may_list;
  std::optional<NoteSigners> may_live;  // none: the network works without live notes
  std::optional<ListFrom> list_from;

  // The key with this name (without the origin); null when there is none.
  const NoteKey* find(std::string_view signer) const;
  // Who may sign notes of this kind; null when no one may.
  const NoteSigners* signers(NoteRole role) const;

  friend bool operator==(const RootNote&, const RootNote&) = default;
};

struct JournalSeal {
  std::uint32_t count = 0;
  Sha256 head{};

  friend bool operator==(const JournalSeal&, const JournalSeal&) = default;
};

struct ListNote {
  std::string origin;
  std::uint32_t number = 0;
  UnixTime issued{};
  UnixTime expires{};
  Sha256 previous{};          // hash of the list note before; of root 1 for the first list
  std::uint32_t settles = 0;  // live notes up to this number are carried by the list, or lifted on purpose
  std::optional<JournalSeal> journal;
  std::uint32_t lines = 0;
  std::uint32_t size = 0;  // bytes
  Sha256 data{};           // of the list

  friend bool operator==(const ListNote&, const ListNote&) = default;
};

// Whether the root ends the list: lists begin again before it, and it was issued before the root. Nobody's signature
// brings it back (docs/formats/trust-list.md).
bool burns(const RootNote& root, const ListNote& list) noexcept;

// deny NET ISS *: a whole issuer; deny NET ISS KID RID: one card, where RID is a revocation id with or without a stamp.
struct CardDenial {
  std::string net;
  std::string iss;
  std::string kid;  // "*": the whole issuer, and rid is empty
  std::string rid;

  friend bool operator==(const CardDenial&, const CardDenial&) = default;
};

struct LiveNote {
  std::string origin;
  std::uint32_t list = 0;
  std::uint32_t number = 0;
  UnixTime issued{};
  UnixTime expires{};
  Sha256 of{};                    // hash of the note of that list
  std::vector<std::string> keys;  // deny-key: a kid or RFC 7638 thumbprint
  std::vector<CardDenial> cards;  // in the order of their lines

  friend bool operator==(const LiveNote&, const LiveNote&) = default;
};

// Read the text of a note of one kind. Strict: what they accept is what to_text() writes, byte for byte. Fail with
// trust_newer_format, trust_note_form ("line N" in Error::where) or trust_lifetime. parse_root also refuses keys that
// share a name or bytes, a threshold that its keys cannot meet, and a live key in another role.
Result<RootNote> parse_root(std::string_view text);
Result<ListNote> parse_list_note(std::string_view text);
Result<LiveNote> parse_live(std::string_view text);

// The text without signatures, canonical when the content is legal: what is sorted is sorted here.
std::string to_text(const RootNote& note);
std::string to_text(const ListNote& note);
std::string to_text(const LiveNote& note);

// One deny line of a live note, without its line end.
std::string to_text(const CardDenial& denial);
// Reads such a line; fails with trust_note_form.
Result<CardDenial> parse_card_denial(std::string_view line);
bool is_key_denial(std::string_view line) noexcept;  // a well-formed deny-key line

// What is legal in a root but should be known to those who trust it: trust_shared_keys, trust_single_key.
std::vector<Finding> weaknesses(const RootNote& root);

// How many of the keys that `root` allows for `role` have signed: different key bytes, each once. Fails with
// trust_note_signature when a key that is listed in `root` has a signature that does not hold, or two.
Result<std::size_t> count_signers(const SignedNote& note, const RootNote& root, NoteRole role);
// Fails with trust_below_threshold too.
Result<void> check_signers(const SignedNote& note, const RootNote& root, NoteRole role);

}  // namespace vhc
