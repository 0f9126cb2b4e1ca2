// Public keys and what they verify.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "vhc/bytes.h"
#include "vhc/checked.h"
#include "vhc/result.h"

namespace vhc {

enum class Algorithm : std::uint8_t { es256, es384, es512, ps256, ed25519, rs256 };

enum class KeyKind : std::uint8_t { p256, p384, p521, ed25519, rsa, cert };

using P256Coordinate = std::array<std::uint8_t, 32>;

// A public key: immutable, cheap to copy, safe on many threads. A P-256 key holds the 64 bytes of a point that is on
// the curve (checked in about 1 us); the library's own object is made at first use and shared by all copies. Each
// thread keeps contexts for the last P-256 keys it verified with, 256 at most.
class PublicKey {
 public:
  // Fails with rule_v7 when the point is not on P-256: a coordinate of p or more, (0, 0), a point of another curve.
  static Result<PublicKey> from_point(const P256Coordinate& x, const P256Coordinate& y);

  // The same without looking: a point that is none verifies nothing. For long lists of keys, of which few are ever
  // used.
  static PublicKey unchecked(const P256Coordinate& x, const P256Coordinate& y);

  // `material` as lists hold it: p256, p384, p521: x and y in full length; ed25519: 32 bytes; rsa: n, 2048 to 8192
  // bits, with `exponent` e of up to 8 bytes. Fails with rule_v7 for a certificate and for what is not a key of its
  // kind.
  static Result<PublicKey> from_material(KeyKind kind, ByteView material, ByteView exponent = {});

  KeyKind kind() const noexcept;
  Bytes material() const;
  Bytes exponent() const;

  // Of a P-256 key; zeros of another.
  const P256Coordinate& x() const noexcept;
  const P256Coordinate& y() const noexcept;

  // Whether a card that claims this algorithm may be signed with this key: a P-384 key with es384 or es256 (as some DCC
  // signers label it), an RSA key with ps256 or rs256, the others with their own.
  bool fits(Algorithm claimed) const noexcept;

  // True when `signature` is by this key over `message`; false when the algorithm does not fit the key. Of ECDSA r and
  // s in full length (RFC 7518 3.4). High s is legal (JWA does not ask for low s). Every failure, of the library too,
  // is false.
  bool verifies(Algorithm claimed, ByteView message, ByteView signature) const noexcept;
  // ES256 with a P-256 key.
  bool verifies(ByteView message, ByteView signature) const noexcept {
    return kind() == KeyKind::p256 && verifies(Algorithm::es256, message, signature);
  }

  friend bool operator==(const PublicKey& a, const PublicKey& b) noexcept;

 private:
  struct State;
  explicit PublicKey(std::shared_ptr<const State> state) noexcept;
  std::shared_ptr<const State> state_;
};

// RFC 7638 thumbprint of {"crv":"P-256","kty":"EC","x":…,"y":…} with the texts of x and y as they are given; both must
// be base64url.
std::string jwk_thumbprint(std::string_view x, std::string_view y);

// The thumbprint of a key of any kind; the kid of a P-256 key, over its padded coordinates.
KeyId key_id(const PublicKey& key);

}  // namespace vhc
