// Who signs a root, who has, and how that is said.
#include "vhc/signing_rules.h"

#include <algorithm>

#include "lists.h"

namespace vhc {
namespace {

using test::at;
using test::first_root;
using test::signer;

std::string names_of(const std::vector<NoteKey>& keys) {
  std::vector<std::string> names;
  for (const NoteKey& key : keys) names.push_back(key.name.substr(key.name.rfind('/') + 1));
  std::sort(names.begin(), names.end());
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : " ") + name;
  return all;
}

SignedNote note_by(const std::string& text, const std::vector<std::string>& names) {
  SignedNote note{text, {}};
  for (const std::string& name : names) note.signatures.push_back(signer(name).sign(text).value());
  return note;
}

// Dan comes for ada, and dave for alice.
RootNote next_root() {
  RootNote root = first_root();
  root.number = 2;
  root.keys.clear();
  for (const char* name : {"bob", "carol", "dave", "live", "root-ben", "root-cho", "root-dan"}) {
    root.keys.push_back(signer(name).public_key());
  }
  root.may_root = {2, {"root-ben", "root-cho", "root-dan"}};
  root.may_list = {2, {"bob", "carol", "dave"}};
  return root;
}

TEST(RootSigners, AreTheOldTheNewAndWhoeverIsNew) {
  const RootNote first = first_root();
  const RootNote next = next_root();
  EXPECT_EQ(names_of(keys_for(NoteRole::root, first)), "root-ada root-ben root-cho");
  EXPECT_EQ(names_of(keys_for(NoteRole::list, first)), "alice bob carol");
  EXPECT_EQ(names_of(keys_for(NoteRole::live, first)), "live");
  EXPECT_EQ(names_of(new_keys(&first, next)), "dave root-dan");
  EXPECT_EQ(names_of(new_keys(&first, first)), "");
  EXPECT_EQ(names_of(new_keys(nullptr, first)), names_of(first.keys));
  EXPECT_EQ(names_of(keys_for_root(&first, next)), "dave root-ada root-ben root-cho root-dan");
  EXPECT_EQ(names_of(keys_for_root(nullptr, first)), names_of(first.keys));
}

// A key of an old name with other bytes is a new key: whoever holds it has to show that.
TEST(RootSigners, WithOtherBytesUnderAnOldNameAreNew) {
  const RootNote first = first_root();
  RootNote next = first;
  const NoteKey other = NoteSigner::from_seed("vci.example/alice", Bytes(32, 9)).value().public_key();
  for (NoteKey& key : next.keys) {
    if (key.name == other.name) key = other;
  }
  EXPECT_EQ(names_of(new_keys(&first, next)), "alice");
}

TEST(RootSigners, AreCountedByEachSetOfKeys) {
  const RootNote first = first_root();
  const RootNote next = next_root();
  const std::string text = to_text(next);
  const auto said = [&](const std::vector<std::string>& names) {
    return to_text(count_root(note_by(text, names), &first, next));
  };
  EXPECT_EQ(said({}),
            "old root keys 0 of 2; missing: 2 of root-ada, root-ben, root-cho. new root keys 0 of 2; missing: 2 of "
            "root-ben, root-cho, root-dan. keys that are new 0 of 2; missing: dave, root-dan");
  EXPECT_EQ(said({"root-ben", "root-cho"}),
            "old root keys 2 of 2. new root keys 2 of 2. keys that are new 0 of 2; missing: dave, root-dan");
  EXPECT_EQ(said({"root-ada", "root-ben", "root-cho", "root-dan", "dave"}),
            "old root keys 3, 2 needed. new root keys 3, 2 needed. keys that are new 2 of 2");
  const auto counts = count_root(note_by(text, {"root-ada", "root-dan", "dave"}), &first, next);
  ASSERT_EQ(counts.size(), 3U);
  EXPECT_FALSE(counts[0].is_met());
  EXPECT_FALSE(counts[1].is_met());
  EXPECT_TRUE(counts[2].is_met());
}

TEST(ListSigners, OfAnotherTextOrRoleDoNotCount) {
  const RootNote root = first_root();
  const std::string text = to_text(root);
  EXPECT_EQ(count_list(note_by(text, {"alice", "root-ada", "live"}), root).have, 1U);
  SignedNote other = note_by(text, {"alice", "bob"});
  other.text = to_text(next_root());
  EXPECT_EQ(count_list(other, root).have, 0U);
  EXPECT_EQ(signers_of(note_by(text, {"bob", "alice"}), keys_for(NoteRole::list, root)),
            (std::vector<std::string>{"alice", "bob"}));
  EXPECT_EQ(missing_of(note_by(text, {"bob"}), keys_for(NoteRole::list, root)),
            (std::vector<std::string>{"alice", "carol"}));
  // One who signed twice is one.
  EXPECT_EQ(count_list(note_by(text, {"alice", "alice"}), root).have, 1U);
}

TEST(SignerCount, IsSaidWithThoseWhoAreMissing) {
  const struct {
    SignerCount count;
    const char* said;
  } cases[] = {
      {{.what = "", .have = 0, .need = 0, .missing = {}}, "0 of 0"},
      {{.what = "", .have = 2, .need = 2, .missing = {"c"}}, "2 of 2"},
      {{.what = "", .have = 3, .need = 2, .missing = {}}, "3, 2 needed"},
      {{.what = "", .have = 1, .need = 2, .missing = {"b"}}, "1 of 2; missing: b"},
      {{.what = "", .have = 1, .need = 2, .missing = {"b", "c"}}, "1 of 2; missing: b or c"},
      {{.what = "", .have = 0, .need = 2, .missing = {"a", "b"}}, "0 of 2; missing: a, b"},
      {{.what = "", .have = 0, .need = 2, .missing = {"a", "b", "c"}}, "0 of 2; missing: 2 of a, b, c"},
      {{.what = "root keys", .have = 1, .need = 2, .missing = {"b"}}, "root keys 1 of 2; missing: b"},
  };
  for (const auto& one : cases) EXPECT_EQ(to_text(one.count), one.said);
  EXPECT_EQ(to_text(std::vector<SignerCount>{}), "");
}

TEST(Spare, IsOneKeyMoreThanIsNeeded) {
  RootNote root = first_root();
  EXPECT_TRUE(without_spare(root).empty());
  root.may_list.need = 3;
  ASSERT_EQ(without_spare(root).size(), 1U);
  EXPECT_EQ(without_spare(root)[0].code, Errc::registry_no_spare);
  EXPECT_EQ(without_spare(root)[0].detail.find("3 of 3 list keys"), 0U) << without_spare(root)[0].detail;
  root.may_root.need = 3;
  EXPECT_EQ(without_spare(root).size(), 2U);
  root = first_root();
  root.may_live = {1, {"live"}};  // a live key is one, and its loss costs no list
  EXPECT_TRUE(without_spare(root).empty());
}

}  // namespace
}  // namespace vhc
