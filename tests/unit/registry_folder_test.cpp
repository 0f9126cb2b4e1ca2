// What counts of an operator's folder: notes that verify, denies that no list has settled, who may sign what.
#include <gtest/gtest.h>

#include "../support/test_network.h"
#include "venue/fingerprint_input.h"
#include "vhc/list_denials.h"
#include "vhc/published_notes.h"
#include "vhc/signing_rules.h"

namespace vhc {
namespace {

using test::at;
using test::first_root;
using test::Network;
using test::signed_note;
using test::signer;

const std::string a_kid = "UJrT9jU8vOCUl4xsI1RZjOPP8hFUv7n9mhVtolqH9qw";

NoteFiles files_of(const Network& network, const std::vector<std::string>& lives = {}) {
  NoteFiles files;
  const auto add = [](std::vector<NoteFile>& to, const std::string& sub, const std::vector<std::string>& notes) {
    for (const std::string& note : notes) {
      const auto number = static_cast<std::uint32_t>(to.size() + 1);
      to.push_back({sub + "/" + std::to_string(number) + ".note", number, note});
    }
  };
  add(files.roots, "roots", network.roots);
  add(files.lists, "lists", network.lists);
  add(files.lives, "live", lives);
  return files;
}

struct Published : testing::Test {
  Network network;
  std::vector<std::string> lives;

