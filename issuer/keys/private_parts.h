// What a private key file brings: the private number, and the public key that it says belongs to it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "vhc/public_key.h"
#include "vhc/secret.h"

namespace vhc {

inline constexpr std::size_t p256_scalar_bytes = 32;

struct PrivateParts {
  Secret d;  // 32 bytes, most significant first; not looked at yet
  PublicKey claimed;
  std::optional<std::string> kid;  // as the file has it
};

// For every file that cannot be read.
inline constexpr const char* import_hint =
    "unencrypted PKCS#8 (openssl pkcs8 -topk8 -nocrypt) and private JWK are read, with a P-256 key";

}  // namespace vhc
