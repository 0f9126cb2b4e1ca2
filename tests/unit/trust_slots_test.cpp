// The parts of a compact list: slots that find each row and no other, rows that are made once, issuers and keys by
// family, and lists that are brought together so that removal wins.
#include <atomic>
#include <set>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "../support/test_network.h"
#include "trust/index/compact_index.h"
#include "trust/index/merge_sources.h"
#include "trust/index/slots.h"
#include "vhc/base64url.h"
#include "vhc/signing_key.h"

namespace vhc {
namespace {

using test::at;

// ---- slots

TEST(Slots, FindEachRowAndNoOther) {
  for (const std::size_t count : {0U, 1U, 2U, 3U, 4U, 100U, 5000U}) {
    Slots slots(count);
    const auto hash = [](std::size_t row) { return std::hash<std::string>{}("row " + std::to_string(row)); };
    for (std::size_t row = 0; row < count; ++row) slots.insert(hash(row), static_cast<std::uint32_t>(row));
    for (std::size_t row = 0; row < count; ++row) {
      EXPECT_EQ(slots.find(hash(row), [row](std::uint32_t found) { return found == row; }), row) << count;
    }
    for (std::size_t row = count; row < count + 100; ++row) {
      EXPECT_FALSE(slots.find(hash(row), [row](std::uint32_t found) { return found == row; })) << count;
    }
  }
}

TEST(Slots, HoldRowsOfOneHashApart) {
  Slots slots(64);
  for (std::uint32_t row = 0; row < 64; ++row) slots.insert(7, row);
  for (std::uint32_t row = 0; row < 64; ++row) {
    EXPECT_EQ(slots.find(7, [row](std::uint32_t found) { return found == row; }), row);
  }
  EXPECT_EQ(slots.find(7, [](std::uint32_t) { return true; }), 0U);  // the one that was put in first
  EXPECT_FALSE(slots.find(7, [](std::uint32_t) { return false; }));
  int looked_at = 0;
  EXPECT_FALSE(slots.find(8, [&looked_at](std::uint32_t) { return ++looked_at > 0; }));
  EXPECT_EQ(looked_at, 0);  // the tags are others
}

TEST(Slots, HoldTheLargestNumberOfARow) {
  Slots slots(2);
  slots.insert(0xFFFFFFFFFFFFFFFFU, Slots::most_rows);
  slots.insert(0, 0);
  EXPECT_EQ(slots.find(0xFFFFFFFFFFFFFFFFU, [](std::uint32_t) { return true; }), Slots::most_rows);
  EXPECT_EQ(slots.find(0, [](std::uint32_t) { return true; }), 0U);
}

// ---- what is made once

TEST(SetOnce, MakesOneObjectForAllThreads) {
  for (int round = 0; round < 20; ++round) {
    SetOnce<const int> once;
    std::atomic<int> made = 0;
    std::vector<const int*> seen(4);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < seen.size(); ++i) {
      threads.emplace_back([&, i] { seen[i] = once.get([&made] { return std::make_unique<const int>(++made); }); });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(std::set<const int*>(seen.begin(), seen.end()).size(), 1U);
    EXPECT_EQ(once.get([] { return std::make_unique<const int>(99); }), seen[0]);
  }
}

TEST(SetOnce, TriesAgainWhereNothingCameOfIt) {
  SetOnce<const int> once;
  EXPECT_EQ(once.get([] { return std::unique_ptr<const int>(); }), nullptr);
  const int* const made = once.get([] { return std::make_unique<const int>(7); });
  ASSERT_NE(made, nullptr);
  EXPECT_EQ(*made, 7);
}

TEST(MadeRows, KeepsEachRowApart) {
  MadeRows<int> rows;
  constexpr std::uint32_t count = 100;
  rows.resize(count);
  std::vector<const int*> first;
  for (std::uint32_t row = 0; row < count; ++row) {
    first.push_back(rows.get(row, [row] { return std::make_unique<const int>(static_cast<int>(row)); }));
    EXPECT_EQ(*first.back(), static_cast<int>(row));
  }
  for (std::uint32_t row = 0; row < count; ++row) {
    EXPECT_EQ(rows.get(row, [] { return std::make_unique<const int>(-1); }), first[row]);
  }
}

// ---- issuers and keys

struct OwnKey {
  PublicKey key;
  std::string kid;
};

OwnKey own_key() {
  const SigningKey key = SigningKey::generate().value();
  return {key.public_key(), key.kid().str()};
}

TrustEntry entry_of(const std::string& iss, const std::string& kid, const PublicKey& key,
                    Profile profile = Profile::shc) {
  TrustEntry entry{.key = key};
  entry.profile = profile;
  entry.iss = iss;
  entry.kid = kid;
  return entry;
}

ListedIssuer issuer_of(const std::string& iss, Profile profile = Profile::shc, const std::string& name = "Clinic") {
  ListedIssuer issuer;
  issuer.profile = profile;
  issuer.iss = iss;
  issuer.name = name;
  return issuer;
}

TEST(CompactIndex, OfNothingListsNobody) {
  CompactIndex index;
  index.reserve(0, 0);
  index.finish();
  EXPECT_EQ(index.num_issuers(), 0U);
  EXPECT_FALSE(index.lists_issuer("https://a.example", Profile::shc));
  EXPECT_TRUE(index.candidates("kid", Profile::shc).empty());
  EXPECT_EQ(index.find("https://a.example", "kid", Profile::shc), nullptr);
  EXPECT_EQ(index.issuer_name("https://a.example", Profile::shc), "");
}

TEST(CompactIndex, FindsAKeyByIssuerKidAndFamilyTogether) {
  const OwnKey a = own_key();
  const OwnKey b = own_key();
  CompactIndex index;
  index.reserve(3, 4);
  index.add(issuer_of("https://a.example"));
  index.add(entry_of("https://a.example", a.kid, a.key));
  index.add(issuer_of("https://b.example"));
  index.add(entry_of("https://b.example", b.kid, b.key));
  index.add(entry_of("https://b.example", a.kid, a.key));
  index.finish();
  EXPECT_EQ(index.num_issuers(), 2U);
  EXPECT_EQ(index.num_keys(), 3U);
  ASSERT_NE(index.find("https://a.example", a.kid, Profile::shc), nullptr);
  EXPECT_EQ(index.find("https://a.example", a.kid, Profile::shc)->key, a.key);
  EXPECT_EQ(index.find("https://a.example", b.kid, Profile::shc), nullptr);
  EXPECT_EQ(index.find("https://a.example", a.kid, Profile::dcc), nullptr);
  EXPECT_EQ(index.find("https://a.exampl", a.kid, Profile::shc), nullptr);
  EXPECT_EQ(index.find("https://a.example/", a.kid, Profile::shc), nullptr);
  EXPECT_EQ(index.find("https://a.example", a.kid.substr(0, 42), Profile::shc), nullptr);
  EXPECT_EQ(index.owners(a.kid, Profile::shc).size(), 2U);
  EXPECT_EQ(index.owners(b.kid, Profile::shc).size(), 1U);
  EXPECT_TRUE(index.owners(a.kid, Profile::dcc).empty());
  EXPECT_EQ(index.candidates(a.kid, Profile::shc).size(), 1U);
  EXPECT_TRUE(index.candidates(a.kid, Profile::dcc).empty());
}

TEST(CompactIndex, OfTwoWithOneNameTakesTheFirst) {
  const OwnKey a = own_key();
  const OwnKey b = own_key();
  CompactIndex index;
  index.reserve(3, 3);
  index.add(issuer_of("https://a.example", Profile::shc, "First"));
  index.add(entry_of("https://a.example", "kid", a.key));
  index.add(issuer_of("https://a.example", Profile::shc, "Second"));
  index.add(entry_of("https://a.example", "kid", b.key));
  index.add(issuer_of("https://a.example", Profile::dcc, "Of another family"));
  index.finish();
  EXPECT_EQ(index.issuer_name("https://a.example", Profile::shc), "First");
  EXPECT_EQ(index.issuer_name("https://a.example", Profile::dcc), "Of another family");
  EXPECT_EQ(index.find("https://a.example", "kid", Profile::shc)->key, a.key);
  EXPECT_EQ(index.num_keys(), 1U);
}

TEST(CompactIndex, KeepsWhatAnEntrySays) {
  const OwnKey a = own_key();
  TrustEntry entry = entry_of("https://a.example", "not a thumbprint", a.key);
  entry.key_status = KeyStatus::retired;
  entry.key_retired = at("2026-01-01T00:00:00Z");
  entry.key_from = at("2025-01-01T00:00:00Z");
  entry.use = "tv";
  entry.types = std::vector<std::string>{"#immunization"};
  CompactIndex index;
  index.reserve(1, 1);
  index.add(issuer_of("https://a.example"));
  index.add(entry);
  index.finish();
  const TrustEntry* const found = index.find("https://a.example", "not a thumbprint", Profile::shc);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->kid, "not a thumbprint");
  EXPECT_EQ(found->key_status, KeyStatus::retired);
  EXPECT_EQ(found->key_retired, entry.key_retired);
  EXPECT_EQ(found->key_from, entry.key_from);
  EXPECT_EQ(found->use, entry.use);
  EXPECT_EQ(found->types, entry.types);
  EXPECT_EQ(index.find("https://a.example", "not a thumbprint", Profile::shc), found);  // made once
}

// ---- lists of several operators

std::string key_json(const OwnKey& key, const std::string& more = "") {
  return R"({"kid":")" + key.kid + R"(","p256":")" + to_base64url(key.key.material()) + "\"" + more + "}";
}

