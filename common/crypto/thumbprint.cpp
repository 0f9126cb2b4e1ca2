#include <cassert>
#include <string>
#include <string_view>
#include <utility>

#include "vhc/base64url.h"
#include "vhc/public_key.h"
#include "vhc/sha256.h"

namespace vhc {
namespace {

// RFC 7638 section 3, RFC 8037 2: the required members only, in the order of their names, with no white space.
std::string thumbprint_of_point(std::string_view curve, std::string_view x, std::string_view y) {
  std::string json = R"({"crv":")";
  json.append(curve).append(R"(","kty":"EC","x":")").append(x).append(R"(","y":")").append(y).append(R"("})");
  return to_base64url(sha256(as_bytes(json)));
}

std::string thumbprint_of_point(std::string_view curve, const Bytes& both) {
  const ByteView point(both);
  return thumbprint_of_point(curve, to_base64url(point.first(point.size() / 2)),
                             to_base64url(point.subspan(point.size() / 2)));
}

std::string thumbprint_of(const PublicKey& key) {
  const Bytes material = key.material();
  switch (key.kind()) {
    case KeyKind::p384:
      return thumbprint_of_point("P-384", material);
    case KeyKind::p521:
      return thumbprint_of_point("P-521", material);
    case KeyKind::ed25519:
      return to_base64url(sha256(as_bytes(R"({"crv":"Ed25519","kty":"OKP","x":")" + to_base64url(material) + "\"}")));
    case KeyKind::rsa:
      return to_base64url(sha256(as_bytes(R"({"e":")" + to_base64url(key.exponent()) + R"(","kty":"RSA","n":")" +
                                          to_base64url(material) + "\"}")));
    case KeyKind::p256:
    case KeyKind::cert:
      break;
  }
  return thumbprint_of_point("P-256", material);
}

}  // namespace

std::string jwk_thumbprint(std::string_view x, std::string_view y) {
  return thumbprint_of_point("P-256", x, y);
}

KeyId key_id(const PublicKey& key) {
  auto kid = KeyId::parse(thumbprint_of(key));
  assert(kid.has_value());  // base64url of 32 bytes is 43 characters
  return *std::move(kid);
}

}  // namespace vhc
