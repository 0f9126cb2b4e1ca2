#include "vhc/signing_key.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "vhc/base64url.h"
#include "vhc/json.h"

namespace vhc {
namespace {

constexpr SealCost cheap{.opslimit = 1, .memlimit_bytes = min_memlimit_bytes};
constexpr UnixTime created{std::chrono::seconds{1795425243}};

Secret secret(ByteView bytes) {
  Secret made(bytes.size());
  std::copy(bytes.begin(), bytes.end(), made.expose().begin());
  return made;
}

Secret secret(std::string_view text) {
  return secret(as_bytes(text));
}

SigningKey new_key() {
  return SigningKey::generate().value();
}

bool signs_for(const SigningKey& key, const PublicKey& expected) {
  const auto signature = key.sign(as_bytes("message"));
  return signature && expected.verifies(as_bytes("message"), *signature);
}

TEST(SigningKey, EverySignatureVerifies) {
  const SigningKey key = new_key();
  for (int i = 0; i < 1000; ++i) {
    const std::string message = "message " + std::to_string(i);
    const auto signature = key.sign(as_bytes(message));
    ASSERT_TRUE(signature);
    EXPECT_TRUE(key.public_key().verifies(as_bytes(message), *signature));
  }
}

// The example of RFC 7517, A.2.
constexpr std::string_view example_d = "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE";
constexpr std::string_view example_jwk =
    R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
    R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"})";

struct Region {
  std::uintptr_t begin = 0;
  std::size_t size = 0;
  bool is_guarded = false;  // no core file holds it
};

// The memory of this process that can be read and written.
std::vector<Region> own_memory() {
  std::ifstream maps("/proc/self/smaps");
  std::vector<Region> regions;
  bool is_wanted = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    std::array<char, 5> mode{};
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, mode.data()) == 3) {
      is_wanted = mode[0] == 'r' && mode[1] == 'w';
      if (is_wanted) regions.push_back({begin, end - begin});
    } else if (is_wanted && line.rfind("VmFlags:", 0) == 0) {
      regions.back().is_guarded = line.find(" dd") != std::string::npos;
    }
  }
  return regions;
}

struct Places {
  int guarded = 0;
  int in_the_open = 0;
};

// Where `text` stands. The memory is read through a file: a region may be gone by now.
Places places_of(ByteView text) {
  std::ifstream memory("/proc/self/mem", std::ios::binary);
  Places places;
  Secret copy(std::size_t{1024} * 1024 * 16);
  for (const Region& region : own_memory()) {
    const std::span<std::uint8_t> into = copy.expose().first(std::min(region.size, copy.size()));
    const auto* const own = copy.expose().data();
    if (reinterpret_cast<std::uintptr_t>(own) - region.begin < region.size) continue;
    memory.clear();
    memory.seekg(static_cast<std::streamoff>(region.begin));
    memory.rdbuf()->pubsetbuf(nullptr, 0);
    if (!memory.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()))) continue;
    for (auto at = into.begin();;) {
      at = std::search(at, into.end(), text.begin(), text.end());
      if (at == into.end()) break;
      ++(region.is_guarded ? places.guarded : places.in_the_open);
      ++at;
    }
  }
  return places;
}

// As OpenSSL holds it: least significant byte first.
TEST(SigningKey, PrivateNumberIsInGuardedMemoryOnly) {
  if (places_of(as_bytes("no such text")).in_the_open < 0 || own_memory().empty()) GTEST_SKIP();
  Bytes decoded = from_base64url(example_d).value();
  Secret number(decoded.size());
  std::reverse_copy(decoded.begin(), decoded.end(), number.expose().begin());
  wipe(decoded);
  const SigningKey key = SigningKey::from_jwk(secret(example_jwk)).value();
  ASSERT_TRUE(key.sign(as_bytes("message")));
  const Places places = places_of(number.expose());
  EXPECT_GE(places.guarded, 2);  // ours and OpenSSL's: the search finds what is there
  EXPECT_EQ(places.in_the_open, 0);
}

TEST(SigningKey, SignsEmptyAndLongMessages) {
  const SigningKey key = new_key();
  for (const std::size_t size : {0U, 1U, 64U, 100000U}) {
    const std::string message(size, 'm');
    EXPECT_TRUE(key.public_key().verifies(as_bytes(message), key.sign(as_bytes(message)).value()));
  }
}

TEST(SigningKey, SignatureHoldsForItsMessageAndKeyOnly) {
  const SigningKey key = new_key();
  const auto signature = key.sign(as_bytes("message")).value();
  EXPECT_TRUE(key.public_key().verifies(as_bytes("message"), signature));
  EXPECT_FALSE(key.public_key().verifies(as_bytes("massage"), signature));
  EXPECT_FALSE(new_key().public_key().verifies(as_bytes("message"), signature));
}

