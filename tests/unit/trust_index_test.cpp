// Judging by signed lists: the design of trust lists, section 5.
#include <functional>
#include <thread>

#include <gtest/gtest.h>

#include "../support/test_network.h"
#include "vhc/base64url.h"
#include "vhc/signing_key.h"

namespace vhc {
namespace {

using test::at;

struct TestKey {
  PublicKey key;
  std::string kid;
  std::string material;
};

const TestKey& test_key(std::size_t number) {
  static const std::vector<TestKey> keys = [] {
    std::vector<TestKey> made;
    for (int i = 0; i < 3; ++i) {
      const SigningKey key = SigningKey::generate().value();
      Bytes bytes(key.public_key().x().begin(), key.public_key().x().end());
      bytes.insert(bytes.end(), key.public_key().y().begin(), key.public_key().y().end());
      made.push_back({key.public_key(), key.kid().str(), to_base64url(bytes)});
    }
    return made;
  }();
  return keys.at(number);
}

std::string issuer(const std::string& net, const std::string& iss, const std::string& status = "",
                   const std::string& keys = "", const std::string& crl = "") {
  return R"({"net":")" + net + R"(","iss":")" + iss + R"(","name":"Clinic")" + status +
         (keys.empty() ? "" : ",\"keys\":[" + keys + "]") + (crl.empty() ? "" : ",\"crl\":[" + crl + "]") + "}";
}

std::string key(std::size_t number, const std::string& more = "", const std::string& kid = "") {
  return R"({"kid":")" + (kid.empty() ? test_key(number).kid : kid) + R"(","p256":")" + test_key(number).material +
         "\"" + more + "}";
}

std::string list_of(std::vector<std::string> lines) {
  std::vector<std::string> nets = {R"({"net":"a","profile":"shc"})", R"({"net":"b","profile":"shc"})",
                                   R"({"net":"d","profile":"dcc"})"};
  lines.insert(lines.end(), nets.begin(), nets.end());
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TrustList open_list(const std::string& list, std::vector<std::string> networks = {"a", "b", "d"},
                    std::vector<std::string> denied_keys = {}, std::vector<CardDenial> denied_cards = {}) {
  const SignedSource source{"vci.example",           list,
                            std::move(networks),     std::move(denied_keys),
                            std::move(denied_cards), {.origin = "vci.example"}};
  auto opened = TrustList::from_signed({source}, {});
  EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().where + " " + opened.error().hint);
  return opened ? *std::move(opened) : TrustList();
}

const std::string a = "https://a.example/shc";
const std::string b = "https://b.example/shc";

TEST(SignedTrust, IssuerAndKeyTogetherDecide) {
  const TrustList trust = open_list(list_of({issuer("a", a, "", key(0)), issuer("a", b, "", key(1))}));
  EXPECT_EQ(trust.num_issuers(), 2U);
  ASSERT_NE(trust.find(a, test_key(0).kid), nullptr);
  EXPECT_EQ(trust.find(a, test_key(1).kid), nullptr);
  EXPECT_EQ(trust.find(a, test_key(0).kid)->origin, "vci.example");
  EXPECT_EQ(trust.candidates(test_key(1).kid).size(), 1U);
  EXPECT_EQ(trust.find("https://A.example/shc", test_key(0).kid), nullptr);
}

TEST(SignedTrust, NetworksThatAreNotAcceptedOrOfAnotherFamilyDoNotCount) {
  const std::string list =
      list_of({issuer("a", a, "", key(0)), issuer("b", b, "", key(1)), issuer("d", a, "", key(2))});
  const TrustList trust = open_list(list, {"a", "d"});
  EXPECT_NE(trust.find(a, test_key(0).kid), nullptr);
  EXPECT_FALSE(trust.lists_issuer(b));
  EXPECT_EQ(trust.find(a, test_key(2).kid), nullptr);
  EXPECT_TRUE(trust.candidates(test_key(1).kid).empty());
}

TEST(SignedTrust, AKeyThatAnyAcceptedNetworkRevokedIsWithdrawnByItsPoint) {
  const std::string revoked = key(0, R"(,"status":"revoked")", "another-name");
  const std::string list = list_of({issuer("a", a, "", key(0)), issuer("b", b, "", revoked)});
  EXPECT_EQ(open_list(list).find(a, test_key(0).kid)->key_status, KeyStatus::revoked);
  EXPECT_EQ(open_list(list, {"a"}).find(a, test_key(0).kid)->key_status, KeyStatus::active);
}

TEST(SignedTrust, AnotherNetworksSuspensionIsAWarning) {
  const std::string suspended = R"(,"status":"suspended")";
  const std::string list = list_of({issuer("a", a, suspended, key(0)), issuer("b", a, "", key(0))});
  const TrustList both = open_list(list);
  const TrustEntry* const entry = both.find(a, test_key(0).kid);
  EXPECT_EQ(entry->issuer_status, IssuerStatus::active);
  EXPECT_EQ(entry->network, "b");
  EXPECT_TRUE(entry->suspended_elsewhere);
  const TrustList one = open_list(list, {"a"});
  EXPECT_EQ(one.find(a, test_key(0).kid)->issuer_status, IssuerStatus::suspended);
}

TEST(SignedTrust, AnIssuerWasStruckInTheFirstListThatCouldSaySo) {
  const std::string list = list_of({issuer("a", a, R"(,"status":"suspended","since":1787302800,"why":"closed")")});
  const SignedSource source{.origin = "vci.example",
                            .list = list,
                            .networks = {"a"},
                            .denied_keys = {},
                            .denied_cards = {},
                            .facts = {},
                            .issues = {{40, UnixTime{std::chrono::seconds{1787302799}}},
                                       {41, UnixTime{std::chrono::seconds{1787302800}}},
                                       {42, UnixTime{std::chrono::seconds{1787400000}}}}};
  EXPECT_EQ(TrustList::from_signed({source}, {}).value().issuer(a)->since_list, 41);
  EXPECT_EQ(first_list_since(source.issues, UnixTime{std::chrono::seconds{1787400001}}), std::nullopt);
  EXPECT_EQ(first_list_since(source.issues, std::nullopt), std::nullopt);
}

TEST(SignedTrust, ARidThatAnyAcceptedNetworkRevokedIsRevoked) {
  const std::string crl = R"({"kid":")" + test_key(0).kid + R"(","ctr":1,"rids":["AAAA"]})";
  const std::string list =
      list_of({issuer("a", a, "", key(0, R"(,"ctr":1)")), issuer("b", a, "", key(0, R"(,"ctr":1)"), crl)});
  const TrustList trust = open_list(list);
  const TrustEntry* const entry = trust.find(a, test_key(0).kid);
  EXPECT_EQ(entry->network, "a");
  ASSERT_EQ(entry->more_revocations.size(), 1U);
  EXPECT_TRUE(entry->more_revocations[0]->revokes("AAAA", {}));
}

TEST(SignedTrust, AKeyOfManyTenantsKeepsTheNameOfEach) {
  std::vector<std::string> lines;
  for (int i = 0; i < 161; ++i) lines.push_back(issuer("a", a + std::to_string(i), "", key(0)));
  const std::string list = list_of(lines);
  const TrustList trust = open_list(list);
  EXPECT_EQ(trust.candidates(test_key(0).kid).size(), 1U);
  EXPECT_EQ(trust.owners(test_key(0).kid).size(), 161U);
  EXPECT_EQ(trust.find(a + "7", test_key(0).kid)->iss, a + "7");
  EXPECT_EQ(trust.find(b, test_key(0).kid), nullptr);
  const TrustList denied = open_list(list, {"a"}, {test_key(0).kid});
  for (int i = 0; i < 161; ++i) {
    EXPECT_EQ(denied.find(a + std::to_string(i), test_key(0).kid)->key_status, KeyStatus::denied);
  }
}

TEST(SignedTrust, ADenyHitsTheSameBytesUnderAnotherKid) {
  const std::string list = list_of({issuer("a", a, "", key(0)), issuer("a", b, "", key(0, "", "odd"))});
  for (const std::string& kid : {test_key(0).kid, std::string("odd")}) {
    const TrustList trust = open_list(list, {"a"}, {kid});
    EXPECT_EQ(trust.find(a, test_key(0).kid)->key_status, KeyStatus::denied);
    EXPECT_EQ(trust.find(b, "odd")->key_status, KeyStatus::denied);
  }
}

TEST(SignedTrust, DeniesOfAnIssuerAndOfACardHitJustThem) {
  const std::string list = list_of({issuer("a", a, "", key(0)), issuer("a", b, "", key(1))});
  const TrustList trust = open_list(list, {"a"}, {}, {{"a", a, "*", ""}, {"a", b, test_key(1).kid, "AAAA.1636977600"}});
  EXPECT_TRUE(trust.find(a, test_key(0).kid)->issuer_denied);
  EXPECT_FALSE(trust.find(b, test_key(1).kid)->issuer_denied);
  const auto& lists = trust.find(b, test_key(1).kid)->more_revocations;
  ASSERT_EQ(lists.size(), 1U);
  EXPECT_TRUE(lists[0]->revokes("AAAA", at("2021-11-15T11:59:59Z")));
  EXPECT_FALSE(lists[0]->revokes("AAAA", at("2021-11-15T12:00:00Z")));
}

TEST(SignedTrust, ARidIsNotItsPrefix) {
  const UnixTime before = at("2021-11-15T11:59:59Z");
  const UnixTime at_stamp = at("2021-11-15T12:00:00Z");
  struct Case {
    std::string rids;
    bool early;
    bool late;
  };
  for (const Case& c :
       {Case{R"("ABCDEFGHIJK-x")", false, false}, Case{R"("ABCDEFGHIJK.1636977600")", true, false},
        Case{R"("ABCDEFGHIJK")", true, true}, Case{R"("ABCDEFGHIJK.1636977600","ABCDEFGHIJK-x")", true, false},
        Case{R"("ABCDEFGHIJK","ABCDEFGHIJK-x")", true, true}}) {
    const std::string crl = R"({"kid":")" + test_key(0).kid + R"(","ctr":1,"rids":[)" + c.rids + "]}";
    const TrustList trust = open_list(list_of({issuer("a", a, "", key(0, R"(,"ctr":1)"), crl)}));
    const auto& list = trust.find(a, test_key(0).kid)->revocations;
    EXPECT_EQ(list->revokes("ABCDEFGHIJK", before), c.early) << c.rids;
    EXPECT_EQ(list->revokes("ABCDEFGHIJK", at_stamp), c.late) << c.rids;
  }
  const std::string both = R"({"kid":"x","ctr":1,"rids":["ABCDEFGHIJK","ABCDEFGHIJK.1636977600"]})";
  const std::string list = list_of({issuer("a", a, "", key(0), both)});
  EXPECT_EQ(TrustList::from_signed({{"o.example", list, {"a"}, {}, {}, {}}}, {}).error().code, Errc::trust_list_form);
}

TEST(SignedTrust, ASecondOperatorSpeaksForItsOwnNetworksOnly) {
  const std::string first = list_of({issuer("a", a, "", key(0))});
  const std::string second =
      list_of({issuer("a", a, "", key(0, R"(,"status":"revoked")")), issuer("b", b, "", key(1))});
  const SignedSource one{"one.example", first, {"a"}, {}, {}, {.origin = "one.example", .list = 1}};
  SignedSource two{"two.example", second, {"b"}, {}, {}, {.origin = "two.example", .list = 2}};
  const TrustList apart = TrustList::from_signed({one, two}, {}).value();
  EXPECT_EQ(apart.find(a, test_key(0).kid)->key_status, KeyStatus::active);
  EXPECT_EQ(*apart.facts_of(*apart.find(b, test_key(1).kid)).list, 2);
  two.networks = {"a", "b"};
  const TrustList both = TrustList::from_signed({one, two}, {}).value();
  EXPECT_EQ(both.find(a, test_key(0).kid)->key_status, KeyStatus::revoked);
}

TEST(SignedTrust, APointThatIsNoneCostsThatKeyAlone) {
  const std::string zeros(86, 'A');
  const std::string list = list_of({issuer("a", a, "", R"({"kid":"-","p256":")" + zeros + "\"}," + key(0))});
  const TrustList trust = open_list(list);
  EXPECT_EQ(trust.find(a, "-"), nullptr);
  EXPECT_NE(trust.find(a, test_key(0).kid), nullptr);
  EXPECT_TRUE(trust.candidates("-").empty());
  EXPECT_EQ(trust.entries().size(), 1U);
}