SignedSource source_of(const std::string& list, std::vector<std::string> networks,
                       std::vector<std::string> denied = {}) {
  SignedSource source;
  source.origin = "one.example";
  source.list = list;
  source.networks = std::move(networks);
  source.denied_keys = std::move(denied);
  return source;
}

std::string list_with(const std::string& net, const std::string& keys, const std::string& more = "") {
  return R"({"net":")" + net + R"(","iss":"https://a.example/shc","name":"Clinic")" + more + ",\"keys\":[" + keys +
         "]}\n" + R"({"net":")" + net + R"(","profile":"shc"})" + "\n";
}

TEST(MergeSources, TakesTheAcceptedNetworksAlone) {
  const OwnKey a = own_key();
  const std::string list = list_with("vci", key_json(a));
  EXPECT_EQ(merge_sources({source_of(list, {"vci"})}).value().entries.size(), 1U);
  EXPECT_TRUE(merge_sources({source_of(list, {"other"})}).value().entries.empty());
  EXPECT_TRUE(merge_sources({source_of(list, {})}).value().issuers.empty());
  EXPECT_TRUE(merge_sources({}).value().issuers.empty());
  EXPECT_FALSE(merge_sources({source_of("no list", {"vci"})}));
  EXPECT_FALSE(merge_sources({source_of(list, {"vci"}), source_of(list.substr(1), {"vci"})}));
}

