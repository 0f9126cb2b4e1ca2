#include "crypto/other_keys.h"

#include <array>
#include <cstddef>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

namespace vhc {
namespace {

constexpr int min_rsa_bits = 2048;
constexpr int max_rsa_bits = 8192;

Pkey make_from(const char* type, OSSL_PARAM_BLD* builder) noexcept {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const PkeyCtx context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* made = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return {};
  if (EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) return {};
  return Pkey(made);
}

// Reading the point checks that it is on the curve.
Pkey make_ec(const char* group, std::size_t coordinate_bytes, ByteView material) noexcept {
  constexpr std::size_t longest = 66;
  std::array<std::uint8_t, 1 + 2 * longest> point{POINT_CONVERSION_UNCOMPRESSED};
  if (material.size() != 2 * coordinate_bytes) return {};
  std::copy(material.begin(), material.end(), point.begin() + 1);
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), 1 + material.size()) != 1)
    return {};
  return make_from("EC", builder.get());
}

BigNum number(ByteView bytes) noexcept {
  return BigNum(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

Pkey make_rsa(ByteView modulus, ByteView exponent) noexcept {
  constexpr std::size_t most_exponent_bytes = 8;
  if (modulus.size() > max_rsa_bits / 8 || exponent.size() > most_exponent_bytes) return {};
  const BigNum n = number(modulus);
  const BigNum e = number(exponent);
  if (!n || !e || BN_num_bits(n.get()) < min_rsa_bits || BN_is_odd(e.get()) == 0 || BN_is_one(e.get()) != 0) return {};
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return {};
  return make_from("RSA", builder.get());
}

const char* digest_of(Algorithm algorithm) noexcept {
  switch (algorithm) {
    case Algorithm::es384:
      return "SHA384";
    case Algorithm::es512:
      return "SHA512";
    case Algorithm::ed25519:
      return nullptr;  // part of the signature
    case Algorithm::es256:
    case Algorithm::ps256:
    case Algorithm::rs256:
      break;
  }
  return "SHA256";
}

// r and s side by side, each as long as the key, to DER.
Bytes to_der(EVP_PKEY* key, ByteView signature) {
  const std::size_t half = (static_cast<std::size_t>(EVP_PKEY_get_bits(key)) + 7) / 8;
  if (signature.size() != 2 * half) return {};
  const EcdsaSig parsed(ECDSA_SIG_new());
  BigNum r = number(signature.first(half));
  BigNum s = number(signature.last(half));
  if (!parsed || !r || !s || ECDSA_SIG_set0(parsed.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(parsed.get(), &der);
  Bytes bytes(der, der + (size > 0 ? size : 0));
  OPENSSL_free(der);
  return bytes;
}

bool set_padding(EVP_PKEY_CTX* context, Algorithm claimed) {
  if (claimed == Algorithm::rs256) return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
  if (claimed != Algorithm::ps256) return true;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

}  // namespace

Pkey make_other_key(KeyKind kind, ByteView material, ByteView exponent) noexcept {
  const auto make = [&]() -> Pkey {
    switch (kind) {
      case KeyKind::p384:
        return make_ec("P-384", 48, material);
      case KeyKind::p521:
        return make_ec("P-521", 66, material);
      case KeyKind::ed25519:
        return Pkey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, material.data(), material.size()));
      case KeyKind::rsa:
        return make_rsa(material, exponent);
      case KeyKind::p256:
      case KeyKind::cert:
        break;
    }
    return {};
  };
  Pkey key = make();
  if (!key) ERR_clear_error();
  return key;
}

bool fits(KeyKind kind, Algorithm claimed) noexcept {
  switch (kind) {
    case KeyKind::p256:
      return claimed == Algorithm::es256;
    case KeyKind::p384:
      return claimed == Algorithm::es384 || claimed == Algorithm::es256;
    case KeyKind::p521:
      return claimed == Algorithm::es512;
    case KeyKind::ed25519:
      return claimed == Algorithm::ed25519;
    case KeyKind::rsa:
      return claimed == Algorithm::ps256 || claimed == Algorithm::rs256;
    case KeyKind::cert:
      break;
  }
  return false;
}

bool verifies_with_other_key(EVP_PKEY* key, Algorithm claimed, ByteView message, ByteView signature) {
  const bool is_ec = EVP_PKEY_is_a(key, "EC") == 1;
  const Bytes der = is_ec ? to_der(key, signature) : Bytes(signature.begin(), signature.end());
  const MdCtx context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;  // belongs to `context`
  return !der.empty() && context &&
         EVP_DigestVerifyInit_ex(context.get(), &options, digest_of(claimed), nullptr, nullptr, key, nullptr) == 1 &&
         set_padding(options, claimed) &&
         EVP_DigestVerify(context.get(), der.data(), der.size(), message.data(), message.size()) == 1;
}

}  // namespace vhc
