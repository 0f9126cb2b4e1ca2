// What an operator changes by hand: the one issuer and key that are meant, and no more trust than is asked for.
#include "vhc/list_edit.h"

#include <limits>

#include "lists.h"

namespace vhc {
namespace {

using test::at;

const UnixTime now = at("2026-08-22T00:00:00Z");
const std::string a = "https://a.example/shc";
const std::string b = "https://b.example/shc";

// ---- finding

TEST(FindIssuer, IsTheOneOfThatAddressInThatNetwork) {
  TrustLines draft = list_of({issuer_line(a, {}, "state"), issuer_line(a, {}), issuer_line(b, {})});
  EXPECT_EQ(find_issuer(draft, "", b).value(), &draft.issuers[2]);
  EXPECT_EQ(find_issuer(draft, "vci", a).value(), &draft.issuers[1]);
  EXPECT_EQ(find_issuer(draft, "state", a).value(), &draft.issuers[0]);
  expect_error(find_issuer(draft, "", a), Errc::registry_conflict);
  expect_error(find_issuer(draft, "state", b), Errc::registry_no_issuer);
  expect_error(find_issuer(draft, "none", a), Errc::registry_no_issuer);
  for (const std::string& other : {std::string("https://B.example/shc"), b + "/", std::string("https://b.example"),
                                   b.substr(0, b.size() - 1), std::string()}) {
    expect_error(find_issuer(draft, "", other), Errc::registry_no_issuer, other);
  }
}

TEST(FindKey, IsNamedByFourCharactersAtLeast) {
  IssuerLine line = issuer_line(a, {key_line("abcd"), key_line("abcdef"), key_line("abcxyz"), key_line("q")});
  const struct {
    const char* kid;
    const char* found;
    Errc code;
  } cases[] = {
      {"abcdef", "abcdef", {}},
      {"abcde", "abcdef", {}},
      {"abcd", "abcd", {}},  // a whole kid is never ambiguous
      {"abcx", "abcxyz", {}},
      {"q", "q", {}},
      {"abc", nullptr, Errc::registry_no_key},  // too short to be a beginning
      {"", nullptr, Errc::registry_no_key},
      {"abcdefg", nullptr, Errc::registry_no_key},
      {"ABCD", nullptr, Errc::registry_no_key},
  };
  for (const auto& one : cases) {
    const auto found = find_key(line, one.kid);
    if (one.found == nullptr) {
      expect_error(found, one.code, one.kid);
    } else {
      ASSERT_TRUE(found) << one.kid;
      EXPECT_EQ((*found)->kid, one.found) << one.kid;
    }
  }
  IssuerLine alike = issuer_line(a, {key_line("abcd1"), key_line("abcd2")});
  expect_error(find_key(alike, "abcd"), Errc::key_ambiguous);
}

// ---- networks and issuers

TEST(AddNetwork, KeepsTheProfileOfOneThatIsThere) {
  TrustLines draft;
  ASSERT_TRUE(add_network(draft, "vci", Profile::shc, "VCI"));
  ASSERT_TRUE(add_network(draft, "vci", Profile::shc, "Another title"));
  ASSERT_EQ(draft.networks.size(), 1U);
  EXPECT_EQ(draft.networks[0].name, "VCI");
  expect_error(add_network(draft, "vci", Profile::dcc, "VCI"), Errc::registry_conflict);
  EXPECT_EQ(draft.networks[0].profile, Profile::shc);
  ASSERT_TRUE(add_network(draft, "eu", Profile::dcc, "EU"));
  EXPECT_EQ(draft.networks.size(), 2U);
}

KeySet key_set(const std::vector<KeyLine>& lines) {
  KeySet set;
  for (const KeyLine& line : lines) {
    const auto key = public_key_of(line);
    EXPECT_TRUE(key);
    set.keys.push_back({.kid = line.kid, .key = key.value(), .crl_version = line.counter});
  }
  return set;
}

RevocationList list_for(const std::string& kid, std::int64_t counter, const std::string& rid) {
  return RevocationList::from_entries(kid, counter, {{rid, std::nullopt}});
}

TEST(AddIssuer, NeedsAnAddressAKeyAndAFreePlace) {
  TrustLines draft = list_of({});
  const KeySet keys = key_set({real_key()});
  for (const char* bad :
       {"", "http://a.example/shc", "https://a.example/shc/", "https://a.example/shc?x", "a.example"}) {
    EXPECT_FALSE(add_issuer(draft, "vci", bad, "A", keys, {})) << bad;
  }
  expect_error(add_issuer(draft, "vci", a, "A", {}, {}), Errc::rule_v16);
  EXPECT_TRUE(draft.issuers.empty());
  ASSERT_TRUE(add_issuer(draft, "vci", a, "A", keys, {}));
  expect_error(add_issuer(draft, "vci", a, "A", keys, {}), Errc::registry_conflict);
  ASSERT_TRUE(add_issuer(draft, "state", a, "A", keys, {}));  // another network's
  EXPECT_EQ(draft.issuers.size(), 2U);
}

TEST(AddIssuer, TakesTheListsOfKeysThatPromiseOneAlone) {
  TrustLines draft = list_of({});
  KeyLine with = real_key();
  with.counter = 2;
  const KeyLine without = real_key();
  ASSERT_TRUE(add_issuer(draft, "vci", a, "A", key_set({with, without}),
                         {list_for(with.kid, 2, "x"), list_for(without.kid, 2, "y"), list_for("other", 2, "z")}));
  const IssuerLine& line = draft.issuers.at(0);
  EXPECT_EQ(line.keys.size(), 2U);
  EXPECT_LT(line.keys[0].kid, line.keys[1].kid);
  ASSERT_EQ(line.crl.size(), 1U);
  EXPECT_EQ(line.crl[0].kid, with.kid);
}

TEST(ToCrlLine, TellsIdsFromOthersAndCountsTheRest) {
  const CrlLine line = to_crl_line(RevocationList::from_entries(
      "k", 0, {{"AbCdEfGhIjk", now}, {"a.b c", std::nullopt}, {std::string("a\0b", 3), std::nullopt}}, 2));
  EXPECT_EQ(line.counter, 1);  // at least
  ASSERT_EQ(line.rids.size(), 1U);
  EXPECT_EQ(line.rids[0].rid, "AbCdEfGhIjk");
  EXPECT_EQ(line.rids[0].stamp, now);
  ASSERT_EQ(line.odd.size(), 1U);
  EXPECT_EQ(line.odd[0].rid, "a.b c");
  EXPECT_EQ(line.unread, 3);
}

TEST(MergeKeySet, AddsWhatIsNewAndRemovesNothing) {
  KeyLine held = real_key();
  held.counter = 3;
  const KeyLine gone = real_key();
  TrustLines draft = list_of({issuer_line(a, {held, gone})});
  draft.issuers[0].crl = {{.kid = held.kid, .counter = 3, .rids = {{"old", std::nullopt}}}};
  KeyLine newer = held;
  newer.counter = 5;
  const KeyLine fresh = real_key();
  const auto changes =
      merge_key_set(draft, "vci", a, key_set({newer, fresh}),
                    {list_for(held.kid, 5, "new"), list_for(fresh.kid, 1, "x"), list_for(gone.kid, 1, "y")});
  ASSERT_TRUE(changes);
  EXPECT_EQ(changes->added_keys, 1U);
  EXPECT_EQ(changes->missing_keys, 1U);
  EXPECT_EQ(changes->changed_lists, 1U);  // a key without a counter promises none
  EXPECT_TRUE(changes->findings.empty());
  IssuerLine& line = draft.issuers[0];
  EXPECT_EQ(line.keys.size(), 3U);
  EXPECT_EQ(find_key(line, held.kid).value()->counter, 5);
  ASSERT_EQ(line.crl.size(), 1U);
  ASSERT_EQ(line.crl[0].rids.size(), 2U);  // what the newer one lacks stays
  EXPECT_EQ(line.crl[0].rids[0].rid, "new");
  EXPECT_EQ(line.crl[0].rids[1].rid, "old");
}

TEST(MergeKeySet, NeverCountsBackwards) {
  KeyLine held = real_key();
  held.counter = 5;
  TrustLines draft = list_of({issuer_line(a, {held})});
  draft.issuers[0].crl = {{.kid = held.kid, .counter = 5, .rids = {{"old", std::nullopt}}}};
  KeyLine older = held;
  older.counter = 4;
  const auto changes = merge_key_set(draft, "", a, key_set({older}), {list_for(held.kid, 4, "new")});
  ASSERT_TRUE(changes);
  EXPECT_EQ(changes->changed_lists, 0U);
  ASSERT_EQ(changes->findings.size(), 1U);
  EXPECT_EQ(changes->findings[0].code, Errc::rule_v14);
  EXPECT_EQ(changes->findings[0].where, held.kid);
  EXPECT_EQ(draft.issuers[0].keys[0].counter, 5);
  EXPECT_EQ(draft.issuers[0].crl[0].rids.size(), 1U);
  expect_error(merge_key_set(draft, "", b, key_set({older}), {}), Errc::registry_no_issuer);
}

TEST(MergeList, JumpsByAThousandAndNoMore) {
  for (const auto& [counter, is_taken] : {std::pair<std::int64_t, bool>{9, false},
                                          {10, true},
                                          {1010, true},
                                          {1011, false},
                                          {std::numeric_limits<std::int64_t>::max(), false}}) {
    IssuerLine line = issuer_line(a, {});
    line.crl = {{.kid = "k", .counter = 10, .rids = {}}};
    const Finding finding = merge_list(line, {.kid = "k", .counter = counter, .rids = {{"x", std::nullopt}}});
    EXPECT_EQ(finding.where.empty(), is_taken) << counter;
    EXPECT_EQ(line.crl[0].counter, is_taken ? counter : 10) << counter;
    EXPECT_EQ(line.crl[0].rids.size(), is_taken ? 1U : 0U) << counter;
  }
}

// ---- status

TEST(Suspend, IsLiftedByResumeAlone) {
  IssuerLine line = issuer_line(a, {key_line("k")});
  expect_error(resume(line), Errc::registry_conflict);
  suspend(line, now, "closed");
  EXPECT_EQ(line.status, IssuerLineStatus::suspended);
  EXPECT_EQ(line.since, now);
  EXPECT_EQ(line.why, "closed");
  EXPECT_EQ(line.keys[0].status, KeyLineStatus::active);
  ASSERT_TRUE(resume(line));
  EXPECT_EQ(line, issuer_line(a, {key_line("k")}));
}

TEST(Retire, OfAnIssuerTakesItsActiveKeysAlone) {
  for (const bool destroyed : {false, true}) {
    IssuerLine line = issuer_line(a, {key_line("active"), key_line("gone"), key_line("stolen")});
    line.keys[1].status = KeyLineStatus::retired;
    line.keys[1].since = now - std::chrono::days{9};
    line.keys[2].status = KeyLineStatus::revoked;
    retire(line, destroyed, now, "closed");
    EXPECT_EQ(line.status, destroyed ? IssuerLineStatus::retired : IssuerLineStatus::active);
    EXPECT_EQ(line.keys[0].status, destroyed ? KeyLineStatus::retired : KeyLineStatus::active);
    EXPECT_EQ(line.keys[0].expires.has_value(), !destroyed);
    EXPECT_EQ(line.keys[1].since, now - std::chrono::days{9});
    EXPECT_EQ(line.keys[2].status, KeyLineStatus::revoked);
    EXPECT_FALSE(line.keys[2].expires);
  }
}

TEST(Retire, NeverMakesAKeyCountLonger) {
  const UnixTime end = now + undestroyed_key_lives_for;
  const auto second = std::chrono::seconds{1};
  for (const auto& [had, has] : {std::pair<std::optional<UnixTime>, UnixTime>{std::nullopt, end},
                                 {end + second, end},
                                 {end, end},
                                 {end - second, end - second},
                                 {now, now}}) {
    KeyLine key = key_line("k");
    key.expires = had;
    retire(key, false, now);
    EXPECT_EQ(key.expires, has);
    EXPECT_EQ(key.status, KeyLineStatus::active);
  }
}

// ---- a key that somebody else may hold

TEST(RevokeEverywhere, TakesThePointUnderWhicheverKidItStands) {
  TrustLines draft = list_of({issuer_line(a, {key_line("stolen", 7), key_line("other", 8)}, "state"),
                              issuer_line(a, {key_line("stolen", 7)}),
                              issuer_line(b, {key_line("alias", 7), key_line("stolen-too", 9)})});
  draft.issuers[2].keys[0].status = KeyLineStatus::retired;
  EXPECT_EQ(revoke_everywhere(draft, "", b, "alias", now).value(), 3U);
  EXPECT_EQ(draft.issuers[0].keys[0].status, KeyLineStatus::revoked);
  EXPECT_EQ(draft.issuers[0].keys[0].since, now);
  EXPECT_EQ(draft.issuers[1].keys[0].status, KeyLineStatus::revoked);
  EXPECT_EQ(draft.issuers[2].keys[0].status, KeyLineStatus::revoked);
  EXPECT_EQ(draft.issuers[0].keys[1].status, KeyLineStatus::active);
  EXPECT_EQ(draft.issuers[2].keys[1].status, KeyLineStatus::active);
}

TEST(RevokeEverywhere, OfNoOneKeyChangesNothing) {
  TrustLines draft = list_of({issuer_line(a, {key_line("abcd1", 7)}, "state"), issuer_line(a, {key_line("abcd1", 7)}),
                              issuer_line(b, {key_line("abcd1", 7), key_line("abcd2", 8)})});
  const TrustLines before = draft;
  expect_error(revoke_everywhere(draft, "", a, "abcd1", now), Errc::registry_conflict);
  expect_error(revoke_everywhere(draft, "", b, "abcd", now), Errc::key_ambiguous);
  expect_error(revoke_everywhere(draft, "", b, "none", now), Errc::registry_no_key);
  expect_error(revoke_everywhere(draft, "", "https://c.example/shc", "abcd1", now), Errc::registry_no_issuer);
  EXPECT_EQ(draft, before);
}

}  // namespace
}  // namespace vhc
