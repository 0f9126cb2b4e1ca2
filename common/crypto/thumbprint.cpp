#include <cassert>
#include <string>
#include <string_view>
#include <utility>

#include "vhc/base64url.h"
#include "vhc/public_key.h"
#include "vhc/sha256.h"

namespace vhc {

// RFC 7638 section 3: the required members only, in the order of their names, with no white space.
std::string jwk_thumbprint(std::string_view x, std::string_view y) {
  constexpr std::string_view start = R"({"crv":"P-256","kty":"EC","x":")";
  std::string json;
  json.reserve(start.size() + x.size() + y.size() + std::string_view(R"(","y":""})").size());
  json.append(start).append(x).append(R"(","y":")").append(y).append(R"("})");
  return to_base64url(sha256(as_bytes(json)));
}

KeyId key_id(const PublicKey& key) {
  auto kid = KeyId::parse(jwk_thumbprint(to_base64url(key.x()), to_base64url(key.y())));
  assert(kid.has_value());  // base64url of 32 bytes is 43 characters
  return *std::move(kid);
}

}  // namespace vhc
