// Calls into the cryptographic libraries are made to fail, one at a time: each failure is an error, and the next call
// works again. Linked with -Wl,--wrap= for every function named below.
#include <algorithm>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "vhc/rid.h"
#include "vhc/signing_key.h"

namespace {

std::string_view next_to_fail;

bool fails(std::string_view function) {
  if (next_to_fail != function) return false;
  next_to_fail = {};
  const bool of_sodium = function.starts_with("crypto_") || function.starts_with("sodium_");
  if (!of_sodium) ERR_raise(ERR_LIB_USER, 1);  // as OpenSSL does
  return true;
}

}  // namespace

// The names are those that the linker asks for.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
#define VHC_WRAP(type, function, parameters, arguments, failure)       \
  type __real_##function parameters;                                   \
  type __wrap_##function parameters {                                  \
    return fails(#function) ? (failure) : __real_##function arguments; \
  }

extern "C" {
VHC_WRAP(int, EVP_PKEY_sign_init, (EVP_PKEY_CTX * c), (c), 0)
VHC_WRAP(int, EVP_PKEY_sign,
         (EVP_PKEY_CTX * c, unsigned char* sig, size_t* siglen, const unsigned char* tbs, size_t tbslen),
         (c, sig, siglen, tbs, tbslen), 0)
VHC_WRAP(EVP_PKEY_CTX*, EVP_PKEY_CTX_dup, (const EVP_PKEY_CTX* c), (c), nullptr)
VHC_WRAP(EVP_PKEY_CTX*, EVP_PKEY_CTX_new_from_pkey, (OSSL_LIB_CTX * l, EVP_PKEY* k, const char* p), (l, k, p), nullptr)
VHC_WRAP(int, EVP_PKEY_CTX_set_signature_md, (EVP_PKEY_CTX * c, const EVP_MD* m), (c, m), 0)
VHC_WRAP(int, EVP_PKEY_get_octet_string_param,
         (const EVP_PKEY* k, const char* name, unsigned char* buf, size_t size, size_t* got), (k, name, buf, size, got),
         0)
VHC_WRAP(EC_GROUP*, EC_GROUP_new_by_curve_name, (int nid), (nid), nullptr)
VHC_WRAP(int, EC_POINT_mul,
         (const EC_GROUP* g, EC_POINT* r, const BIGNUM* n, const EC_POINT* q, const BIGNUM* m, BN_CTX* c),
         (g, r, n, q, m, c), 0)
VHC_WRAP(int, EVP_PKEY_fromdata, (EVP_PKEY_CTX * c, EVP_PKEY** k, int s, OSSL_PARAM p[]), (c, k, s, p), 0)
VHC_WRAP(EVP_PKEY*, EVP_PKCS82PKEY, (const PKCS8_PRIV_KEY_INFO* p), (p), nullptr)
VHC_WRAP(PKCS8_PRIV_KEY_INFO*, EVP_PKEY2PKCS8, (const EVP_PKEY* k), (k), nullptr)
VHC_WRAP(BIO*, BIO_new, (const BIO_METHOD* m), (m), nullptr)
VHC_WRAP(BIO*, BIO_new_mem_buf, (const void* buf, int len), (buf, len), nullptr)
VHC_WRAP(int, crypto_pwhash_argon2id,
         (unsigned char* out, unsigned long long outlen, const char* passwd, unsigned long long passwdlen,
          const unsigned char* salt, unsigned long long opslimit, size_t memlimit, int alg),
         (out, outlen, passwd, passwdlen, salt, opslimit, memlimit, alg), -1)
VHC_WRAP(int, sodium_init, (), (), -1)
}
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)

namespace vhc {
namespace {

constexpr SealCost cheap{.opslimit = 1, .memlimit_bytes = min_memlimit_bytes};

Secret passphrase() {
  constexpr std::string_view text = "correct horse";
  Secret made(text.size());
  std::copy(text.begin(), text.end(), made.expose().begin());
  return made;
}

// Runs `action` with `function` failing once: it fails with `expected` and leaves no error behind; then it works.
template <class Action>
void expect_failure(std::string_view function, Errc expected, const Action& action) {
  next_to_fail = function;
  const auto failed = action();
  EXPECT_TRUE(next_to_fail.empty()) << function << " was not called";
  next_to_fail = {};
  ASSERT_FALSE(failed) << function;
  EXPECT_EQ(failed.error().code, expected) << function;
  EXPECT_EQ(ERR_peek_error(), 0U) << function;
  EXPECT_TRUE(action()) << function;
}

TEST(FailingLibrary, MakesNoKey) {
  for (const char* function : {"EVP_PKEY_get_octet_string_param", "EVP_PKEY_CTX_new_from_pkey", "EVP_PKEY_sign_init",
                               "EVP_PKEY_CTX_set_signature_md"}) {
    expect_failure(function, Errc::internal, [] { return SigningKey::generate(); });
  }
}

TEST(FailingLibrary, MakesNoSignature) {
  const SigningKey key = SigningKey::generate().value();
  for (const char* function : {"EVP_PKEY_CTX_dup", "EVP_PKEY_sign"})
    expect_failure(function, Errc::internal, [&key] { return key.sign(as_bytes("message")); });
}

TEST(FailingLibrary, ReadsNoKey) {
  const SigningKey key = SigningKey::generate().value();
  const Secret pem = key.to_pkcs8_pem().value();
  for (const char* function : {"EC_GROUP_new_by_curve_name", "EC_POINT_mul", "EVP_PKEY_CTX_new_from_pkey"})
    expect_failure(function, Errc::internal, [&pem] { return SigningKey::from_pkcs8(pem); });
  for (const char* function : {"EVP_PKCS82PKEY", "BIO_new_mem_buf"})
    expect_failure(function, Errc::key_import_form, [&pem] { return SigningKey::from_pkcs8(pem); });
}

TEST(FailingLibrary, WritesNoKey) {
  const SigningKey key = SigningKey::generate().value();
  for (const char* function : {"EVP_PKEY2PKCS8", "BIO_new"})
    expect_failure(function, Errc::internal, [&key] { return key.to_pkcs8_pem(); });
  expect_failure("EVP_PKEY2PKCS8", Errc::internal, [&key] { return key.to_pkcs8_der(); });
}

TEST(FailingLibrary, SealsAndOpensNothing) {
  const SigningKey key = SigningKey::generate().value();
  const auto sealed = [&key] { return seal_signing_key(key, UnixTime{}, passphrase(), cheap); };
  expect_failure("crypto_pwhash_argon2id", Errc::key_memory, sealed);
  const std::string text = sealed().value();
  expect_failure("crypto_pwhash_argon2id", Errc::key_memory,
                 [&] { return open_signing_key(text, key.kid(), passphrase()); });
}

// unseal() is called with nothing before it that starts the library as well.
TEST(FailingLibrary, OpensNothingWhenItCannotStart) {
  const auto text = without_seal(passphrase(), {Purpose::rid_secret, "-", UnixTime{}});
  expect_failure("sodium_init", Errc::internal, [&text] { return unseal(*text, Purpose::rid_secret, Secret()); });
}

}  // namespace
}  // namespace vhc
