// PKCS#8 (RFC 5208), both ways. Private to the issuer.
#pragma once

#include "keys/private_parts.h"
#include "vhc/internal/openssl.h"
#include "vhc/result.h"

namespace vhc {

// PEM or DER, unencrypted, P-256. Fails with key_import_form.
Result<PrivateParts> read_pkcs8(const Secret& pem_or_der);

// Fail with `internal` when the library does.
Result<Secret> to_pkcs8_der(const EVP_PKEY& key);
Result<Secret> to_pkcs8_pem(const EVP_PKEY& key);

}  // namespace vhc
