// Keys of the other families of cards: made by the library, signed with by the library, verified with by us.
#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include "vhc/base64url.h"
#include "vhc/internal/openssl.h"
#include "vhc/public_key.h"
#include "vhc/sha256.h"

namespace vhc {
namespace {

const std::string message = "what is signed";

Bytes number(const EVP_PKEY* key, const char* name, std::size_t size = 0) {
  BIGNUM* value = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &value), 1);
  const BigNum owned(value);
  Bytes bytes(size == 0 ? static_cast<std::size_t>(BN_num_bytes(value)) : size);
  EXPECT_EQ(BN_bn2binpad(value, bytes.data(), static_cast<int>(bytes.size())), static_cast<int>(bytes.size()));
  return bytes;
}

struct Signer {
  KeyKind kind;
  Pkey key;
  std::size_t half = 0;  // of a signature of ECDSA

  Bytes material() const {
    if (kind == KeyKind::rsa) return number(key.get(), OSSL_PKEY_PARAM_RSA_N);
    if (kind != KeyKind::ed25519) {
      Bytes both = number(key.get(), OSSL_PKEY_PARAM_EC_PUB_X, half);
      const Bytes y = number(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, half);
      both.insert(both.end(), y.begin(), y.end());
      return both;
    }
    Bytes raw(32);
    std::size_t size = raw.size();
    EXPECT_EQ(EVP_PKEY_get_raw_public_key(key.get(), raw.data(), &size), 1);
    return raw;
  }

  PublicKey public_key() const {
    const Bytes exponent = kind == KeyKind::rsa ? number(key.get(), OSSL_PKEY_PARAM_RSA_E) : Bytes{};
    return PublicKey::from_material(kind, material(), exponent).value();
  }

  Bytes sign(const char* digest, bool is_pss = false) const {
    const MdCtx context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr;
    EXPECT_EQ(EVP_DigestSignInit_ex(context.get(), &options, digest, nullptr, nullptr, key.get(), nullptr), 1);
    if (is_pss) {
      EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING), 1);
      EXPECT_EQ(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST), 1);
    }
    std::size_t size = 1024;
    Bytes made(size);
    const ByteView bytes = as_bytes(message);
    EXPECT_EQ(EVP_DigestSign(context.get(), made.data(), &size, bytes.data(), bytes.size()), 1);
    made.resize(size);
    return half == 0 ? made : side_by_side(made);
  }

  Bytes side_by_side(const Bytes& der) const {
    const unsigned char* at = der.data();
    const EcdsaSig parsed(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    Bytes both(2 * half);
    BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), both.data(), static_cast<int>(half));
    BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), both.data() + half, static_cast<int>(half));
    return both;
  }
};

Signer ec(KeyKind kind, const char* curve, std::size_t half) {
  return {kind, Pkey(EVP_EC_gen(curve)), half};
}

struct Way {
  Algorithm claimed;
  const char* digest;
  bool is_pss = false;
};

constexpr std::array all_algorithms{Algorithm::es256, Algorithm::es384,   Algorithm::es512,
                                    Algorithm::ps256, Algorithm::ed25519, Algorithm::rs256};

void hold(const Signer& signer, const std::vector<Way>& ways) {
  const PublicKey key = signer.public_key();
  for (const Way& way : ways) {
    Bytes signature = signer.sign(way.digest, way.is_pss);
    EXPECT_TRUE(key.fits(way.claimed));
    EXPECT_TRUE(key.verifies(way.claimed, as_bytes(message), signature));
    EXPECT_FALSE(key.verifies(way.claimed, as_bytes("what is singed"), signature));
    for (const Algorithm wrong : all_algorithms) {
      EXPECT_EQ(key.verifies(wrong, as_bytes(message), signature), wrong == way.claimed);
    }
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, signature.size() - 1}) {
      EXPECT_FALSE(key.verifies(way.claimed, as_bytes(message), ByteView(signature).first(size))) << size;
    }
    signature.back() ^= 1U;
    EXPECT_FALSE(key.verifies(way.claimed, as_bytes(message), signature));
  }
  EXPECT_TRUE(*PublicKey::from_material(key.kind(), key.material(), key.exponent()) == key);
}

TEST(OtherKeys, VerifyTheirOwnAlgorithmsAlone) {
  hold(ec(KeyKind::p256, "P-256", 32), {{Algorithm::es256, "SHA256"}});
  hold(ec(KeyKind::p384, "P-384", 48), {{Algorithm::es384, "SHA384"}, {Algorithm::es256, "SHA256"}});
  hold(ec(KeyKind::p521, "P-521", 66), {{Algorithm::es512, "SHA512"}});
  hold({KeyKind::ed25519, Pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))}, {{Algorithm::ed25519, nullptr}});
  hold({KeyKind::rsa, Pkey(EVP_RSA_gen(2048))}, {{Algorithm::ps256, "SHA256", true}, {Algorithm::rs256, "SHA256"}});
}

TEST(OtherKeys, WhatIsNoKeyOfItsKindIsRefused) {
  const Signer p384 = ec(KeyKind::p384, "P-384", 48);
  Bytes off = p384.material();
  off.back() ^= 1U;
  EXPECT_FALSE(PublicKey::from_material(KeyKind::p384, off));
  EXPECT_FALSE(PublicKey::from_material(KeyKind::p521, p384.material()));
  EXPECT_FALSE(PublicKey::from_material(KeyKind::p256, p384.material()));
  EXPECT_FALSE(PublicKey::from_material(KeyKind::ed25519, Bytes(31)));
  EXPECT_FALSE(PublicKey::from_material(KeyKind::cert, Bytes(64)));
  const Pkey weak(EVP_RSA_gen(1024));
  EXPECT_FALSE(PublicKey::from_material(KeyKind::rsa, number(weak.get(), OSSL_PKEY_PARAM_RSA_N), Bytes{1, 0, 1}));
  const Pkey good(EVP_RSA_gen(2048));
  const Bytes modulus = number(good.get(), OSSL_PKEY_PARAM_RSA_N);
  for (const Bytes& exponent : {Bytes{}, Bytes{1}, Bytes{4}, Bytes(9, 1)}) {
    EXPECT_FALSE(PublicKey::from_material(KeyKind::rsa, modulus, exponent));
  }
  EXPECT_FALSE(PublicKey::from_material(KeyKind::rsa, Bytes(1025, 0xff), Bytes{1, 0, 1}));
}

// RFC 7638 3.1 and RFC 8037 A.3.
TEST(OtherKeys, HaveTheThumbprintsOfTheStandards) {
  const auto key =
      PublicKey::from_material(KeyKind::ed25519, *from_base64url("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
  EXPECT_EQ(key_id(key.value()).str(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  const Signer rsa{KeyKind::rsa, Pkey(EVP_RSA_gen(2048))};
  const std::string json = R"({"e":"AQAB","kty":"RSA","n":")" + to_base64url(rsa.material()) + "\"}";
  EXPECT_EQ(key_id(rsa.public_key()).str(), to_base64url(sha256(as_bytes(json))));
}

}  // namespace
}  // namespace vhc