TEST(SignedTrust, BesideAPointThatIsNoneAnotherOfItsKidStays) {
  const std::string off = R"({"kid":")" + test_key(0).kid + R"(","p256":")" + std::string(86, 'A') + "\"}";
  const TrustList trust = open_list(list_of({issuer("a", a, "", off), issuer("a", b, "", key(0))}));
  EXPECT_EQ(trust.candidates(test_key(0).kid).size(), 1U);
  EXPECT_EQ(trust.find(a, test_key(0).kid), nullptr);
  EXPECT_NE(trust.find(b, test_key(0).kid), nullptr);
}

TEST(SignedTrust, OfThreeNetworksNoneLosesWhatItRevoked) {
  const std::string ctr = R"(,"ctr":1)";
  const auto crl = [](const char* rid) {
    return R"({"kid":")" + test_key(0).kid + R"(","ctr":1,"rids":[")" + rid + "\"]}";
  };
  const std::string suspended = R"(,"status":"suspended")";
  const std::string first = list_of(
      {issuer("a", a, suspended, key(0, ctr), crl("AAAA")), issuer("b", a, suspended, key(0, ctr), crl("BBBB"))});
  const std::string second = list_of({issuer("a", a, "", key(0, ctr), crl("CCCC"))});
  const SignedSource one{"one.example", first, {"a", "b"}, {}, {}, {.origin = "one.example"}};
  const SignedSource two{"two.example", second, {"a"}, {}, {}, {.origin = "two.example"}};
  const TrustList trust = TrustList::from_signed({one, two}, {}).value();
  const TrustEntry* const entry = trust.find(a, test_key(0).kid);
  EXPECT_EQ(entry->origin, "two.example");
  EXPECT_TRUE(entry->suspended_elsewhere);
  EXPECT_TRUE(entry->revocations->revokes("CCCC", {}));
  for (const char* rid : {"AAAA", "BBBB"}) {
    const auto revokes = [rid](const auto& list) { return list->revokes(rid, UnixTime{}); };
    EXPECT_TRUE(std::any_of(entry->more_revocations.begin(), entry->more_revocations.end(), revokes)) << rid;
  }
}

