#include "vhc/public_key.h"

#include <array>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "vhc/base64url.h"
#include "vhc/internal/ecdsa_der.h"
#include "vhc/internal/openssl.h"
#include "vhc/json.h"
#include "vhc/sha256.h"

namespace vhc {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Bytes from_hex(std::string_view text) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(std::string(text.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

std::string to_hex(ByteView bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) text.append({digits[byte >> 4U], digits[byte & 15U]});
  return text;
}

P256Coordinate coordinate(ByteView bytes) {
  P256Coordinate out{};
  EXPECT_EQ(out.size(), bytes.size());
  std::copy_n(bytes.begin(), std::min(out.size(), bytes.size()), out.begin());
  return out;
}

struct SignatureCase {
  std::string note;
  std::string expect;
  P256Coordinate x;
  P256Coordinate y;
  Bytes message;
  Bytes signature;
};

std::vector<SignatureCase> read_cases() {
  std::vector<SignatureCase> cases;
  const auto document = JsonDocument::parse(read_file(VHC_TEST_VECTORS "/signatures/es256-p1363.json"));
  const auto list = document ? document->root().find("cases") : std::nullopt;
  if (!list) return cases;
  for (auto value = list->first(); value; value = value->next()) {
    const auto text = [&value](const char* name) { return value->find_string(name).value(); };
    cases.push_back({text("note"), text("expect"), coordinate(from_hex(text("x"))), coordinate(from_hex(text("y"))),
                     from_hex(text("message")), from_hex(text("signature"))});
  }
  return cases;
}

const std::vector<SignatureCase>& signature_cases() {
  static const std::vector<SignatureCase> cases = read_cases();
  return cases;
}

std::vector<SignatureCase> valid_cases() {
  std::vector<SignatureCase> valid;
  std::copy_if(signature_cases().begin(), signature_cases().end(), std::back_inserter(valid),
               [](const auto& one) { return one.expect == "valid"; });
  return valid;
}

TEST(Sha256, GivesTheKnownAnswers) {
  EXPECT_EQ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", to_hex(sha256({})));
  EXPECT_EQ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", to_hex(sha256(as_bytes("abc"))));
  EXPECT_EQ("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
            to_hex(sha256(as_bytes(std::string(1'000'000, 'a')))));
}

TEST(Sha256, OneThreadAfterTheOtherGivesTheSame) {
  const Sha256 here = sha256(as_bytes("abc"));
  Sha256 there{};
  std::thread([&there] { there = sha256(as_bytes("abc")); }).join();
  EXPECT_EQ(here, there);
}

TEST(Thumbprint, HashesTheFourMembersInTheirOrder) {
  const std::string x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";  // RFC 7515 A.3
  const std::string y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
  EXPECT_EQ(to_base64url(sha256(as_bytes(R"({"crv":"P-256","kty":"EC","x":")" + x + R"(","y":")" + y + R"("})"))),
            jwk_thumbprint(x, y));
  EXPECT_EQ("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U", jwk_thumbprint(x, y));
  const auto key = PublicKey::from_point(coordinate(*from_base64url(x)), coordinate(*from_base64url(y)));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(jwk_thumbprint(x, y), key_id(*key).str());
}

// The key of the SMART Health Cards specification's examples.
TEST(Thumbprint, TakesTheTextsAsTheyAreGiven) {
  const std::string x = "11XvRWy1I2S0EyJlyf_bWfw_TQ5CJJNLw78bHXNxcgw";
  const std::string y = "eZXwxvO1hvCY0KucrPfKo7yAyMT6Ajc3N7OkAB6VYy8";
  EXPECT_EQ("3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s", jwk_thumbprint(x, y));
  EXPECT_NE(jwk_thumbprint(x, y), jwk_thumbprint(y, x));
  EXPECT_NE(jwk_thumbprint(x, y), jwk_thumbprint(x.substr(1), y));
}

TEST(EcdsaDer, WritesWhatTheLibraryWrites) {
  std::size_t judged = 0;
  for (const SignatureCase& one : signature_cases()) {
    if (one.signature.size() != p1363_signature_bytes) continue;
    const std::span<const std::uint8_t, p1363_signature_bytes> signature(one.signature.data(), p1363_signature_bytes);
    const EcdsaSig sig(ECDSA_SIG_new());
    ASSERT_EQ(1, ECDSA_SIG_set0(sig.get(), BN_bin2bn(signature.data(), 32, nullptr),
                                BN_bin2bn(signature.data() + 32, 32, nullptr)));
    Bytes expected(static_cast<std::size_t>(i2d_ECDSA_SIG(sig.get(), nullptr)));
    unsigned char* out = expected.data();
    ASSERT_GT(i2d_ECDSA_SIG(sig.get(), &out), 0);
    EXPECT_EQ(to_hex(expected), to_hex(EcdsaDer(signature).bytes())) << one.note;
    ++judged;
  }
  EXPECT_GE(judged, 200U);
}

TEST(EcdsaDer, ReadsWhatItWrites) {
  for (const SignatureCase& one : signature_cases()) {
    if (one.signature.size() != p1363_signature_bytes) continue;
    const EcdsaDer der(
        std::span<const std::uint8_t, p1363_signature_bytes>(one.signature.data(), p1363_signature_bytes));
    std::array<std::uint8_t, p1363_signature_bytes> read{};
    ASSERT_TRUE(read_ecdsa_der(der.bytes(), read)) << one.note;
    EXPECT_EQ(to_hex(one.signature), to_hex(read)) << one.note;
  }
}

TEST(EcdsaDer, ReadsNoOtherForm) {
  std::array<std::uint8_t, p1363_signature_bytes> read{};
  const Bytes good{0x30, 0x07, 0x02, 0x01, 0x05, 0x02, 0x02, 0x00, 0x80};
  ASSERT_TRUE(read_ecdsa_der(good, read));
  EXPECT_EQ(0x05, read[31]);
  EXPECT_EQ(0x80, read[63]);
  for (std::size_t length = 0; length < good.size(); ++length)
    EXPECT_FALSE(read_ecdsa_der(ByteView(good).first(length), read)) << length;
  Bytes too_long{0x30, 0x26, 0x02, 0x21, 0x01};  // 33 digits and no zero before them
  too_long.resize(37, 0x11);
  too_long.insert(too_long.end(), {0x02, 0x01, 0x05});
  const std::vector<std::pair<std::string, Bytes>> bad{
      {"a byte after the end", {0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x05, 0x00}},
      {"a byte after the second number", {0x30, 0x07, 0x02, 0x01, 0x05, 0x02, 0x01, 0x05, 0x00}},
      {"not a sequence", {0x31, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x05}},
      {"not a number", {0x30, 0x06, 0x03, 0x01, 0x05, 0x02, 0x01, 0x05}},
      {"a number without digits", {0x30, 0x05, 0x02, 0x00, 0x02, 0x01, 0x05}},
      {"a negative number", {0x30, 0x06, 0x02, 0x01, 0x85, 0x02, 0x01, 0x05}},
      {"a zero too many", {0x30, 0x07, 0x02, 0x02, 0x00, 0x05, 0x02, 0x01, 0x05}},
      {"a number longer than the text", {0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x02, 0x05}},
      {"a number too large", too_long},
  };
  for (const auto& [what, der] : bad) EXPECT_FALSE(read_ecdsa_der(der, read)) << what;
}

TEST(PublicKey, SignatureVectorsAreJudgedAsExpected) {
  const auto& cases = signature_cases();
  ASSERT_GE(cases.size(), 60U);
  std::size_t agreed = 0;
  for (const SignatureCase& one : cases) {
    const auto key = PublicKey::from_point(one.x, one.y);
    const std::string got = !key ? "bad_key" : (key->verifies(one.message, one.signature) ? "valid" : "invalid");
    EXPECT_EQ(one.expect, got) << one.note;
    EXPECT_EQ(0U, ERR_peek_error()) << one.note;
    agreed += one.expect == got ? 1U : 0U;
  }
  std::cout << agreed << " of " << cases.size() << " signature cases\n";
}

TEST(PublicKey, PointOffTheCurveIsRefusedByRule) {
  const SignatureCase good = valid_cases().at(0);
  P256Coordinate y = good.y;
  y.back() ^= 1U;
  const auto key = PublicKey::from_point(good.x, y);
  ASSERT_FALSE(key.has_value());
  EXPECT_EQ(Errc::rule_v7, key.error().code);
}

TEST(PublicKey, HoldsItsPointAndComparesByIt) {
  const auto cases = valid_cases();
  const auto one = PublicKey::from_point(cases.at(0).x, cases.at(0).y);
  const auto same = PublicKey::from_point(cases.at(0).x, cases.at(0).y);
  const auto other = PublicKey::from_point(cases.at(2).x, cases.at(2).y);
  ASSERT_TRUE(one && same && other);
  EXPECT_EQ(cases.at(0).x, one->x());
  EXPECT_EQ(cases.at(0).y, one->y());
  EXPECT_EQ(KeyKind::p256, one->kind());
  EXPECT_TRUE(*PublicKey::from_material(KeyKind::p256, one->material()) == *one);
  EXPECT_TRUE(*one == *same);
  EXPECT_FALSE(*one == *other);
}

TEST(PublicKey, EveryFlippedBitOfASignatureIsRefused) {
  auto cases = valid_cases();
  cases.resize(3);  // the known answers of RFC 6979 and RFC 7515
  for (const SignatureCase& one : cases) {
    const auto key = PublicKey::from_point(one.x, one.y);
    ASSERT_TRUE(key && key->verifies(one.message, one.signature));
    for (std::size_t bit = 0; bit < one.signature.size() * 8; ++bit) {
      Bytes changed = one.signature;
      changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      EXPECT_FALSE(key->verifies(one.message, changed)) << one.note << ", bit " << bit;
    }
  }
}

TEST(PublicKey, EveryFlippedBitOfAMessageIsRefused) {
  const SignatureCase one = valid_cases().at(2);
  const auto key = PublicKey::from_point(one.x, one.y);
  ASSERT_TRUE(key && key->verifies(one.message, one.signature));
  for (std::size_t bit = 0; bit < one.message.size() * 8; ++bit) {
    Bytes changed = one.message;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(key->verifies(changed, one.signature)) << bit;
  }
}

TEST(PublicKey, OnlySignaturesOf64BytesAreLookedAt) {
  const SignatureCase one = valid_cases().at(0);
  const auto key = PublicKey::from_point(one.x, one.y);
  ASSERT_TRUE(key.has_value());
  for (std::size_t size = 0; size <= 200; ++size) {
    Bytes resized = one.signature;
    resized.resize(size);
    EXPECT_EQ(size == 64, key->verifies(one.message, resized)) << size;
  }
}

TEST(PublicKey, RefusalLeavesTheNextSignatureAlone) {
  const auto cases = valid_cases();
  for (const SignatureCase& one : cases) {
    const auto key = PublicKey::from_point(one.x, one.y);
    ASSERT_TRUE(key.has_value());
    EXPECT_FALSE(key->verifies(one.message, Bytes(64)));
    EXPECT_TRUE(key->verifies(one.message, one.signature)) << one.note;
    EXPECT_FALSE(key->verifies(one.message, Bytes(64, 0xff)));
    EXPECT_TRUE(key->verifies(one.message, one.signature)) << one.note;
  }
}

// More keys than a thread keeps contexts for, most of them gone at once: a new key may stand where an old one stood.
TEST(PublicKey, ManyShortLivedKeysAreNotMixedUp) {
  const auto cases = valid_cases();
  for (std::size_t i = 0; i < 2000; ++i) {
    const SignatureCase& mine = cases[i % cases.size()];
    const SignatureCase& other = cases[(i + 7) % cases.size()];
    const auto key = PublicKey::from_point(mine.x, mine.y);
    ASSERT_TRUE(key.has_value());
    EXPECT_TRUE(key->verifies(mine.message, mine.signature)) << mine.note;
    EXPECT_FALSE(key->verifies(other.message, other.signature)) << mine.note << "; " << other.note;
  }
}

TEST(PublicKey, ManyLivingKeysAreNotMixedUp) {
  const auto cases = valid_cases();
  std::vector<PublicKey> keys;
  keys.reserve(600);
  for (std::size_t i = 0; i < 600; ++i) {
    keys.push_back(*PublicKey::from_point(cases[i % cases.size()].x, cases[i % cases.size()].y));
  }
  for (std::size_t round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const SignatureCase& one = cases[i % cases.size()];
      EXPECT_TRUE(keys[i].verifies(one.message, one.signature)) << one.note;
    }
  }
}

TEST(PublicKey, FirstUseOnSeveralThreadsAtOnceIsSafe) {
  const SignatureCase one = valid_cases().at(0);
  for (int round = 0; round < 20; ++round) {
    const auto key = PublicKey::from_point(one.x, one.y);
    ASSERT_TRUE(key.has_value());
    std::array<int, 4> verified{};
    std::vector<std::thread> threads;
    threads.reserve(verified.size());
    for (int& count : verified) {
      threads.emplace_back([&count, copy = *key, &one] {
        for (int i = 0; i < 10; ++i) count += copy.verifies(one.message, one.signature) ? 1 : 0;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ((std::array<int, 4>{10, 10, 10, 10}), verified);
  }
}

}  // namespace
}  // namespace vhc
