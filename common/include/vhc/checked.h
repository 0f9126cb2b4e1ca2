// Strings that have passed their checks: only parse() makes one.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "vhc/result.h"

namespace vhc {

template <class Rule>
class Checked {
 public:
  static Result<Checked> parse(std::string_view text) {
    VHC_CHECK_OK(Rule::check(text));
    return Checked(std::string(text));
  }
  const std::string& str() const noexcept { return text_; }
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 stumbles over the 0 that the compiler writes
  friend auto operator<=>(const Checked&, const Checked&) = default;

 private:
  explicit Checked(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

inline constexpr std::size_t max_iss_bytes = 2048;
inline constexpr std::size_t max_rid_chars = 24;     // SHC REV-2
inline constexpr std::size_t thumbprint_chars = 43;  // base64url of SHA-256

// The URL of an issuer as lists allow it (docs/rules/trust.md V5): https, a host of ASCII letters, digits, '-'
// and '.', perhaps a port, no final slash, no query, fragment, user part, control character, character that is not
// shown, space, backslash or %00. Compared byte for byte, never folded.
struct IssuerUrlRule {
  static Result<void> check(std::string_view text);
};

// The kid of a listed SMART Health Card key: 43 base64url characters (V9). What a card calls its key is another thing:
// any string of up to 256 bytes, looked up and never trusted.
struct KeyIdRule {
  static Result<void> check(std::string_view text);
};

// A revocation id: 1 to 24 base64url characters (SHC REV-2).
struct RevocationIdRule {
  static Result<void> check(std::string_view text);
};

using IssuerUrl = Checked<IssuerUrlRule>;
using KeyId = Checked<KeyIdRule>;
using RevocationId = Checked<RevocationIdRule>;

}  // namespace vhc