TEST(SignedTrust, TwoNetworksThatContradictEachOtherHelpNobody) {
  // Each names its own key under the kid of the other's, at the same issuer.
  const std::string list = list_of({issuer("a", a, "", key(0)), issuer("b", a, "", key(1, "", test_key(0).kid))});
  EXPECT_EQ(open_list(list).find(a, test_key(0).kid)->key_status, KeyStatus::revoked);
  EXPECT_EQ(open_list(list, {"a"}).find(a, test_key(0).kid)->key_status, KeyStatus::active);
  EXPECT_EQ(open_list(list, {"b"}).find(a, test_key(0).kid)->key, test_key(1).key);
}

// In whatever order the operators stand, and whatever they are called.
void expect_in_any_order(std::vector<std::string> lists, const std::function<void(const TrustEntry&)>& look) {
  std::sort(lists.begin(), lists.end());
  do {
    std::vector<SignedSource> sources;
    for (std::size_t i = 0; i < lists.size(); ++i) {
      const std::string origin = "o" + std::to_string(i) + ".example";
      sources.push_back({origin, lists[i], {"a"}, {}, {}, {.origin = origin}});
    }
    for (int turn = 0; turn < 2; ++turn) {
      const TrustList trust = TrustList::from_signed(sources, {}).value();
      const TrustEntry* const entry = trust.find(a, test_key(0).kid);
      ASSERT_NE(entry, nullptr);
      look(*entry);
      std::reverse(sources.begin(), sources.end());
    }
  } while (std::next_permutation(lists.begin(), lists.end()));
}