TEST(MergeSources, LetsRemovalWinWhicheverComesFirst) {
  const OwnKey a = own_key();
  const std::string good = list_with("vci", key_json(a));
  const std::string revoked = list_with("state", key_json(a, R"(,"status":"revoked")"));
  const SignedSource one = source_of(good, {"vci"});
  const SignedSource two = source_of(revoked, {"state"});
  for (const auto& sources : {std::vector{one, two}, std::vector{two, one}}) {
    const MergedLists merged = merge_sources(sources).value();
    ASSERT_EQ(merged.entries.size(), 1U);
    EXPECT_EQ(merged.entries[0].key_status, KeyStatus::revoked);
  }
  EXPECT_EQ(merge_sources({one, one}).value().entries.at(0).key_status, KeyStatus::active);
}

TEST(MergeSources, BelievesNeitherOfTwoKeysUnderOneKid) {
  const OwnKey a = own_key();
  OwnKey b = own_key();
  b.kid = a.kid;
  const std::string first = list_with("vci", key_json(a));
  const std::string second = list_with("state", key_json(b));
  const MergedLists merged = merge_sources({source_of(first, {"vci"}), source_of(second, {"state"})}).value();
  ASSERT_EQ(merged.entries.size(), 1U);
  EXPECT_EQ(merged.entries[0].key_status, KeyStatus::revoked);
}

TEST(MergeSources, TakesADeniedKeyOutOfEveryNetwork) {
  const OwnKey a = own_key();
  const std::string list = list_with("vci", key_json(a));
  const std::string empty = R"({"net":"state","profile":"shc"})"
                            "\n";
  const MergedLists merged = merge_sources({source_of(list, {"vci"}), source_of(empty, {"state"}, {a.kid})}).value();
  ASSERT_EQ(merged.entries.size(), 1U);
  EXPECT_NE(merged.entries[0].key_status, KeyStatus::active);
  const OwnKey other = own_key();
  EXPECT_EQ(merge_sources({source_of(list, {"vci"}, {other.kid})}).value().entries.at(0).key_status, KeyStatus::active);
}

}  // namespace
}  // namespace vhc
