// Keys other than P-256 and signatures other than ES256: rarer, and made without the care for speed that those get.
#pragma once

#include "vhc/bytes.h"
#include "vhc/internal/openssl.h"
#include "vhc/public_key.h"

namespace vhc {

// Null for what is no public key of this kind: a point off the curve, an RSA modulus under 2048 or over 8192 bits.
Pkey make_other_key(KeyKind kind, ByteView material, ByteView exponent) noexcept;

// Whether a key of this kind may make signatures of this algorithm. Real DCC signers label P-384 signatures ES256.
bool fits(KeyKind kind, Algorithm claimed) noexcept;

// The hash follows from the algorithm, the length of an ECDSA signature from the key. Every failure is false.
bool verifies_with_other_key(EVP_PKEY* key, Algorithm claimed, ByteView message, ByteView signature);

}  // namespace vhc