TEST(SignedTrust, AContradictionIsNotForgottenWhateverTheOrder) {
  const std::string one = list_of({issuer("a", a, R"(,"status":"suspended")", key(0))});
  const std::string two = list_of({issuer("a", a, "", key(1, "", test_key(0).kid))});
  const std::string three = list_of({issuer("a", a, "", key(0))});
  expect_in_any_order({one, two, three},
                      [](const TrustEntry& entry) { EXPECT_EQ(entry.key_status, KeyStatus::revoked); });
}

TEST(SignedTrust, OfTwoOperatorsTheStricterCountsWhateverTheOrder) {
  const auto listed = [](const std::string& more) { return list_of({issuer("a", a, "", key(0, more))}); };
  expect_in_any_order({listed(R"(,"status":"retired","since":1700000000)"), listed(""), listed(R"(,"exp":1800000000)"),
                       listed(R"(,"nbf":1600000000,"exp":1900000000,"use":"tv")"), listed(R"(,"use":"rv")")},
                      [](const TrustEntry& entry) {
                        EXPECT_EQ(entry.key_status, KeyStatus::retired);
                        EXPECT_EQ(entry.key_retired, UnixTime{std::chrono::seconds{1700000000}});
                        EXPECT_EQ(entry.key_until, UnixTime{std::chrono::seconds{1800000000}});
                        EXPECT_EQ(entry.key_from, UnixTime{std::chrono::seconds{1600000000}});
                        EXPECT_EQ(entry.use, "v");
                      });
}

