// What adds trust, what removes it, and which denies a list would lift.
#include "vhc/list_diff.h"

#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "../support/test_network.h"
#include "vhc/list_audit.h"
#include "vhc/list_edit.h"

namespace vhc {
namespace {

using test::at;

const UnixTime then = at("2026-08-22T00:00:00Z");

KeyLine a_key(const std::string& kid, std::uint8_t fill = 1) {
  return {.kid = kid, .kind = KeyKind::p256, .material = Bytes(64, fill)};
}

TrustLines a_list() {
  TrustLines lines;
  lines.networks.push_back({"vci", Profile::shc, "VCI", std::nullopt, {}});
  IssuerLine line{.net = "vci", .iss = "https://a.example/shc", .name = "Clinic"};
  line.keys = {a_key("key1"), a_key("key2", 2)};
  line.keys[0].counter = 3;
  line.crl.push_back({.kid = "key1", .counter = 3, .rids = {{"AAAA", then}, {"BBBB", std::nullopt}}});
  lines.issuers.push_back(line);
  return lines;
}

struct DiffCase {
  const char* what;
  std::function<void(TrustLines&)> change;
  std::size_t adds;
  std::size_t removes;
};

TEST(Diff, WhatDoesNotRemoveOrRestrictAdds) {
  const auto first = [](TrustLines& lines) -> IssuerLine& { return lines.issuers[0]; };
  const DiffCase cases[] = {
      {"nothing", [](TrustLines&) {}, 0, 0},
      {"a key", [&](TrustLines& l) { first(l).keys.push_back(a_key("key3", 3)); }, 1, 0},
      {"a key less", [&](TrustLines& l) { first(l).keys.pop_back(); }, 0, 1},
      {"other bytes under a kid", [&](TrustLines& l) { first(l).keys[0].material[0] = 9; }, 1, 0},
      {"a name", [&](TrustLines& l) { first(l).name = "Hospital"; }, 1, 0},
      {"a suspension", [&](TrustLines& l) { suspend(first(l), then, "closed"); }, 0, 1},
      {"a revoked key", [&](TrustLines& l) { revoke(first(l).keys[0], then); }, 0, 1},
      {"an end of a key", [&](TrustLines& l) { first(l).keys[0].expires = then; }, 0, 1},
      {"a rid",
       [&](TrustLines& l) {
         first(l).crl[0].rids.push_back({"CCCC", std::nullopt});
       },
       0, 1},
      {"a rid dropped", [&](TrustLines& l) { first(l).crl[0].rids.pop_back(); }, 1, 0},
      {"every rid dropped", [&](TrustLines& l) { first(l).crl[0].rids.clear(); },
       a_list().issuers[0].crl[0].rids.size(), 0},
      {"a later stamp", [&](TrustLines& l) { *first(l).crl[0].rids[0].stamp += std::chrono::hours{1}; }, 0, 1},
      {"an earlier stamp", [&](TrustLines& l) { *first(l).crl[0].rids[0].stamp -= std::chrono::hours{1}; }, 1, 0},
      {"a stamp gone", [&](TrustLines& l) { first(l).crl[0].rids[0].stamp.reset(); }, 0, 1},
      {"use narrowed", [&](TrustLines& l) { first(l).keys[0].use = "v"; }, 0, 1},
      {"types narrowed", [](TrustLines& l) { l.networks[0].types = {"t"}; }, 0, 1},
      {"a network",
       [](TrustLines& l) {
         l.networks.push_back({"x", Profile::dcc, "", std::nullopt, {}});
       },
       1, 0},
      // Somebody else's address over keys that are known: a new issuer with all of its keys, and the old one gone.
      {"the address of an issuer", [&](TrustLines& l) { first(l).iss = "https://b.example/shc"; }, 3, 1},
      {"a letter of it", [&](TrustLines& l) { first(l).iss = "https://a.example/shC"; }, 3, 1},
      {"an issuer less", [](TrustLines& l) { l.issuers.clear(); }, 0, 1},
      {"gone stale", [&](TrustLines& l) { first(l).stale = then; }, 0, 0},
  };
  for (const DiffCase& c : cases) {
    TrustLines after = a_list();
    c.change(after);
    const ListDiff there = diff(a_list(), after);
    EXPECT_EQ(there.count(ChangeKind::adds), c.adds) << c.what;
    EXPECT_EQ(there.count(ChangeKind::removes), c.removes) << c.what;
    EXPECT_EQ(there.additions(), c.adds) << c.what;
    // What removes one way adds the other.
    if (c.adds == 0 && c.removes != 0) {
      EXPECT_GE(diff(after, a_list()).additions(), 1U) << c.what;
    }
  }
}

TEST(Diff, AnIssuerThatComesBackCountsAsReturned) {
  TrustLines before = a_list();
  before.issuers[0].stale = then;
  TrustLines after = a_list();
  after.issuers[0].keys.push_back(a_key("key3", 3));
  EXPECT_EQ(diff(before, after).count(ChangeKind::returned), 2U);
  EXPECT_EQ(diff(before, after).additions(), 2U);
}

LiveNote denying(const CardDenial& card) {
  LiveNote live;
  live.cards = {card};
  return live;
}

TEST(Lifted, ACardIsCarriedOnlyByWhatIsAsWide) {
  const std::string iss = "https://a.example/shc";
  const TrustLines lines = a_list();
  EXPECT_TRUE(lifted(denying({"vci", iss, "key1", "BBBB"}), lines).empty());
  EXPECT_TRUE(lifted(denying({"vci", iss, "key1", "BBBB.1787356800"}), lines).empty());
  EXPECT_TRUE(lifted(denying({"vci", iss, "key1", "AAAA.1787356800"}), lines).empty());  // the same moment
  EXPECT_EQ(lifted(denying({"vci", iss, "key1", "AAAA.1787356801"}), lines).size(), 1U);
  EXPECT_EQ(lifted(denying({"vci", iss, "key1", "AAAA"}), lines).size(), 1U);
  EXPECT_EQ(lifted(denying({"vci", iss, "key1", "CCCC"}), lines).size(), 1U);
  // A key that promises no list has none that counts.
  TrustLines silent = lines;
  silent.issuers[0].keys[0].counter.reset();
  EXPECT_EQ(lifted(denying({"vci", iss, "key1", "BBBB"}), silent).size(), 1U);
  revoke(silent.issuers[0].keys[0], then);
  EXPECT_TRUE(lifted(denying({"vci", iss, "key1", "BBBB"}), silent).empty());
}

TEST(Lifted, AnIssuerIsCarriedBySuspensionInEveryNetwork) {
  const CardDenial whole{"vci", "https://a.example/shc", "*", ""};
  TrustLines lines = a_list();
  EXPECT_EQ(lifted(denying(whole), lines).size(), 1U);
  lines.issuers.push_back(lines.issuers[0]);
  lines.issuers[1].net = "other";
  suspend(lines.issuers[0], then, "closed");
  EXPECT_EQ(lifted(denying(whole), lines).size(), 1U);
  suspend(lines.issuers[1], then, "closed");
  EXPECT_TRUE(lifted(denying(whole), lines).empty());
}

TEST(Lifted, AKeyIsCarriedWhenItIsRevokedOrGone) {
  LiveNote live;
  live.keys = {"key1"};
  TrustLines lines = a_list();
  EXPECT_EQ(lifted(live, lines), std::vector<std::string>{"deny-key key1"});
  revoke(lines.issuers[0].keys[0], then);
  EXPECT_TRUE(lifted(live, lines).empty());
  lines.issuers[0].keys.erase(lines.issuers[0].keys.begin());
  EXPECT_TRUE(lifted(live, lines).empty());
}

TEST(Edit, ARetiredKeyThatWasNotDestroyedGetsAnEnd) {
  KeyLine key = a_key("key1");
  retire(key, false, then);
  EXPECT_EQ(key.status, KeyLineStatus::active);
  EXPECT_EQ(*key.expires, then + undestroyed_key_lives_for);
  retire(key, true, then);
  EXPECT_EQ(key.status, KeyLineStatus::retired);
}

TEST(Edit, ARevocationListNeverGoesBackwards) {
  IssuerLine issuer = a_list().issuers[0];
  const auto refused = [&issuer](std::int64_t counter) {
    return !merge_list(issuer, {.kid = "key1", .counter = counter}).where.empty();
  };
  EXPECT_TRUE(refused(2));
  EXPECT_TRUE(refused(1004));
  EXPECT_TRUE(refused(9007199254740991));
  EXPECT_EQ(issuer.crl, a_list().issuers[0].crl);
  EXPECT_FALSE(refused(1003));
  EXPECT_EQ(issuer.crl[0].rids.size(), 2U);  // what vanished stays
}

RidLine rid_line(const std::string& rid, std::optional<std::int64_t> stamp = std::nullopt) {
  return {rid, stamp ? std::optional(UnixTime{std::chrono::seconds{*stamp}}) : std::nullopt};
}

TEST(Edit, OfOneIdInTwoListsTheEntryStandsThatRevokesMore) {
  IssuerLine issuer = a_list().issuers[0];
  issuer.crl = {
      {.kid = "key1", .counter = 1, .stale = {}, .rids = {rid_line("a", 5), rid_line("b"), rid_line("d", 9)}}};
  issuer.crl[0].odd = {rid_line("x x", 1)};
  issuer.crl[0].unread = 2;
  CrlLine newer{.kid = "key1",
                .counter = 2,
                .stale = {},
                .rids = {rid_line("a", 7), rid_line("b", 3), rid_line("c"), rid_line("d")}};
  newer.odd = {rid_line("w w"), rid_line("x x")};
  EXPECT_TRUE(merge_list(issuer, newer).where.empty());
  const std::vector<RidLine> rids = {rid_line("a", 7), rid_line("b"), rid_line("c"), rid_line("d")};
  EXPECT_EQ(issuer.crl[0].rids, rids);
  const std::vector<RidLine> odd = {rid_line("w w"), rid_line("x x")};
  EXPECT_EQ(issuer.crl[0].odd, odd);
  EXPECT_EQ(issuer.crl[0].unread, 0);
}

// One walk: the first release compared each with each, and a million entries took hours.
TEST(Edit, ManyEntriesAreMergedInOneWalk) {
  const auto entries = [](std::size_t first) {
    CrlLine crl{.kid = "key1", .counter = 3};
    for (std::size_t i = first; i < first + 100'000; ++i) crl.rids.push_back(rid_line(std::to_string(10'000'000 + i)));
    return crl;
  };
  IssuerLine issuer = a_list().issuers[0];
  issuer.crl = {entries(0)};
  const CrlLine newer = entries(50'000);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(merge_list(issuer, newer).where.empty());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{5});
  EXPECT_EQ(issuer.crl[0].rids.size(), 150'000U);
}

TEST(Edit, AResetLetsKeyAndListCountAgain) {
  IssuerLine issuer = a_list().issuers[0];
  issuer.keys[0].counter = 200000000000;
  issuer.crl[0].counter = 200000000000;
  reset_counter(issuer, issuer.keys[0]);
  EXPECT_EQ(issuer.keys[0].counter, 1);
  EXPECT_TRUE(merge_list(issuer, {.kid = "key1", .counter = 4}).where.empty());
  EXPECT_EQ(issuer.crl[0].counter, 4);
  EXPECT_EQ(issuer.crl[0].rids.size(), 2U);
}

TEST(Audit, NamesWhatOfARevocationListNobodyUnderstands) {
  TrustLines lines = a_list();
  const auto said = [&lines](const std::string& part) {
    const auto all = audit(lines);
    return std::any_of(all.begin(), all.end(), [&](const AuditFinding& finding) {
      return finding.rule == "V13" && finding.detail.find(part) != std::string::npos;
    });
  };
  EXPECT_FALSE(said("cannot be used"));
  lines.issuers[0].crl[0].unread = 1;
  EXPECT_TRUE(said("1 entry of its revocation list cannot be used"));
  lines.issuers[0].crl[0].odd = {rid_line("a b"), rid_line("c d")};
  EXPECT_TRUE(said("2 entries of its revocation list are no revocation ids"));
  lines.issuers[0].keys[0].counter.reset();
  EXPECT_TRUE(said("it has a revocation list and no counter"));
}

TEST(Audit, NamesAnActiveKeyWhosePointIsRevokedAndTwins) {
  TrustLines lines = a_list();
  IssuerLine other = lines.issuers[0];
  other.iss = "https://A.example/shc";
  other.name = "\xD0\xA1linic";  // a Cyrillic first letter
  other.keys = {a_key("key9")};
  revoke(other.keys[0], then);
  lines.issuers.push_back(other);
  const auto findings = audit(lines);
  const auto count = [&findings](std::string_view rule) {
    return std::count_if(findings.begin(), findings.end(), [rule](const auto& f) { return f.rule == rule; });
  };
  EXPECT_EQ(count("V10"), 1);
  EXPECT_EQ(count("V21"), 1);
  EXPECT_GE(count("V5"), 1);
}

}  // namespace
}  // namespace vhc
