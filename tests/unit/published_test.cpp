// What lies in a public folder, held against what the issuer knows: every way in which it would go back is named.
#include "vhc/published.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "vhc/revocation_list.h"
#include "vhc/signing_key.h"

namespace vhc {
namespace {

const std::string some_hash = std::string(43, 'A') + "=";
const std::string other_hash = std::string(43, 'B') + "=";

KeyId some_kid() {
  return KeyId::parse("3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s").value();
}

std::string list(const std::string& counter, const std::string& rids) {
  return R"({"kid":"3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s","method":"rid","ctr":)" + counter + R"(,"rids":[)" +
         rids + "]}";
}

std::vector<Errc> codes(const std::vector<PublishedDifference>& differences) {
  std::vector<Errc> found;
  for (const PublishedDifference& one : differences) found.push_back(one.code);
  return found;
}

using Codes = std::vector<Errc>;

// ---- journal-head.txt

TEST(JournalHead, ReadsWhatItWrites) {
  const JournalHead head{388, some_hash};
  const auto again = parse_journal_head(to_text(head));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->count, 388);
  EXPECT_EQ(again->hash, some_hash);
}

TEST(JournalHead, NothingElseIsOne) {
  const std::string good = to_text({388, some_hash});
  for (const std::string& bad :
       {std::string(), std::string("\n"), std::string("388"), good.substr(0, good.size() - 1), good + "\n", " " + good,
        "0" + good, "-" + good, "0 " + some_hash + "\n", "388  " + some_hash + "\n", "388 " + some_hash + "\r\n",
        "99999999999999999999 " + some_hash + "\n", "388 " + std::string(20, 'A') + " " + std::string(23, 'A') + "\n",
        "388\t" + some_hash + "\n", good + good}) {
    const auto head = parse_journal_head(bad);
    ASSERT_FALSE(head) << bad;
    EXPECT_EQ(head.error().code, Errc::publish_unreadable);
  }
}

struct HeadCase {
  const char* name;
  std::optional<JournalHead> there;
  JournalFacts journal;
  bool differs;
};

TEST(CompareHead, KnowsAnotherHistory) {
  const HeadCase cases[] = {
      {"our last line", JournalHead{5, some_hash}, {.count = 5, .hash_at_head = some_hash}, false},
      {"an earlier line of ours", JournalHead{3, some_hash}, {.count = 5, .hash_at_head = some_hash}, false},
      {"another line", JournalHead{3, other_hash}, {.count = 5, .hash_at_head = some_hash}, true},
      {"longer", JournalHead{6, some_hash}, {.count = 5}, true},
      {"none", std::nullopt, {.count = 5}, false},
      {"none, restored", std::nullopt, {.count = 5, .published_at = 2, .restored_at = 5}, true},
      {"none, published since", std::nullopt, {.count = 6, .published_at = 6, .restored_at = 5}, true},
      {"none, compared since",
       std::nullopt,
       {.count = 6, .published_at = 6, .compared_at = 6, .restored_at = 5},
       false},
  };
  for (const HeadCase& one : cases) {
    EXPECT_EQ(codes(compare_head(one.there, one.journal)), one.differs ? Codes{Errc::publish_other_history} : Codes{})
        << one.name;
  }
}

// ---- keys

struct Key {
  KeyRecord record;
  ListedKey listed;
};

Key make_key() {
  const SigningKey key = SigningKey::generate().value();
  return {{.kid = key.kid(), .key = key.public_key()}, {key.kid().str(), key.public_key(), std::nullopt}};
}

class CompareKeys : public ::testing::Test {
 protected:
  Key a = make_key();
  Key b = make_key();
  Key c = make_key();
  JournalFacts journal{.count = 9, .named_at = {{a.listed.kid, 1}, {b.listed.kid, 4}}};
  JournalHead old_head{3, some_hash};
  JournalHead new_head{5, some_hash};

