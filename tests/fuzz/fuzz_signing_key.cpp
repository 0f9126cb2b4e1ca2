// A private key that is taken in is written out and taken in again as the same key.
#include <algorithm>

#include "input.h"
#include "vhc/signing_key.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  if (size > max_key_import_bytes) return 0;
  Secret file(size);
  std::copy(data, data + size, file.expose().begin());
  const auto key = import_signing_key(file);
  if (!key) return 0;
  const auto der = key->to_pkcs8_der();
  require(der.has_value());
  const auto again = SigningKey::from_pkcs8(*der);
  require(again && again->public_key() == key->public_key());
  return 0;
}