TEST(SignedTrust, WhatOneOperatorCouldNotGetIsNotKnown) {
  const std::string promised = list_of({issuer("a", a, "", key(0, R"(,"ctr":1)"))});
  const std::string crl = R"({"kid":")" + test_key(0).kid + R"(","ctr":3,"stale":1700000000})";
  const std::string got = list_of({issuer("a", a, "", key(0, R"(,"ctr":2)"), crl)});
  expect_in_any_order({promised, got, list_of({issuer("a", a, "", key(0))})}, [](const TrustEntry& entry) {
    EXPECT_TRUE(entry.revocations_missing);
    EXPECT_TRUE(entry.revocations_stale);
  });
}

TEST(SignedTrust, AListUnderAKeyThatPromisesNoneRevokesAllTheSame) {
  const std::string crl = R"({"kid":")" + test_key(0).kid + R"(","ctr":3,"rids":["AAAA"]})";
  const TrustList trust = open_list(list_of({issuer("a", a, "", key(0), crl)}));
  const TrustEntry* const entry = trust.find(a, test_key(0).kid);
  ASSERT_TRUE(entry->revocations);
  EXPECT_TRUE(entry->revocations->revokes("AAAA", {}));
  EXPECT_EQ(entry->crl_version, 3);
  EXPECT_FALSE(entry->revocations_missing);
}

TEST(SignedTrust, IdsOfOtherFormsAndEntriesThatNobodyCanUseAreCarried) {
  const std::string odd = R"("123e4567-e89b-12d3-a456-426614174000","a b.1700000000","c.d")";
  const std::string crl = R"({"kid":")" + test_key(0).kid + R"(","ctr":1,"odd":[)" + odd + R"(],"unread":2})";
  const TrustList trust = open_list(list_of({issuer("a", a, "", key(0, R"(,"ctr":1)"), crl)}));
  const auto& list = trust.find(a, test_key(0).kid)->revocations;
  EXPECT_EQ(list->num_unusable(), 2U);
  EXPECT_TRUE(list->revokes("123e4567-e89b-12d3-a456-426614174000", {}));
  EXPECT_TRUE(list->revokes("a b", at("2023-11-14T22:13:19Z")));
  EXPECT_FALSE(list->revokes("a b", at("2023-11-14T22:13:20Z")));
  EXPECT_TRUE(list->revokes("c.d", {}));
}

TEST(SignedTrust, OneKidWithTwoPointsIsTriedWithBothAndDecidedByTheIssuer) {
  const std::string list = list_of({issuer("a", a, "", key(0)), issuer("a", b, "", key(1, "", test_key(0).kid))});
  const TrustList trust = open_list(list);
  EXPECT_EQ(trust.candidates(test_key(0).kid).size(), 2U);
  EXPECT_EQ(trust.find(a, test_key(0).kid)->key, test_key(0).key);
  EXPECT_EQ(trust.find(b, test_key(0).kid)->key, test_key(1).key);
  EXPECT_EQ(trust.owners(test_key(0).kid).size(), 2U);
}

