// Key sets (RFC 7517) of issuers: which keys may verify cards, and what is wrong with the others.
// Rules V7-V12 of trust.md 1.10.
#pragma once

#include <cstddef>
#include <cstdint>
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
};

// Reads a key set. A key that breaks a rule is left out and reported, the others stay: only a text that is no key set
// at all fails (key_set_form, or an error of JsonDocument). A private member (V10) is never stored or reported by
// value.
Result<KeySet> parse_key_set(std::string_view json);

// One public JWK as it stands in a key set: kty kid use alg crv x y, and crlVersion when given.
std::string to_jwk(const ListedKey& key);

}  // namespace vhc