TEST(SigningKey, KeysAreNewEachTimeAndNamedByTheirThumbprint) {
  const SigningKey first = new_key();
  const SigningKey second = new_key();
  EXPECT_NE(first.public_key(), second.public_key());
  EXPECT_EQ(first.kid(), key_id(first.public_key()));
}

TEST(SigningKey, MovesAndStillSigns) {
  SigningKey first = new_key();
  const PublicKey expected = first.public_key();
  SigningKey moved = std::move(first);
  EXPECT_TRUE(signs_for(moved, expected));
  moved = new_key();
  EXPECT_FALSE(signs_for(moved, expected));
  static_assert(!std::is_copy_constructible_v<SigningKey>);
}

TEST(SigningKey, ManyThreadsSignAtOnce) {
  const SigningKey key = new_key();
  std::vector<int> good(4, 0);
  std::vector<std::thread> threads;
  threads.reserve(good.size());
  for (int& count : good) {
    threads.emplace_back([&key, &count] {
      for (int i = 0; i < 200; ++i) count += signs_for(key, key.public_key()) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, std::vector<int>(4, 200));
}

TEST(SigningKey, Pkcs8ReadsBackAsPemAndAsDer) {
  const SigningKey key = new_key();
  const Secret pem = key.to_pkcs8_pem().value();
  const Secret der = key.to_pkcs8_der().value();
  EXPECT_TRUE(as_text(pem.expose()).starts_with("-----BEGIN PRIVATE KEY-----\n"));
  EXPECT_TRUE(as_text(pem.expose()).ends_with("-----END PRIVATE KEY-----\n"));
  for (const Secret* form : {&pem, &der}) {
    const auto again = SigningKey::from_pkcs8(*form);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kid(), key.kid());
    EXPECT_TRUE(signs_for(*again, key.public_key()));
    EXPECT_EQ(as_text(again->to_pkcs8_der()->expose()), as_text(der.expose()));
  }
}

TEST(SigningKey, NoTruncatedPkcs8IsRead) {
  const SigningKey key = new_key();
  const Secret der = key.to_pkcs8_der().value();
  for (std::size_t size = 0; size < der.size(); ++size) {
    const auto read = SigningKey::from_pkcs8(secret(ByteView(der.expose()).first(size)));
    ASSERT_FALSE(read) << size;
    EXPECT_EQ(read.error().code, Errc::key_import_form) << size;
  }
}

// A changed byte gives no key or a different one that knows its own public key; never a key with a foreign one.
TEST(SigningKey, NoAlteredPkcs8KeepsTheKey) {
  const SigningKey key = new_key();
  const Secret der = key.to_pkcs8_der().value();
  for (std::size_t i = 0; i < der.size(); ++i) {
    Secret altered = secret(der.expose());
    altered.expose()[i] ^= 1;
    const auto read = SigningKey::from_pkcs8(altered);
    if (read) {
      EXPECT_TRUE(signs_for(*read, read->public_key())) << i;
    } else {
      EXPECT_TRUE(read.error().code == Errc::key_import_form || read.error().code == Errc::key_mismatch) << i;
    }
  }
}

TEST(SigningKey, FileOverTheCeilingIsNotRead) {
  const SigningKey key = new_key();
  const Secret key_pem = key.to_pkcs8_pem().value();
  const std::string pem(as_text(key_pem.expose()));
  const std::string at_ceiling = std::string(max_key_import_bytes - pem.size(), '\n') + pem;
  EXPECT_TRUE(import_signing_key(secret(at_ceiling)));
  EXPECT_EQ(import_signing_key(secret("\n" + at_ceiling)).error().code, Errc::key_import_form);
  EXPECT_EQ(import_signing_key(secret("{" + std::string(max_key_import_bytes, ' '))).error().code,
            Errc::key_import_form);
}

TEST(SigningKey, NoErrorRepeatsThePrivateNumber) {
  constexpr std::string_view number = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
  const std::string jwk = R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":")" + std::string(number) + R"("}~)";
  for (std::size_t size = 0; size <= jwk.size(); ++size) {
    const auto read = SigningKey::from_jwk(secret(jwk.substr(0, size)));
    ASSERT_FALSE(read);
    const Error& error = read.error();
    EXPECT_EQ((error.what + error.where + error.hint).find(number.substr(0, 6)), std::string::npos) << size;
  }
}

TEST(SigningKey, KidIsOneOfTheTwoThumbprints) {
  const SigningKey key = new_key();
  const std::string own = key.kid().str();
  EXPECT_EQ(with_kid(SigningKey::from_pkcs8(key.to_pkcs8_der().value()).value(), own)->kid().str(), own);
  EXPECT_EQ(with_kid(new_key(), own).error().code, Errc::rule_v9);
  EXPECT_EQ(with_kid(new_key(), "").error().code, Errc::rule_v9);
}

TEST(KeyFile, OpensWithItsPassphraseAndKid) {
  const SigningKey key = new_key();
  const Secret passphrase = secret("correct horse");
  const auto text = seal_signing_key(key, created, passphrase, cheap);
  ASSERT_TRUE(text);
  EXPECT_EQ(read_sealed_header(*text)->info.subject, key.kid().str());
  EXPECT_EQ(read_sealed_header(*text)->info.created, created);
  EXPECT_TRUE(signs_for(open_signing_key(*text, key.kid(), passphrase).value(), key.public_key()));
  EXPECT_EQ(open_signing_key(*text, key.kid(), secret("incorrect horse")).error().code, Errc::passphrase_wrong);
  EXPECT_EQ(open_signing_key(*text, new_key().kid(), passphrase).error().code, Errc::key_mismatch);
  EXPECT_EQ(seal_signing_key(key, created, secret("short"), cheap).error().code, Errc::passphrase_short);
}

TEST(KeyFile, ContentOfAnotherKeyIsNotOpened) {
  const SigningKey key = new_key();
  const Secret foreign = new_key().to_pkcs8_der().value();
  const auto text = without_seal(foreign, {Purpose::card_signing, key.kid().str(), created});
  EXPECT_EQ(open_signing_key(*text, key.kid(), Secret()).error().code, Errc::key_mismatch);
  const auto no_key = without_seal(secret("hello"), {Purpose::card_signing, key.kid().str(), created});
  EXPECT_EQ(open_signing_key(*no_key, key.kid(), Secret()).error().code, Errc::key_import_form);
}

TEST(KeyFile, WorksWithoutASealForTests) {
  const SigningKey key = new_key();
  const auto text = signing_key_without_seal(key, created);
  ASSERT_TRUE(text);
  EXPECT_FALSE(read_sealed_header(*text)->sealed);
  EXPECT_TRUE(signs_for(open_signing_key(*text, key.kid(), Secret()).value(), key.public_key()));
}

// test-vectors/key-file/import: one file a scenario.
struct ImportVector {
  std::string name;
  std::string expect;
  std::optional<std::string> kid;
  Bytes input;
};

std::vector<ImportVector> import_vectors() {
  std::vector<ImportVector> vectors;
  for (const auto& entry : std::filesystem::directory_iterator(VHC_TEST_VECTORS "/key-file/import")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path());
    const auto vector = JsonDocument::parse(std::string(std::istreambuf_iterator<char>(in), {}));
    const JsonValue root = vector->root();
    const auto text = root.find_string("input");
    const Bytes input =
        text ? Bytes(text->begin(), text->end()) : from_base64url(root.find_string("input_base64url").value()).value();
    vectors.push_back({entry.path().stem(), root.find_string("expect").value(), root.find_string("kid"), input});
  }
  return vectors;
}