  Published() {
    network.publish(test::a_list({"https://a.example/shc"}), at("2026-08-22T05:00:00Z"));
    say(1, {});
    say(2, {a_kid});
  }
  void say(std::uint32_t number, const std::vector<std::string>& kids, const std::string& by = "live") {
    LiveNote note = network.next_live(number, at("2026-08-22T06:00:00Z"));
    note.keys = kids;
    network.say(note, by);
    lives.push_back(network.live);
  }
  PublishedNotes verified() const { return verify_notes("vci.example", files_of(network, lives)); }
};

TEST_F(Published, WhatVerifiesIsUsed) {
  const PublishedNotes notes = verified();
  EXPECT_EQ(notes.roots.size(), 1U);
  EXPECT_EQ(notes.lists.size(), 1U);
  EXPECT_EQ(notes.lives.size(), 2U);
  EXPECT_TRUE(notes.unused.empty());
}

TEST_F(Published, AnythingElseIsNamedAndNotUsed) {
  NoteFiles files = files_of(network, lives);
  RootNote root = first_root();
  root.number = 2;
  files.roots.push_back({"roots/2.note", 2, signed_note(to_text(root), {"root-ada"})});  // one of two
  ListNote list = network.next(network.data, at("2026-08-23T05:00:00Z"));
  files.lists.push_back({"lists/2.note", 2, signed_note(to_text(list), {"alice", "live"})});
  LiveNote live = network.next_live(10'002, at("2026-08-22T07:00:00Z"));
  files.lives.push_back({"live/10002.note", 10'002, signed_note(to_text(live), {"alice"})});
  files.lives.push_back({"live/10003.note", 10'003, lives[0]});
  const PublishedNotes notes = verify_notes("vci.example", files);
  EXPECT_EQ(notes.roots.size(), 1U);
  EXPECT_EQ(notes.lists.size(), 1U);
  EXPECT_EQ(notes.lives.size(), 2U);
  std::vector<std::string> names;
  for (const UnusedNote& note : notes.unused) names.push_back(note.name);
  EXPECT_EQ(names, (std::vector<std::string>{"roots/2.note", "lists/2.note", "live/10002.note", "live/10003.note"}));
}

TEST_F(Published, AnyByteChangedIsNotUsed) {
  for (std::size_t place = 0; place < network.lists[0].size(); ++place) {
    NoteFiles files = files_of(network);
    files.lists[0].bytes[place] = static_cast<char>(files.lists[0].bytes[place] ^ 1);
    EXPECT_TRUE(verify_notes("vci.example", files).lists.empty()) << place;
  }
  EXPECT_TRUE(verify_notes("other.example", files_of(network)).roots.empty());
}

TEST_F(Published, ASignedNumberThatJumpsEndsNothing) {
  say(10'003, {});
  NoteFiles files = files_of(network, lives);
  files.lives.back() = {"live/10003.note", 10'003, lives.back()};
  const PublishedNotes notes = verify_notes("vci.example", files);
  EXPECT_EQ(notes.newest_live()->note.number, 2U);
  ASSERT_EQ(notes.unused.size(), 1U);
}

TEST_F(Published, ListsThatARootBurntAreNotUsed) {
  network.publish(test::a_list({"https://evil.example/shc"}), at("2026-08-23T05:00:00Z"));
  RootNote root = first_root();
  root.number = 2;
  root.issued = at("2026-08-24T00:00:00Z");
  root.keys.push_back(signer("dave").public_key());
  root.keys.push_back(signer("erin").public_key());
  std::sort(root.keys.begin(), root.keys.end(), [](const auto& a, const auto& b) { return to_text(a) < to_text(b); });
  root.may_list = {2, {"dave", "erin"}};
  root.list_from = ListFrom{1, test::hash_of(network.lists[0])};
  network.roots.push_back(signed_note(to_text(root), {"root-ada", "root-ben", "dave", "erin"}));
  PublishedNotes notes = verify_notes("vci.example", files_of(network));
  EXPECT_EQ(notes.roots.size(), 2U);
  EXPECT_EQ(notes.lists.size(), 1U);
  // The list that takes its place is signed under the new root.
  network.lists.pop_back();
  network.publish(test::a_list({"https://b.example/shc"}), at("2026-08-25T05:00:00Z"), 0, {"dave", "erin"});
  notes = verify_notes("vci.example", files_of(network));
  EXPECT_EQ(notes.lists.size(), 2U);
  EXPECT_TRUE(notes.unused.empty());
}

TEST_F(Published, ADenyIsCarriedNamedOrTheListIsRefused) {
  const PublishedNotes notes = verified();
  OpenDenials denials(notes.settled());
  for (const auto& live : notes.lives) denials.add(live.note);
  TrustLines list = read_list(network.data).value();
  list.issuers[0].keys.push_back({.kid = a_kid, .kind = KeyKind::ed25519, .material = Bytes(32)});
  const std::string line = "deny-key " + a_kid;
  EXPECT_EQ(denials.check(list, 2, {}).error().code, Errc::registry_deny_forgotten);
  EXPECT_EQ(denials.check(list, 1, {}).error().code, Errc::registry_settles);
  EXPECT_EQ(denials.check(list, 3, {}).error().code, Errc::registry_unknown_live);
  EXPECT_TRUE(denials.check(list, 2, {line}).has_value());
  EXPECT_EQ(denials.lifted_by(list, 2), std::vector<std::string>{line});
  EXPECT_TRUE(denials.lifted_by(list, 1).empty());
  list.issuers[0].keys[0].status = KeyLineStatus::revoked;
  EXPECT_TRUE(denials.check(list, 2, {}).has_value());
  EXPECT_TRUE(denials.check(list, 1, {}).has_value());  // a live note that denies nothing new holds up no list
}

TEST(SigningRules, WhoSignsWhat) {
  const RootNote root = first_root();
  RootNote next = root;
  next.number = 2;
  next.keys.push_back(signer("dave").public_key());
  next.may_list = {2, {"alice", "bob", "dave"}};
  EXPECT_EQ(keys_for(NoteRole::list, root).size(), 3U);
  EXPECT_EQ(keys_for(NoteRole::live, root).size(), 1U);
  EXPECT_EQ(keys_for_root(&root, next).size(), 4U);    // three root keys, and the one that is new
  EXPECT_EQ(keys_for_root(nullptr, root).size(), 7U);  // of a first root all
  const std::string text = to_text(root);
  SignedNote note{text, {signer("root-ada").sign(text).value()}};
  EXPECT_EQ(to_text(count_root(note, &root, root).front()), "old root keys 1 of 2; missing: root-ben or root-cho");
  for (const char* name : {"root-ben", "root-cho"}) note.signatures.push_back(signer(name).sign(text).value());
  EXPECT_EQ(to_text(count_root(note, &root, root).front()), "old root keys 3, 2 needed");
  SignedNote list{text, {}};
  EXPECT_EQ(to_text(count_list(list, root)), "0 of 2; missing: 2 of alice, bob, carol");
  EXPECT_TRUE(without_spare(root).empty());
  next.may_root.need = 3;
  ASSERT_EQ(without_spare(next).size(), 1U);
  EXPECT_EQ(without_spare(next)[0].detail, "3 of 3 root keys: one lost key ends this network; make it 3 of 4");
}

TEST(Fingerprint, IsReadAsPeopleSayIt) {
  const std::string whole = "651f577f-7907a8f7-52d1c09e-0a1b2c3d";
  for (const char* said : {"651f577f-7907a8f7-52d1c09e", "651F577F 7907A8F7 52D1C09E", "651f577f7907a8f752d1c09e",
                           "651f 577f 7907 a8f7 52d1 c09e 0a1b 2c3d", "651f577f-7907a8f7-52d1c09e-0a"}) {
    EXPECT_TRUE(is_fingerprint(said, whole, pinning_digits)) << said;
  }
  for (const char* said :
       {"", "651f577f-7907a8f7", "651f577f-7907a8f7-52d1c09", "651f577f-7907a8f7-52d1c09f",
        "7907a8f7-52d1c09e-0a1b2c3d", "651f577f-7907a8f7-52d1c09e-0a1b2c3d0", "651f577f.7907a8f7.52d1c09e"}) {
    EXPECT_FALSE(is_fingerprint(said, whole, pinning_digits)) << said;
  }
  EXPECT_FALSE(is_fingerprint("651f577f-7907a8f7-52d1c09e", whole, all_digits));
}

}  // namespace
}  // namespace vhc
