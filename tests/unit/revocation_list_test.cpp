#include "vhc/revocation_list.h"

#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace vhc {
namespace {

UnixTime at(std::int64_t seconds) {
  return UnixTime{std::chrono::seconds{seconds}};
}

Result<RevocationList> list_of(const std::string& rids, const std::string& ctr = "3") {
  return RevocationList::parse(R"({"kid":"k","method":"rid","ctr":)" + ctr + R"(,"rids":[)" + rids + "]}");
}

TEST(RevocationList, AStampRevokesWhatWasIssuedBeforeIt) {
  const auto list = list_of(R"("ABCDEFGHIJK.1636977600")");
  ASSERT_TRUE(list);
  EXPECT_TRUE(list->revokes("ABCDEFGHIJK", at(1636977599)));
  EXPECT_FALSE(list->revokes("ABCDEFGHIJK", at(1636977600)));
}

TEST(RevocationList, ABareEntryRevokesForEver) {
  EXPECT_TRUE(list_of(R"("ABCDEFGHIJK")")->revokes("ABCDEFGHIJK", max_time));
}

TEST(RevocationList, BareWinsElseTheLargestStamp) {
  EXPECT_TRUE(list_of(R"("a.100","a","a.200")")->revokes("a", at(1000)));
  const auto stamped = list_of(R"("a.100","a.200","a.150")");
  EXPECT_TRUE(stamped->revokes("a", at(199)));
  EXPECT_FALSE(stamped->revokes("a", at(200)));
  ASSERT_EQ(stamped->findings().size(), 1U);
  EXPECT_EQ(stamped->findings()[0].detail, "2 listed more than once");
}

TEST(RevocationList, OnlyTheWholeRidMatches) {
  const auto list = list_of(R"("ABCDEFGHIJK-x","abcdefghijk")");
  EXPECT_FALSE(list->revokes("ABCDEFGHIJK", at(0)));
  EXPECT_FALSE(list->revokes("ABCDEFGHIJK-", at(0)));
  EXPECT_FALSE(list->revokes("", at(0)));
  EXPECT_TRUE(list->revokes("ABCDEFGHIJK-x", at(0)));
}

TEST(RevocationList, WhatIsNotWrittenAsItShouldBeRevokesAndIsReported) {
  const auto list =
      list_of(R"("good","base64==","$wrong rid!","123e4567-e89b-12d3-a456-426614174000","a.b","c.1.2","d.","e.01",)"
              R"("f.1700000001000","also","AB\u0000")");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->findings().size(), 9U);
  EXPECT_EQ(list->num_unusable(), 0U);
  for (const char* rid : {"good", "also", "base64==", "$wrong rid!", "123e4567-e89b-12d3-a456-426614174000", "a", "a.b",
                          "c", "c.1.2", "d", "d.", "e", "e.01", "f", "f.1700000001000"}) {
    EXPECT_TRUE(list->revokes(rid, max_time)) << rid;
  }
  EXPECT_TRUE(list->revokes(std::string_view("AB\0", 3), max_time));
  for (const char* rid : {"AB", "b", "a.c", "good.", "base64=", "123e4567", ""}) {
    EXPECT_FALSE(list->revokes(rid, at(0))) << rid;
  }
}

// A card whose id is the very text of an entry with a time.
TEST(RevocationList, AnIdIsComparedAsItStands) {
  const auto list = list_of(R"("ABC.1700000000")");
  EXPECT_TRUE(list->revokes("ABC.1700000000", max_time));
  EXPECT_FALSE(list->revokes("ABC.1700000001", max_time));
}

TEST(RevocationList, WhatCannotBeUsedIsCounted) {
  const std::string too_long(max_odd_rid_bytes + 1, 'a');
  const auto list = list_of(R"("good","",7,{},null,["a"],true,")" + too_long + "\"");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->num_unusable(), 7U);
  EXPECT_EQ(list->findings().size(), 7U);
  EXPECT_TRUE(list->revokes("good", at(0)));
  EXPECT_TRUE(list->revokes("7", at(0)));
  EXPECT_TRUE(list_of("\"" + too_long.substr(1) + "\"")->revokes(too_long.substr(1), at(0)));
}

