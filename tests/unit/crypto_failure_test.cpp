// Each OpenSSL call behind PublicKey and sha256 fails once: the answer is no, and the next one is right again. The
// calls are wrapped at link time (-Wl,--wrap in CMakeLists.txt).
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <new>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "vhc/base64url.h"
#include "vhc/internal/digest.h"
#include "vhc/json.h"
#include "vhc/public_key.h"

namespace {

std::string_view failing;  // the call that fails next, once
int failure_code = 0;      // what EVP_PKEY_verify gives then

bool fails(std::string_view call) {
  if (failing != call) return false;
  failing = {};
  ERR_raise(ERR_LIB_USER, ERR_R_INTERNAL_ERROR);
  return true;
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
#define VHC_WRAP(type, call, failure, parameters, arguments) \
  type __real_##call parameters;                             \
  type __wrap_##call parameters;                             \
  type __wrap_##call parameters {                            \
    return fails(#call) ? failure : __real_##call arguments; \
  }

extern "C" {
VHC_WRAP(EVP_MD*, EVP_MD_fetch, nullptr, (OSSL_LIB_CTX * lib, const char* name, const char* query), (lib, name, query))
VHC_WRAP(EVP_MD_CTX*, EVP_MD_CTX_new, nullptr, (), ())
VHC_WRAP(int, EVP_DigestInit_ex2, 0, (EVP_MD_CTX * context, const EVP_MD* md, const OSSL_PARAM* params),
         (context, md, params))
VHC_WRAP(int, EVP_DigestUpdate, 0, (EVP_MD_CTX * context, const void* data, std::size_t size), (context, data, size))
VHC_WRAP(int, EVP_DigestFinal_ex, 0, (EVP_MD_CTX * context, unsigned char* digest, unsigned int* size),
         (context, digest, size))
VHC_WRAP(EC_GROUP*, EC_GROUP_new_by_curve_name, nullptr, (int nid), (nid))
VHC_WRAP(EC_POINT*, EC_POINT_new, nullptr, (const EC_GROUP* group), (group))
VHC_WRAP(int, EC_POINT_oct2point, 0,
         (const EC_GROUP* group, EC_POINT* point, const unsigned char* data, std::size_t size, BN_CTX* scratch),
         (group, point, data, size, scratch))
VHC_WRAP(BN_CTX*, BN_CTX_new, nullptr, (), ())
VHC_WRAP(EVP_PKEY_CTX*, EVP_PKEY_CTX_new_from_name, nullptr, (OSSL_LIB_CTX * lib, const char* name, const char* query),
         (lib, name, query))
VHC_WRAP(int, EVP_PKEY_fromdata_init, 0, (EVP_PKEY_CTX * context), (context))
VHC_WRAP(int, EVP_PKEY_fromdata, 0, (EVP_PKEY_CTX * context, EVP_PKEY** key, int selection, OSSL_PARAM* params),
         (context, key, selection, params))
VHC_WRAP(EVP_PKEY*, EVP_PKEY_dup, nullptr, (EVP_PKEY * key), (key))
VHC_WRAP(int, EVP_PKEY_set1_encoded_public_key, 0, (EVP_PKEY * key, const unsigned char* point, std::size_t size),
         (key, point, size))
VHC_WRAP(EVP_PKEY_CTX*, EVP_PKEY_CTX_new_from_pkey, nullptr, (OSSL_LIB_CTX * lib, EVP_PKEY* key, const char* query),
         (lib, key, query))
VHC_WRAP(int, EVP_PKEY_up_ref, 0, (EVP_PKEY * key), (key))
VHC_WRAP(int, EVP_PKEY_verify_init, 0, (EVP_PKEY_CTX * context), (context))
VHC_WRAP(int, EVP_PKEY_verify, failure_code,
         (EVP_PKEY_CTX * context, const unsigned char* signature, std::size_t signature_size,
          const unsigned char* digest, std::size_t digest_size),
         (context, signature, signature_size, digest, digest_size))

// operator new(std::size_t) of the code under test.
void* __real__Znwm(std::size_t size);
void* __wrap__Znwm(std::size_t size);
void* __wrap__Znwm(std::size_t size) {
  if (fails("operator new")) throw std::bad_alloc();
  return __real__Znwm(size);
}
}
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)

namespace vhc {
namespace {

// RFC 7515 A.3.
constexpr std::string_view message =
    "eyJhbGciOiJFUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
constexpr std::string_view signature =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

P256Coordinate coordinate(const Bytes& bytes) {
  P256Coordinate out{};
  std::copy_n(bytes.begin(), out.size(), out.begin());
  return out;
}

Result<PublicKey> make_key() {
  return PublicKey::from_point(coordinate(*from_base64url("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")),
                               coordinate(*from_base64url("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")));
}

// A new thread has no contexts yet: what is done once a thread can be made to fail again.
template <class Body>
void on_new_thread(Body body) {
  std::thread(body).join();
}

constexpr std::string_view calls_of_verifies[] = {
    "EVP_PKEY_CTX_new_from_name",
    "EVP_PKEY_fromdata_init",
    "EVP_PKEY_fromdata",
    "EVP_PKEY_dup",
    "EVP_PKEY_up_ref",
    "EVP_PKEY_verify_init",
    "EVP_PKEY_verify",
    "EVP_PKEY_set1_encoded_public_key",
    "EVP_PKEY_CTX_new_from_pkey",
    "EVP_MD_fetch",
    "EVP_MD_CTX_new",
    "EVP_DigestInit_ex2",
    "EVP_DigestUpdate",
    "EVP_DigestFinal_ex",
    "operator new",
};
constexpr std::string_view calls_of_from_point[] = {"EC_GROUP_new_by_curve_name", "EC_POINT_new", "BN_CTX_new",
                                                    "EC_POINT_oct2point"};
constexpr std::string_view calls_of_a_warm_thread[] = {"EVP_PKEY_verify", "EVP_DigestInit_ex2", "EVP_DigestUpdate",
                                                       "EVP_DigestFinal_ex"};

TEST(LibraryFailure, IsARefusalAndTheNextAnswerIsRight) {
  const Bytes signed_by_key = from_base64url(signature).value();
  for (const std::string_view call : calls_of_verifies) {
    const PublicKey key = make_key().value();
    on_new_thread([&] {
      failing = call;
      EXPECT_FALSE(key.verifies(as_bytes(message), signed_by_key)) << call;
      EXPECT_EQ("", failing) << call << " was not called";
      EXPECT_EQ(0U, ERR_peek_error()) << call;
      EXPECT_TRUE(key.verifies(as_bytes(message), signed_by_key)) << call;
    });
  }
}

TEST(LibraryFailure, InTheMiddleOfWorkIsARefusalToo) {
  const PublicKey key = make_key().value();
  const Bytes signed_by_key = from_base64url(signature).value();
  ASSERT_TRUE(key.verifies(as_bytes(message), signed_by_key));
  for (const std::string_view call : calls_of_a_warm_thread) {
    failing = call;
    EXPECT_FALSE(key.verifies(as_bytes(message), signed_by_key)) << call;
    EXPECT_EQ("", failing) << call << " was not called";
    EXPECT_EQ(0U, ERR_peek_error()) << call;
    EXPECT_TRUE(key.verifies(as_bytes(message), signed_by_key)) << call;
  }
}

TEST(LibraryFailure, EveryAnswerButOneIsARefusal) {
  const PublicKey key = make_key().value();
  const Bytes signed_by_key = from_base64url(signature).value();
  for (const int code : {0, -1, -2, 2, 256}) {
    failure_code = code;
    failing = "EVP_PKEY_verify";
    EXPECT_FALSE(key.verifies(as_bytes(message), signed_by_key)) << code;
    EXPECT_TRUE(key.verifies(as_bytes(message), signed_by_key)) << code;
  }
  failure_code = 0;
}

TEST(LibraryFailure, ContextThatFailedIsMadeAnew) {
  const PublicKey key = make_key().value();
  const Bytes signed_by_key = from_base64url(signature).value();
  constexpr std::pair<std::string_view, std::string_view> pairs[] = {{"EVP_PKEY_verify", "EVP_PKEY_verify_init"},
                                                                     {"EVP_DigestFinal_ex", "EVP_MD_CTX_new"}};
  failure_code = -1;
  for (const auto& [call, maker] : pairs) {
    ASSERT_TRUE(key.verifies(as_bytes(message), signed_by_key));
    failing = call;
    EXPECT_FALSE(key.verifies(as_bytes(message), signed_by_key)) << call;
    failing = maker;
    EXPECT_FALSE(key.verifies(as_bytes(message), signed_by_key)) << call;
    EXPECT_EQ("", failing) << maker << " was not called";
    EXPECT_TRUE(key.verifies(as_bytes(message), signed_by_key)) << call;
  }
  failure_code = 0;
}

// A digest that was never written is zeros, and a key can be found under which any signature holds for those.
TEST(LibraryFailure, DigestThatWasNotMadeIsNotVerified) {
  std::ifstream file(VHC_TEST_VECTORS "/signatures/es256-p1363.json", std::ios::binary);
  const auto document = JsonDocument::parse({std::istreambuf_iterator<char>(file), {}});
  ASSERT_TRUE(document.has_value());
  auto zero = document->root().find("cases").value().first();
  while (zero && zero->find_string("note") != "right for a digest of zero") zero = zero->next();
  ASSERT_TRUE(zero.has_value());
  const auto bytes = [&zero](const char* member) {
    const std::string text = zero->find_string(member).value();
    Bytes out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
      out.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
    }
    return out;
  };
  const PublicKey key = PublicKey::from_point(coordinate(bytes("x")), coordinate(bytes("y"))).value();
  for (const std::string_view call : {"EVP_DigestInit_ex2", "EVP_DigestUpdate", "EVP_DigestFinal_ex"}) {
    failing = call;
    EXPECT_FALSE(key.verifies(as_bytes(message), bytes("signature"))) << call;
    EXPECT_EQ("", failing) << call << " was not called";
  }
}

TEST(LibraryFailure, NoPointIsTakenUnchecked) {
  for (const std::string_view call : calls_of_from_point) {
    on_new_thread([&] {
      failing = call;
      EXPECT_FALSE(make_key().has_value()) << call;
      EXPECT_EQ("", failing) << call << " was not called";
      EXPECT_EQ(0U, ERR_peek_error()) << call;
      EXPECT_TRUE(make_key().has_value()) << call;
    });
  }
}

TEST(LibraryFailure, DigestIsRefusedAndTheNextIsRight) {
  on_new_thread([] {
    const Sha256 expected = sha256(as_bytes(message));
    for (const std::string_view call : {"EVP_DigestInit_ex2", "EVP_DigestUpdate", "EVP_DigestFinal_ex"}) {
      Sha256 digest{};
      failing = call;
      EXPECT_FALSE(try_sha256(as_bytes(message), digest)) << call;
      EXPECT_EQ(0U, ERR_peek_error()) << call;
      EXPECT_TRUE(try_sha256(as_bytes(message), digest)) << call;
      EXPECT_EQ(expected, digest) << call;
    }
  });
}

TEST(LibraryFailureDeathTest, HashThatMustComeEndsTheProcess) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_DEATH(
      {
        failing = "EVP_DigestFinal_ex";
        (void)sha256(as_bytes(message));
      },
      "cannot hash");
}

}  // namespace
}  // namespace vhc