TEST(ImportVectors, AreReadOrRefusedAsTheySay) {
  const auto vectors = import_vectors();
  for (const ImportVector& vector : vectors) {
    const auto key = import_signing_key(secret(vector.input));
    EXPECT_EQ(key ? "ok" : info(key.error().code).name, vector.expect) << vector.name;
    if (!key) continue;
    EXPECT_EQ(key->kid().str(), vector.kid) << vector.name;
    EXPECT_TRUE(signs_for(*key, key->public_key())) << vector.name;
  }
  std::cout << vectors.size() << " of " << vectors.size() << " private keys judged\n";
  EXPECT_GE(vectors.size(), 50U);
}

// A key that is known by the thumbprint of its shortened coordinates keeps that kid in its file.
TEST(ImportVectors, ShortKidSurvivesTheKeyFile) {
  for (const ImportVector& vector : import_vectors()) {
    if (vector.name != "jwk-zero-byte-short") continue;
    const SigningKey key = import_signing_key(secret(vector.input)).value();
    EXPECT_NE(key.kid(), key_id(key.public_key()));
    const auto text = signing_key_without_seal(key, created);
    EXPECT_EQ(open_signing_key(*text, key.kid(), Secret())->kid(), key.kid());
    EXPECT_EQ(open_signing_key(*text, key_id(key.public_key()), Secret()).error().code, Errc::key_mismatch);
    return;
  }
  FAIL() << "the vector is missing";
}

}  // namespace
}  // namespace vhc