TEST(RevocationList, AByteOrderMarkIsSkipped) {
  const auto list = RevocationList::parse("\xEF\xBB\xBF{\"kid\":\"k\",\"method\":\"rid\",\"ctr\":1,\"rids\":[\"a\"]}");
  ASSERT_TRUE(list);
  EXPECT_TRUE(list->revokes("a", at(0)));
}

TEST(RevocationList, TheCounterIsANumberOrDigitsInAString) {
  EXPECT_EQ(list_of("", "7")->counter(), 7);
  EXPECT_EQ(list_of("", R"("7")")->counter(), 7);
  EXPECT_EQ(list_of("", "7.0")->counter(), 7);
  EXPECT_EQ(list_of("", "253402300799")->counter(), max_list_counter);
  for (const char* odd : {"0", "-1", "1.5", "1e3", R"("x")", "null", R"("01")", "12345678901234567890", "253402300800",
                          "1764500000000", "1.0e0"}) {
    const auto list = list_of("", odd);
    ASSERT_TRUE(list) << odd;
    EXPECT_EQ(list->counter(), 0) << odd;
    EXPECT_EQ(list->findings().size(), 1U) << odd;
  }
}

TEST(RevocationList, WhatIsNoListIsRefused) {
  const auto code = [](const char* json) {
    const auto list = RevocationList::parse(json);
    return list ? std::string("ok") : std::string(name(list.error().code));
  };
  EXPECT_EQ(code("[]"), "crl.form");
  EXPECT_EQ(code("{}"), "crl.form");
  EXPECT_EQ(code(R"({"kid":"k","method":"rid","ctr":1})"), "crl.form");
  EXPECT_EQ(code(R"({"kid":1,"method":"rid","ctr":1,"rids":[]})"), "crl.form");
  EXPECT_EQ(code(R"({"kid":"k","method":"other","ctr":1,"rids":[]})"), "crl.method");
  EXPECT_EQ(code(R"({"kid":"k","ctr":1,"rids":[]})"), "crl.method");
  EXPECT_EQ(code("not json"), "json.syntax");
  EXPECT_EQ(code(R"({"kid":"k","method":"rid","ctr":1,"rids":[],"future":{}})"), "ok");
}

// Long enough to be looked up by its first characters: of all lengths, many the beginning of another.
TEST(RevocationList, ALongListSaysTheSameAsASet) {
  std::vector<RevocationList::Entry> entries;
  std::set<std::string> listed;
  std::mt19937_64 random{11};
  const std::string_view alphabet = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
  const auto make = [&] {
    std::string rid(1 + random() % max_rid_chars, '\0');
    for (char& c : rid) c = alphabet[random() % (random() % 4 == 0 ? alphabet.size() : 2)];
    return rid;
  };
  while (listed.size() < 120'000) {
    if (const std::string rid = make(); listed.insert(rid).second) entries.push_back({rid, {}});
  }
  const RevocationList list = RevocationList::from_entries("k", 1, entries);
  ASSERT_EQ(list.size(), listed.size());
  for (const std::string& rid : listed) EXPECT_TRUE(list.revokes(rid, {})) << rid;
  for (int i = 0; i < 100'000; ++i) {
    const std::string rid = make();
    EXPECT_EQ(list.revokes(rid, {}), listed.contains(rid)) << rid;
  }
  for (const char* odd : {"", "\x7f", "zzzzzzzzzzzzzzzzzzzzzzzz", "\xff\xff\xff\xff"}) {
    EXPECT_EQ(list.revokes(odd, {}), listed.contains(odd)) << odd;
  }
}

}  // namespace
}  // namespace vhc
