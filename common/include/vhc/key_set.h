// Key sets (RFC 7517) of issuers: which keys may verify cards, and what is wrong with the others.
// Rules V7-V12 of docs/rules/trust.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/finding.h"
#include "vhc/public_key.h"
#include "vhc/result.h"

namespace vhc {

inline constexpr std::size_t max_key_set_bytes = std::size_t{1024} * 1024;
inline constexpr std::size_t max_keys_per_issuer = 1000;  // V19

struct ListedKey {
  std::string kid;  // as published: the lookup key (V9)
  PublicKey key;
  std::optional<std::int64_t> crl_version;  // crlVersion, 1 or more; absent: this key revokes nothing
};

struct KeySet {
  std::vector<ListedKey> keys;    // every key a card may be verified with; kids are unique
  std::vector<Finding> findings;  // rule, severity and place (a pointer such as /keys/2) of what was refused or odd
  std::vector<PublicKey> leaked = {};             // V10: points whose private half is published, and is the right one
  std::vector<std::string> unknown_members = {};  // V18: names that no standard knows, once for each time
  std::size_t num_with_certificates = 0;          // entries with x5c
};

// The points that were found on the curve, each with its thumbprint: in a directory many issuers share a key, and one
// check and one key object do for all. Used by one thread.
class KeyPool {
 public:
  KeyPool();
  KeyPool(const KeyPool&) = delete;
  KeyPool& operator=(const KeyPool&) = delete;
  ~KeyPool();

  struct Known {
    PublicKey key;
    std::string thumbprint;
  };
  // Null when the point is not on the curve. What is returned stays where it is.
  const Known* find_or_check(const P256Coordinate& x, const P256Coordinate& y);

 private:
  struct Points;
  std::unique_ptr<Points> points_;
};

// Reads a key set. A key that breaks a rule is left out and reported, the others stay: only a text that is not a key
// set at all fails (key_set_form, also above max_keys_per_issuer, or an error of JsonDocument). Findings:
//   V7 error    no card key: kty, crv, use or alg is another or missing, or the point is not on the curve
//   V8 error    a coordinate is not base64url, or has more than 32 bytes; V8 warning: zeros are missing or too many
//   V9 error    the kid is not the thumbprint; V9 warning: it is that of the coordinates without leading zeros
//   V10 error   an incident: a private member. Its value is neither kept nor reported. The same point elsewhere in the
//               set goes too, whether or not the value is its private half: KeySet::leaked has those where it is
//   V11 error   one kid, different points: all of them go. One kid, one point: one key, with the higher crlVersion
//   V12 error   crlVersion is not an integer of at least 1: the key stays without it; V12 warning: a string, or ctr
//   V16 warning no key is left
Result<KeySet> parse_key_set(std::string_view json);

class JsonValue;

// The same for a key set's array inside a larger document; at most max_keys_per_issuer entries are the
// caller's to see to.
KeySet read_keys(const JsonValue& keys, KeyPool& pool);

// One public JWK as in a key set: kty kid use alg crv x y, and crlVersion when given.
std::string to_jwk(const ListedKey& key);

}  // namespace vhc
