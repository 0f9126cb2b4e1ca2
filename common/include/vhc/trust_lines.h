// The text of a signed trust list: one JSON object a line, networks and issuers, in the one form it may have
// (docs/formats/trust-list.md; docs/rules/trust.md 3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/bytes.h"
#include "vhc/public_key.h"
#include "vhc/result.h"
#include "vhc/time.h"

namespace vhc {

// Ceilings of a list, checked before anything is allocated. An import has its own (V19).
inline constexpr std::size_t max_list_bytes = std::size_t{256} * 1024 * 1024;
inline constexpr std::size_t max_list_rids = 10'000'000;
inline constexpr std::size_t max_list_keys = 1'000'000;
inline constexpr std::size_t max_list_line_bytes = std::size_t{1024} * 1024;  // without its rids
inline constexpr std::size_t max_list_depth = 8;
inline constexpr std::size_t max_list_string_bytes = 4096;

// Whether a text can be a string of a list: no invisible characters, and neither empty nor too long.
bool may_stand_on_list(std::string_view text) noexcept;

// Fixes how a family of cards names its keys and which algorithms count. A line under a profile that this program does
// not know is kept, hashed and skipped.
enum class Profile : std::uint8_t { shc, dcc, vdsnc, nzcp, divoc, idhp, ghp, vcjwt };

std::string_view name(Profile profile) noexcept;  // "shc", "dcc", ...
std::optional<Profile> find_profile(std::string_view name) noexcept;

// Where the lines of a network came from: the last import that changed anything.
struct ListSource {
  std::string what;       // "vci", "jwks", ...
  UnixTime time{};        // of the source, such as the time of a snapshot
  std::string sha256;     // of the source's bytes, base64url
  std::string signed_by;  // SHA-256 of the certificate that signed it, base64url; empty when nobody did

  friend bool operator==(const ListSource&, const ListSource&) = default;
};

struct NetworkLine {
  std::string net;  // [a-z0-9-]{1,32}
  Profile profile{};
  std::string name;  // may be empty
  std::optional<ListSource> source;
  std::vector<std::string> types;  // credential types the network may vouch for, sorted; empty: all of the profile

  friend bool operator==(const NetworkLine&, const NetworkLine&) = default;
};

enum class IssuerLineStatus : std::uint8_t { active, suspended, retired };
enum class KeyLineStatus : std::uint8_t { active, retired, revoked };

struct KeyLine {
  std::string kid;  // up to 256 bytes
  KeyKind kind{};
  Bytes material;                       // p256 p384 p521: x and y in full length; ed25519: 32 bytes; cert: DER; rsa: n
  Bytes exponent;                       // rsa only: e
  std::optional<std::int64_t> counter;  // ctr: the crlVersion seen; absent: the key revokes nothing
  KeyLineStatus status = KeyLineStatus::active;
  std::optional<UnixTime> since;
  std::optional<UnixTime> not_before;
  std::optional<UnixTime> expires;
  std::string use;  // a part of "trv" in that order; empty: no limit

  friend bool operator==(const KeyLine&, const KeyLine&) = default;
};

// Fails with rule_v7 for a certificate, and for what is no key of its kind.
Result<PublicKey> public_key_of(const KeyLine& key);

struct RidLine {
  std::string rid;
  std::optional<UnixTime> stamp;  // cards issued before it are revoked; absent: all with the rid

  friend bool operator==(const RidLine&, const RidLine&) = default;
};

struct CrlLine {
  std::string kid;
  std::int64_t counter = 0;
  std::optional<UnixTime> stale;  // last good fetch, set after seven days without one
  std::vector<RidLine> rids;      // by the bytes of rid, each once
  std::vector<RidLine> odd;       // ids that are not revocation ids, compared as written; sorted likewise
  std::int64_t unread = 0;        // unusable entries of the issuer's list: the list is incomplete

  friend bool operator==(const CrlLine&, const CrlLine&) = default;
};

struct IssuerLine {
  std::string net;
  std::string iss;
  std::string name;  // name, web, same and why may be empty
  std::string web;
  std::string same;  // the VCI canonical_iss
  IssuerLineStatus status = IssuerLineStatus::active;
  std::optional<UnixTime> since;
  std::string why;
  std::optional<UnixTime> stale;  // last seen at the source, set after 30 days of absence
  std::vector<KeyLine> keys;      // by kid
  std::vector<CrlLine> crl;       // by kid

  friend bool operator==(const IssuerLine&, const IssuerLine&) = default;
};

// A line of a network whose profile is not known here: kept as it is.
struct ForeignLine {
  std::string net;
  std::string iss;   // empty: the network's own line
  std::string text;  // without its end

  friend bool operator==(const ForeignLine&, const ForeignLine&) = default;
};

// What a reader does with each line, in the order of the text. A handler that fails ends the reading with its error.
struct LineHandlers {
  std::function<Result<void>(NetworkLine)> network;
  std::function<Result<void>(IssuerLine)> issuer;
  std::function<Result<void>(ForeignLine)> foreign;
};

// Reads a whole list, line by line, without holding it. Strict: each known line is written again and compared, so that
// there is one text for one content. Fails with trust_list_form or trust_too_large; Error::where is "line N".
Result<void> for_each_line(std::string_view list, const LineHandlers& handlers);

// The same as values, for operators' tools and tests. Everything sorted as the text is.
struct TrustLines {
  std::vector<NetworkLine> networks;
  std::vector<IssuerLine> issuers;
  std::vector<ForeignLine> foreign;

  friend bool operator==(const TrustLines&, const TrustLines&) = default;
};
Result<TrustLines> read_list(std::string_view list);

// One line without its end. Arrays are sorted here; the content must be legal: fails with trust_list_form and what is
// wrong with it in Error::hint.
Result<std::string> write_line(const NetworkLine& line);
Result<std::string> write_line(const IssuerLine& line);
// The whole text, sorted; fails as write_line() does, for two lines about one thing, an issuer without its network, or
// a text that read_list() would refuse.
Result<std::string> write_list(const TrustLines& lines);

}  // namespace vhc