TEST(SignedTrust, AKidThatIsNoThumbprintIsFoundByItsOwnTextOnly) {
  // 43 characters whose last one has bits to spare: close to a thumbprint, and none.
  std::string stray = std::string(42, 'A') + "B";
  for (const std::string& kid : {std::string("k"), std::string("key one"), stray, std::string(200, 'k')}) {
    const TrustList trust = open_list(list_of({issuer("a", a, "", key(0, "", kid)), issuer("a", b, "", key(1))}));
    ASSERT_NE(trust.find(a, kid), nullptr) << kid;
    EXPECT_EQ(trust.find(a, kid)->kid, kid);
    EXPECT_EQ(trust.find(a, kid.substr(0, kid.size() - 1)), nullptr);
    EXPECT_EQ(trust.find(a, kid + "A"), nullptr);
    EXPECT_EQ(trust.find(b, kid), nullptr);
    EXPECT_EQ(trust.find(a, std::string(43, 'A')), nullptr);
    EXPECT_EQ(trust.candidates(kid).size(), 1U);
  }
}

TEST(SignedTrust, WhatIsMadeAtFirstUseIsTheSameForAllThreads) {
  std::vector<std::string> lines;
  for (int i = 0; i < 161; ++i) lines.push_back(issuer("a", a + std::to_string(i), "", key(0)));
  const TrustList trust = open_list(list_of(lines));
  std::vector<std::vector<const TrustEntry*>> seen(4);
  std::vector<std::thread> threads;
  for (auto& entries : seen) {
    threads.emplace_back([&trust, &entries] {
      for (int i = 0; i < 161; ++i) {
        entries.push_back(trust.find(a + std::to_string(i), test_key(0).kid));
        EXPECT_EQ(trust.issuer(a + std::to_string(i))->num_keys, 1U);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& entries : seen) EXPECT_EQ(entries, seen.front());
  EXPECT_EQ(trust.entries().size(), 161U);
  EXPECT_EQ(&trust.candidates(test_key(0).kid)[0].x(), &trust.find(a + "7", test_key(0).kid)->key.x());
}

TEST(KeySets, EachIssuerKeepsWhatIsItsOwn) {
  const auto seen = at("2026-08-01T00:00:00Z");
  const auto make = [&](const std::string& iss, const std::string& name, std::size_t number, auto last_seen) {
    IssuerKeys issuer;
    issuer.iss = iss;
    issuer.name = name;
    issuer.last_seen = last_seen;
    issuer.key_set.keys.push_back({test_key(number).kid, test_key(number).key, {}});
    return issuer;
  };
  // The second line of `a` brings a key and no new name: the first says who `a` is.
  const TrustList trust = TrustList::from_issuers(
      {make(a, "A", 0, std::optional(seen)), make(b, "B", 0, std::optional<UnixTime>()),
       make(a, "other", 1, std::optional<UnixTime>()), make(a, "third", 0, std::optional(seen))},
      {}, {});
  EXPECT_EQ(trust.num_issuers(), 2U);
  EXPECT_EQ(trust.num_keys(), 3U);
  EXPECT_EQ(trust.issuer_name(a), "A");
  EXPECT_EQ(trust.issuer(a)->num_keys, 2U);
  EXPECT_EQ(trust.find(a, test_key(0).kid)->name, "A");
  EXPECT_EQ(trust.find(a, test_key(0).kid)->last_seen, seen);
  EXPECT_EQ(trust.find(a, test_key(1).kid)->name, "other");
  EXPECT_EQ(trust.find(a, test_key(1).kid)->last_seen, std::nullopt);
  EXPECT_EQ(trust.find(b, test_key(0).kid)->last_seen, std::nullopt);
  EXPECT_EQ(trust.issuers().at(1)->name, "B");
}

}  // namespace
}  // namespace vhc
