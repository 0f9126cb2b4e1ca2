#include "vhc/trust_note.h"

#include <gtest/gtest.h>

#include "../support/test_network.h"

namespace vhc {
namespace {

using test::at;
using test::first_root;
using test::signed_note;
using test::signer;

// The published example of the C2SP signed note specification.
constexpr std::string_view example_key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view example_note =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

TEST(Note, ThePublishedExampleHolds) {
  const auto key = parse_note_key(example_key);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(to_text(*key), example_key);
  const auto note = split_note(example_note, max_list_note_bytes);
  ASSERT_TRUE(note.has_value());
  ASSERT_EQ(note->signatures.size(), 1U);
  EXPECT_TRUE(is_signed_by(*note, note->signatures[0], *key));
  EXPECT_EQ(to_text(*note), example_note);
}

TEST(Note, EveryChangedByteOfThePublishedExampleIsSeen) {
  const NoteKey key = parse_note_key(example_key).value();
  for (std::size_t i = 0; i < example_note.size(); ++i) {
    std::string changed(example_note);
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto note = split_note(changed, max_list_note_bytes);
    const bool holds = note && !note->signatures.empty() && is_signed_by(*note, note->signatures[0], key);
    EXPECT_FALSE(holds) << "byte " << i;
  }
}

TEST(Note, KeysThatAreNoneAreRefused) {
  for (const char* text : {"", "+", "a+b+c", "PeterNeumann", "PeterNeumann+c74f20a3",
                           "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                           "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                           "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                           "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                           "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
                           "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq_LDE4izWy10TW",
                           "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"}) {
    const auto key = parse_note_key(text);
    ASSERT_FALSE(key.has_value()) << text;
    EXPECT_EQ(key.error().code, Errc::note_key_form);
  }
}

TEST(Note, Base64HasNoBytesAboveAscii) {
  for (int byte = 128; byte < 256; ++byte) {
    for (const std::size_t place : {example_note.size() - 20, example_note.size() - 21}) {
      std::string changed(example_note);
      changed[place] = static_cast<char>(byte);
      EXPECT_FALSE(split_note(changed, max_list_note_bytes).has_value()) << byte;
    }
    std::string hash(43, 'A');
    hash += '=';
    ASSERT_TRUE(parse_hash(hash).has_value());
    hash[7] = static_cast<char>(byte);
    EXPECT_FALSE(parse_hash(hash).has_value()) << byte;
  }
}

TEST(Note, EnvelopesThatAreNoneAreRefused) {
  const std::string good(example_note);
  const std::string line = good.substr(good.find("\n\n") + 2);
  const std::string text = good.substr(0, good.find("\n\n") + 1);
  std::string many = text + "\n";
  for (std::size_t i = 0; i < max_note_signatures; ++i) many += line;
  EXPECT_TRUE(split_note(many, max_list_note_bytes).has_value());
  const std::vector<std::string> bad = {"",
                                        "\n",
                                        "\n\n",
                                        text,
                                        text + "\n",
                                        text + line,
                                        good.substr(0, good.size() - 1),
                                        good + "\n",
                                        good + "x\n",
                                        many + line,
                                        text + "\n- PeterNeumann x08go/ZJ\n",
                                        text + "\n\xe2\x80\x94 PeterNeumann\n",
                                        text + "\n\xe2\x80\x94 PeterNeumann x08go===\n",
                                        text + "\n\xe2\x80\x94 PeterNeumann AAAA\n",
                                        text + "\n\xe2\x80\x94  x08go/ZJ\n",
                                        text + "\r\n\r\n" + line};
  for (const std::string& note : bad) {
    const auto parts = split_note(note, max_list_note_bytes);
    ASSERT_FALSE(parts.has_value()) << note;
    EXPECT_EQ(parts.error().code, Errc::trust_note_form);
  }
  EXPECT_FALSE(split_note(good, good.size() - 1).has_value());
  EXPECT_TRUE(split_note(good, good.size()).has_value());
}

std::string root_text() {
  return to_text(first_root());
}

std::string list_text() {
  test::Network network;
  return to_text(network.next(test::a_list({"https://a.example"}), at("2026-08-22T05:00:00Z")));
}

LiveNote a_live() {
  LiveNote live{.origin = "vci.example", .list = 42, .number = 17};
  live.issued = at("2026-08-22T06:00:00Z");
  live.expires = at("2026-08-29T06:00:00Z");
  live.keys = {"UJrT9jU8vOCUl4xsI1RZjOPP8hFUv7n9mhVtolqH9qw"};
  live.cards = {
      {"vci", "https://issuer.example/shc", "*", ""},
      {"vci", "https://issuer.example/shc", "XCqxdhhS7SWlPqihaUXovM_FjU65WeoBFGc_ppent0Q", "AQPCj4wwk6Mt.1636977600"}};
  return live;
}

TEST(NoteKinds, WhatIsWrittenIsRead) {
  const auto root = parse_root(root_text());
  ASSERT_TRUE(root.has_value()) << root.error().where << root.error().hint;
  EXPECT_EQ(to_text(*root), root_text());
  EXPECT_EQ(root->may_list.need, 2U);
  const auto list = parse_list_note(list_text());
  ASSERT_TRUE(list.has_value());
  EXPECT_EQ(to_text(*list), list_text());
  const auto live = parse_live(to_text(a_live()));
  ASSERT_TRUE(live.has_value()) << live.error().hint;
  EXPECT_EQ(*live, a_live());
  RootNote recovery = first_root();
  recovery.list_from = {42, sha256(as_bytes("x"))};
  recovery.may_live.reset();
  EXPECT_EQ(parse_root(to_text(recovery))->list_from->number, 42U);
  ListNote sealed = *list;
  sealed.journal = {3, sha256(as_bytes("y"))};
  EXPECT_EQ(*parse_list_note(to_text(sealed)), sealed);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  return text.replace(place, from.size(), to);
}

struct BadText {
  const char* from;
  const char* to;
  Errc code = Errc::trust_note_form;
};

TEST(NoteKinds, ARootThatSaysAnythingElseIsRefused) {
  const BadText cases[] = {
      {"vhc-trust root v1", "vhc-trust root v2", Errc::trust_newer_format},
      {"vhc-trust root v1", "vhc-trust root v0"},
      {"vhc-trust root v1", "vhc-trust root v01"},
      {"vhc-trust root v1", "vhc-trust list v1"},
      {"vhc-trust root v1", "vhc-trust root v1 x"},
      {"origin vci.example", "origin VCI.example"},
      {"origin vci.example", "origin vci.example."},
      {"origin vci.example", "origin other.example"},
      {"root 1", "root 0"},
      {"root 1", "root 01"},
      {"root 1", "root -1"},
      {"root 1", "root 4294967296"},
      {"root 1\n", "root 1\r\n"},
      {"root 1\n", "root  1\n"},
      {"root 1\n", "root 1 \n"},
      {"root 1\n", "\nroot 1\n"},
      {"root 1\n", "root 1\nroot 1\n"},
      {"issued 2026-08-01T00:00:00Z", "issued 2026-08-01T00:00:00+00:00"},
      {"issued 2026-08-01T00:00:00Z", "issued 2026-08-01T00:00:00.0Z"},
      {"issued 2026-08-01T00:00:00Z", "issued 2026-02-30T00:00:00Z"},
      {"issued 2026-08-01T00:00:00Z", "issued 2019-12-31T23:59:59Z"},
      {"expires 2028-08-01T00:00:00Z", "expires 2100-01-01T00:00:00Z"},
      {"expires 2028-08-01T00:00:00Z", "expires 2026-08-01T00:00:00Z", Errc::trust_lifetime},
      {"expires 2028-08-01T00:00:00Z", "expires 2029-08-05T00:00:01Z", Errc::trust_lifetime},
      {"may-root 2", "may-root 0"},
      {"may-root 2", "may-root 4"},
      {"may-root 2 root-ada root-ben root-cho", "may-root 2 root-ben root-ada root-cho"},
      {"may-root 2 root-ada root-ben root-cho", "may-root 2 root-ada root-ada root-cho"},
      {"may-root 2 root-ada", "may-root 2 nobody root-ada"},
      {"may-list 2 alice bob carol", "may-list 2 alice bob carol live"},
      {"may-live 1 live", "may-live 1 alice"},
      {"may-live 1 live\n", "may-live 1 live\nlist-from 42\n"},
      {"may-live 1 live\n", "may-live 1 live\nmore 1\n"},
      {"may-live 1 live\n", "may-live 1 live"},
  };
  for (const BadText& bad : cases) {
    const auto root = parse_root(replaced(root_text(), bad.from, bad.to));
    ASSERT_FALSE(root.has_value()) << bad.to;
    EXPECT_EQ(root.error().code, bad.code) << bad.to << ": " << root.error().hint;
  }
  EXPECT_TRUE(parse_root(replaced(root_text(), "expires 2028-08-01", "expires 2029-08-05")).has_value());
}

TEST(NoteKinds, OneKeyUnderTwoNamesIsRefused) {
  RootNote root = first_root();
  NoteKey again = root.keys.front();
  again.name = "vci.example/zoe";
  root.keys.push_back(again);
  root.may_list.names.emplace_back("zoe");
  EXPECT_EQ(parse_root(to_text(root)).error().code, Errc::trust_note_form);
  root = first_root();
  NoteKey other = signer("zoe").public_key();
  other.name = "vci.example/alice";
  root.keys.push_back(other);
  EXPECT_EQ(parse_root(to_text(root)).error().code, Errc::trust_note_form);
}

TEST(NoteKinds, AListOrLiveNoteThatSaysAnythingElseIsRefused) {
  const BadText lists[] = {{"list 1\n", "list 0\n"},
                           {"settles 0", "settles -0"},
                           {"settles 0", "settles 00"},
                           {"previous ", "previous A"},
                           {"lines 2", "lines 2 2"},
                           {"expires 2026-11-20T05:00:00Z", "expires 2027-09-26T05:00:01Z", Errc::trust_lifetime}};
  for (const BadText& bad : lists) {
    const auto list = parse_list_note(replaced(list_text(), bad.from, bad.to));
    ASSERT_FALSE(list.has_value()) << bad.to;
    EXPECT_EQ(list.error().code, bad.code) << bad.to;
  }
  const BadText lives[] = {{"live 17", "live 0"},
                           {"deny-key UJ", "deny-key * UJ"},
                           {"deny-key UJrT9jU8vOCUl4xsI1RZjOPP8hFUv7n9mhVtolqH9qw", "deny-key *"},
                           {"deny vci", "deny VCI"},
                           {"shc *", "shc * AAAA"},
                           {"shc *", "shc"},
                           {"AQPCj4wwk6Mt.1636977600", "AQPCj4wwk6Mt."},
                           {"AQPCj4wwk6Mt.1636977600", "AQPCj4wwk6Mt.01636977600"},
                           {"AQPCj4wwk6Mt.1636977600", "AQPCj4wwk6MtAQPCj4wwk6Mt5"},
                           {"AQPCj4wwk6Mt.1636977600", "AQPCj4wwk6Mt.1636977600 x"},
                           {"expires 2026-08-29T06:00:00Z", "expires 2026-09-05T06:00:01Z", Errc::trust_lifetime}};
  for (const BadText& bad : lives) {
    const auto live = parse_live(replaced(to_text(a_live()), bad.from, bad.to));
    ASSERT_FALSE(live.has_value()) << bad.to;
    EXPECT_EQ(live.error().code, bad.code) << bad.to;
  }
  std::string twice = to_text(a_live());
  twice += twice.substr(twice.rfind("deny "));
  EXPECT_FALSE(parse_live(twice).has_value());
}

TEST(NoteKinds, ErrorsNameTheLine) {
  const auto root = parse_root(replaced(root_text(), "root 1\n", "root 1\r\n"));
  EXPECT_EQ(root.error().where, "line 3");
  EXPECT_NE(root.error().hint.find("line ends"), std::string::npos);
}

Result<void> check(const std::string& note, const RootNote& root, NoteRole role) {
  return check_signers(split_note(note, max_live_note_bytes).value(), root, role);
}

TEST(Signers, CountByKeyAndOnlyThoseWhoMay) {
  const RootNote root = first_root();
  const std::string text = list_text();
  EXPECT_TRUE(check(signed_note(text, {"alice", "carol"}), root, NoteRole::list).has_value());
  EXPECT_TRUE(check(signed_note(text, {"alice", "bob", "carol", "root-ada"}), root, NoteRole::list).has_value());
  const std::vector<std::vector<std::string>> too_few = {
      {"alice"}, {"alice", "root-ada"}, {"alice", "live"}, {"mallory", "alice"}, {"mallory", "trudy"}};
  for (const auto& names : too_few) {
    EXPECT_EQ(check(signed_note(text, names), root, NoteRole::list).error().code, Errc::trust_below_threshold);
  }
  EXPECT_EQ(check(signed_note(text, {"alice", "alice"}), root, NoteRole::list).error().code,
            Errc::trust_note_signature);
}

TEST(Signers, OneKeyUnderTwoNamesCountsOnce) {
  // No root that is read can say this; the count does not rely on it.
  const Sha256 seed = sha256(as_bytes("test signer alice"));
  const NoteSigner twin = NoteSigner::from_seed("vci.example/zoe", seed).value();
  RootNote root = first_root();
  root.keys.push_back(twin.public_key());
  root.may_list.names.emplace_back("zoe");
  SignedNote note = split_note(signed_note(list_text(), {"alice"}), max_list_note_bytes).value();
  note.signatures.push_back(twin.sign(note.text).value());
  EXPECT_EQ(count_signers(note, root, NoteRole::list).value(), 1U);
}

TEST(Signers, AListedKeyWhoseSignatureFailsCondemnsTheNote) {
  const RootNote root = first_root();
  const std::string text = list_text();
  for (const char* name : {"carol", "root-ada", "live"}) {
    SignedNote note = split_note(signed_note(text, {"alice", "bob", name}), max_list_note_bytes).value();
    note.signatures.back().signature[5] ^= 1U;
    EXPECT_EQ(check_signers(note, root, NoteRole::list).error().code, Errc::trust_note_signature) << name;
  }
  SignedNote stranger = split_note(signed_note(text, {"alice", "bob", "mallory"}), max_list_note_bytes).value();
  stranger.signatures.back().signature[5] ^= 1U;
  EXPECT_TRUE(check_signers(stranger, root, NoteRole::list).has_value());
}

TEST(Signers, NobodyMaySignLiveNotesOfANetworkWithoutThem) {
  RootNote root = first_root();
  root.may_live.reset();
  EXPECT_EQ(check(signed_note(to_text(a_live()), {"live"}), root, NoteRole::live).error().code,
            Errc::trust_below_threshold);
}

TEST(NoteSigner, SignsNotesOfItsOwnNetworkOnly) {
  const NoteSigner alice = signer("alice");
  EXPECT_TRUE(alice.sign(list_text()).has_value());
  EXPECT_EQ(alice.sign("anything else\n").error().code, Errc::registry_signer);
  EXPECT_EQ(alice.sign(replaced(list_text(), "origin vci.example", "origin other.example")).error().code,
            Errc::registry_signer);
  NoteSigner person = NoteSigner::generate("dora").value();
  EXPECT_EQ(person.sign(list_text()).error().code, Errc::registry_signer);
  person.join("vci.example");
  EXPECT_EQ(person.public_key().name, "vci.example/dora");
  EXPECT_TRUE(person.sign(list_text()).has_value());
  EXPECT_EQ(NoteSigner::generate("vci.example/").error().code, Errc::note_key_form);
  EXPECT_EQ(NoteSigner::generate("vci.example/Alice").error().code, Errc::note_key_form);
}

TEST(NoteSigner, ComesBackFromItsFile) {
  const NoteSigner alice = NoteSigner::generate("vci.example/alice").value();
  const std::string file = alice.without_seal(at("2026-08-01T00:00:00Z")).value();
  EXPECT_EQ(NoteSigner::open(file, {})->public_key(), alice.public_key());
  EXPECT_FALSE(NoteSigner::open(replaced(file, "alice", "alicf"), {}).has_value());
}

}  // namespace
}  // namespace vhc