  Codes compare(const std::vector<ListedKey>& there, const std::optional<JournalHead>& head) {
    const std::vector<KeyRecord> ours{a.record, b.record};
    return codes(compare_keys(there, ours, head, journal));
  }
};

TEST_F(CompareKeys, OursAndNewOnesPass) {
  journal.hash_at_head = some_hash;
  EXPECT_EQ(compare({a.listed, b.listed}, new_head), Codes{});
  EXPECT_EQ(compare({a.listed}, old_head), Codes{});
  EXPECT_EQ(compare({a.listed}, std::nullopt), Codes{});
}

TEST_F(CompareKeys, OneOfOursThatIsGoneWasWithdrawn) {
  journal.hash_at_head = some_hash;
  EXPECT_EQ(compare({a.listed}, new_head), Codes{Errc::publish_key_withdrawn});
  EXPECT_EQ(compare({}, new_head), (Codes{Errc::publish_key_withdrawn, Errc::publish_key_withdrawn}));
  a.record.revoked = UnixTime{};  // here too: its absence is right
  EXPECT_EQ(compare({b.listed}, new_head), Codes{});
}

TEST_F(CompareKeys, InAnotherHistoryTheRestoreTellsWhatIsNew) {
  journal.hash_at_head = other_hash;
  EXPECT_EQ(compare({a.listed}, new_head), Codes{Errc::publish_key_withdrawn});
  journal.restored_at = 3;
  EXPECT_EQ(compare({a.listed}, new_head), Codes{});
  journal.restored_at = 4;
  EXPECT_EQ(compare({a.listed}, new_head), Codes{Errc::publish_key_withdrawn});
}

TEST_F(CompareKeys, StrangersAndOtherIssuers) {
  journal.hash_at_head = some_hash;
  EXPECT_EQ(compare({a.listed, b.listed, c.listed}, new_head), Codes{Errc::publish_unknown_key});
  EXPECT_EQ(compare({c.listed}, new_head), Codes{Errc::publish_other_issuer});
  journal.restored_at = 9;  // all of ours may have been revoked since
  EXPECT_EQ(compare({c.listed}, std::nullopt),
            (Codes{Errc::publish_other_issuer, Errc::publish_key_withdrawn, Errc::publish_key_withdrawn}));
}

TEST(PublishedKeys, WhatMakeSiteWouldNotWriteIsUnreadable) {
  for (const char* bad : {"", "{", "[]", "{}", R"({"keys":{}})", R"({"keys":[{"kty":"RSA"}]})", "\xff"}) {
    const auto keys = read_published_keys(bad);
    ASSERT_FALSE(keys) << bad;
    EXPECT_EQ(keys.error().code, Errc::publish_unreadable) << bad;
  }
  EXPECT_TRUE(read_published_keys(R"({"keys":[]})"));
}

// ---- lists

struct ListCase {
  const char* name;
  std::optional<std::string> here;
  std::string there;
  Codes found;
};

TEST(CompareLists, NoRevocationGoesBack) {
  const Codes back{Errc::publish_counter_back};
  const Codes lost{Errc::publish_unknown_rid};
  const Codes both{Errc::publish_counter_back, Errc::publish_unknown_rid};
  const ListCase cases[] = {
      {"the same", list("2", R"("a","b")"), list("2", R"("a","b")"), {}},
      {"ours has more", list("3", R"("a","b")"), list("2", R"("a")"), {}},
      {"higher there", list("2", R"("a")"), list("3", R"("a")"), back},
      {"more there", list("2", R"("a")"), list("3", R"("a","b")"), both},
      {"another one there", list("2", R"("a")"), list("2", R"("b")"), lost},
      {"none here", std::nullopt, list("1", ""), back},
      {"a later stamp there", list("2", R"("a.100")"), list("2", R"("a.101")"), lost},
      {"an earlier stamp there", list("2", R"("a.100")"), list("2", R"("a.99")"), {}},
      {"bare there", list("2", R"("a.100")"), list("2", R"("a")"), lost},
      {"bare here", list("2", R"("a")"), list("2", R"("a.100")"), {}},
      {"a stamp at the end of time", list("2", R"("a")"), list("2", R"("a.253402300799")"), {}},
  };
  for (const ListCase& one : cases) {
    const auto compared = compare_lists(some_kid(), one.here, one.there);
    ASSERT_TRUE(compared) << one.name;
    EXPECT_EQ(codes(differences_of(some_kid(), *compared)), one.found) << one.name;
    EXPECT_EQ(compared->is_behind(), !one.found.empty()) << one.name;
  }
}

TEST(CompareLists, AListThatIsGoneIsFinal) {
  ListComparison gone{.counter_there = 1, .counter_here = 1, .listed_there = 2};
  ASSERT_TRUE(gone.is_behind());
  const auto differences = differences_of(some_kid(), gone);
  ASSERT_EQ(codes(differences), Codes{Errc::publish_counter_back});
  EXPECT_TRUE(differences.front().is_final);
  gone.counter_here = 2;  // we know what it said
  EXPECT_FALSE(gone.is_behind());
}

TEST(CompareLists, WhatIsNoListOfThisKeyIsUnreadable) {
  const std::string good = list("2", R"("a")");
  const std::string other = std::string(good).replace(good.find("3Kfdg"), 5, "4Kfdg");
  for (const std::string& bad : {std::string(), std::string("{}"), other, list("0", ""), list("-1", ""),
                                 list("\"x\"", ""), list("253402300800", ""), list("2", "7"),
                                 list("2", R"("no rid at all, with spaces")"), list("2", R"("a b")"), good + "x"}) {
    const auto compared = compare_lists(some_kid(), good, bad);
    ASSERT_FALSE(compared) << bad;
    EXPECT_EQ(compared.error().code, Errc::publish_unreadable) << bad;
  }
}

TEST(TakenOver, TheListSaysAllThatItSaidAndMore) {
  const std::string here = list("2", R"("a.100","b")");
  const std::string there = list("9", R"("a","c.7")");
  const auto compared = compare_lists(some_kid(), here, there);
  ASSERT_TRUE(compared);
  const auto taken = add_revocations(here, some_kid(), compared->lost, compared->counter_there);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->json, list("10", R"("a","b","c.7")"));
  EXPECT_FALSE(add_revocations(here, some_kid(), {}, max_list_counter));  // no counter is above it
}

TEST(Weight, WhatMakesARevokedCardGenuineComesFirst) {
  std::vector<PublishedDifference> all{{Errc::publish_other_history, {}, {}},
                                       {Errc::publish_unknown_key, {}, {}},
                                       {Errc::publish_unknown_rid, {}, {}},
                                       {Errc::publish_counter_back, {}, {}}};
  sort_by_weight(all);
  EXPECT_EQ(codes(all), (Codes{Errc::publish_counter_back, Errc::publish_unknown_rid, Errc::publish_unknown_key,
                               Errc::publish_other_history}));
}

}  // namespace
}  // namespace vhc
