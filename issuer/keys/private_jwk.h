// Private keys as JWK (RFC 7517, RFC 7518 6.2.2). Private to the issuer.
#pragma once

#include "keys/private_parts.h"
#include "vhc/result.h"

namespace vhc {

// One JWK with kty EC, crv P-256, x, y and d; use and alg, when there, are sig and ES256. Fails with key_import_form or
// an error of JsonDocument.
Result<PrivateParts> read_private_jwk(const Secret& json);

}  // namespace vhc
