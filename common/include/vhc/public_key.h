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

using P256Coordinate = std::array<std::uint8_t, 32>;

// A P-256 public key: immutable, cheap to copy, safe on many threads. Holds the 64 bytes of a point that is on the
// curve (checked in about 1 us); the library's own object is made at first use and shared by all copies. Each thread
// keeps contexts for the last keys it verified with, 256 at most.
class PublicKey {
 public:
  // Fails with rule_v7 when the point is not on P-256: a coordinate of p or more, (0, 0), a point of another curve.
  static Result<PublicKey> from_point(const P256Coordinate& x, const P256Coordinate& y);

  Algorithm algorithm() const noexcept { return Algorithm::es256; }
  const P256Coordinate& x() const noexcept;
  const P256Coordinate& y() const noexcept;

  // True when `signature` (r and s, 32 bytes each: RFC 7518 3.4) is by this key over `message`. High s is legal (JWA
  // does not ask for low s). Every failure, of the library too, is false.
  bool verifies(ByteView message, ByteView signature) const noexcept;

  friend bool operator==(const PublicKey& a, const PublicKey& b) noexcept { return a.x() == b.x() && a.y() == b.y(); }

 private:
  struct State;
  explicit PublicKey(std::shared_ptr<const State> state) noexcept;
  std::shared_ptr<const State> state_;
};

// RFC 7638 thumbprint of {"crv":"P-256","kty":"EC","x":…,"y":…} with the texts of x and y as they are given; both must
// be base64url.
std::string jwk_thumbprint(std::string_view x, std::string_view y);

// The kid of a key: the thumbprint of its padded coordinates.
KeyId key_id(const PublicKey& key);

}  // namespace vhc
