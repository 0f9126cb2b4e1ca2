// The rules of trust.md 1.10, both sides of each, from small snapshots made here.
#include "vhc/vci_directory.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../support/test_issuer.h"
#include "../support/vci_snapshots.h"
#include "vhc/json.h"

namespace vhc {
namespace {

using namespace snapshots;

// ---- V4

TEST(VciDirectory, IssuerThatIsNotInTheDirectoryIsSuspendedAndItsNameStays) {
  const std::string snapshot = snapshot_of(entry(pharmacy, jwk(first())) + "," +
                                           entry(clinic, jwk(second()), R"(,"lastRetrieved":"2025-01-02T03:04:05Z")"));
  const VciDirectory read_all = read(snapshot, directory_of({pharmacy, "https://new.example/shc"}));
  EXPECT_EQ(IssuerStatus::active, read_all.trust.find(pharmacy, kid_of(first()))->issuer_status);
  EXPECT_EQ(IssuerStatus::suspended, read_all.trust.find(clinic, kid_of(second()))->issuer_status);
  EXPECT_EQ(IssuerStatus::suspended, read_all.trust.issuer(clinic)->status);
  EXPECT_EQ("Corner Pharmacy", read_all.trust.issuer_name(clinic));
  EXPECT_EQ(1U, read_all.counts.listed);
  EXPECT_EQ(1U, read_all.counts.delisted);
  EXPECT_EQ(0U, read_all.counts.delisted_with_listed_key);
  EXPECT_EQ(1U, read_all.counts.not_in_snapshot);
  ASSERT_EQ(Rules{"V4:warning"}, rules_of(read_all));
  EXPECT_EQ(clinic, read_all.findings[0].iss);
  EXPECT_EQ("last seen 2025-01-02T03:04:05Z", read_all.findings[0].detail);
  EXPECT_TRUE(read_all.trust.findings().empty());
}

TEST(VciDirectory, StruckIssuerWhoseKeyAListedOneHasIsTold) {
  const std::string snapshot = snapshot_of(entry(pharmacy, jwk(first())) + "," + entry(clinic, jwk(first())));
  const VciDirectory moved = read(snapshot, directory_of({clinic}));
  EXPECT_EQ(1U, moved.counts.delisted_with_listed_key);
  EXPECT_EQ("a listed issuer has its key", moved.findings.at(0).detail);
}

TEST(VciDirectory, WithoutTheDirectoryEverybodyIsListedAndEveryReportSaysSo) {
  const VciDirectory all = read(snapshot_of(entry(pharmacy, jwk(first()))));
  EXPECT_EQ(IssuerStatus::active, all.trust.issuer(pharmacy)->status);
  ASSERT_EQ(1U, all.trust.findings().size());
  EXPECT_EQ(Errc::trust_no_directory, all.trust.findings()[0].code);
  EXPECT_EQ("V4", rule_of(all.findings.at(0).code));
}

TEST(VciDirectory, OnlyWhatIsARuleOfTheReadingHasANumber) {
  EXPECT_EQ("V20", rule_of(Errc::trust_damaged));
  EXPECT_EQ("", rule_of(Errc::trust_rollback)) << "a section of the rules on updating is no rule";
  EXPECT_EQ("", rule_of(Errc::unreadable));
}

TEST(VciDirectory, DamagedDirectoryRefusesTheWhole) {
  const std::string good = snapshot_of(entry(pharmacy, jwk(first())));
  EXPECT_EQ("read", where_damaged(good, directory_of({})));
  EXPECT_EQ("vci-issuers.json, line 1, column 1", where_damaged(good, "[]"));
  EXPECT_EQ("vci-issuers.json, line 1, column 1", where_damaged(good, "{}"));
  EXPECT_EQ("vci-issuers.json, line 1, column 26", where_damaged(good, R"({"participating_issuers":{}})"));
  EXPECT_NE("read", where_damaged(good, ""));
}

// ---- V5, V6

struct IssCase {
  const char* name;
  const char* iss;
  bool taken;
  const char* finding;  // empty: none
};
constexpr IssCase iss_cases[] = {
    {"Plain", "https://pharmacy.example/shc", true, ""},
    {"HostOnly", "https://pharmacy.example", true, ""},
    {"NotHttps", "http://pharmacy.example/shc", false, "V5:error"},
    {"OtherCaseOfScheme", "HTTPS://pharmacy.example/shc", false, "V5:error"},
    {"TrailingSlash", "https://pharmacy.example/shc/", false, "V5:error"},
    {"Query", "https://pharmacy.example/shc?a", false, "V5:error"},
    {"Fragment", "https://pharmacy.example/shc#a", false, "V5:error"},
    {"UserPart", "https://rivera@pharmacy.example/shc", false, "V5:error"},
    {"Space", "https://pharmacy.example/s hc", false, "V5:error"},
    {"ControlCharacter", R"(https://pharmacy.example/s\u0001hc)", false, "V5:error"},
    {"Backslash", R"(https://pharmacy.example\\shc)", false, "V5:error"},
    {"EncodedNul", "https://pharmacy.example/s%00hc", false, "V5:error"},
    {"OtherEncodedByte", "https://pharmacy.example/s%2Fhc", true, ""},
    {"HostOutsideAscii", R"(https://pharm\u00e4cy.example/shc)", false, "V5:error"},
    {"ALabel", "https://xn--pharmcy-5wa.example/shc", true, ""},
    {"Port", "https://pharmacy.example:8443/shc", true, "V5:warning"},
    {"Address", "https://192.0.2.7/shc", true, "V5:warning"},
    {"LongAddress", "https://[2001:db8::7]/shc", false, "V5:error"},
    {"LabelOfDigitsInFront", "https://7.pharmacy.example/shc", true, ""},
    {"Capitals", "https://Pharmacy.example/shc", true, "V5:note"},
    {"CapitalsInThePathOnly", "https://pharmacy.example/SHC", true, ""},
    {"Empty", "", false, "V5:error"},
};
class VciIss : public testing::TestWithParam<IssCase> {};
TEST_P(VciIss, IsTakenOrRefusedAsTheRuleSays) {
  const IssCase& row = GetParam();
  const VciDirectory one = read(snapshot_of(entry(row.iss, jwk(first()))));
  EXPECT_EQ(row.taken ? 1U : 0U, one.counts.issuers);
  EXPECT_EQ(row.taken ? 0U : 1U, one.counts.refused_issuers);
  EXPECT_EQ(*row.finding == '\0' ? Rules{} : Rules{row.finding}, rules_of(one));
  EXPECT_EQ(row.taken ? 1U : 0U, one.trust.candidates(kid_of(first())).size());
}
INSTANTIATE_TEST_SUITE_P(, VciIss, testing::ValuesIn(iss_cases), [](const auto& row) { return row.param.name; });

TEST(VciDirectory, AddressesThatDifferInCaseStayTwoIssuers) {
  const VciDirectory two = read(
      snapshot_of(entry("https://a.example/SHC", jwk(first())) + "," + entry("https://a.example/shc", jwk(second()))));
  EXPECT_EQ(2U, two.counts.issuers);
  EXPECT_EQ(1U, two.counts.differing_in_case);
  EXPECT_EQ(nullptr, two.trust.find("https://a.example/SHC", kid_of(second())));
  EXPECT_EQ(nullptr, two.trust.find("https://a.example/Shc", kid_of(first())));
  ASSERT_NE(nullptr, two.trust.similar_issuer("https://a.example/Shc"));
  ASSERT_NE(nullptr, two.trust.similar_issuer("https://a.example/shc/"));
  EXPECT_EQ("https://a.example/SHC", two.trust.similar_issuer("https://a.example/shc")->iss);
  EXPECT_EQ(nullptr, two.trust.similar_issuer("https://b.example/shc"));
}

TEST(VciDirectory, SecondEntryOfOneAddressIsRefused) {
  const VciDirectory twice = read(snapshot_of(entry(pharmacy, jwk(first())) + "," + entry(pharmacy, jwk(second()))));
  EXPECT_EQ(Rules{"V5:error"}, rules_of(twice));
  EXPECT_NE(nullptr, twice.trust.find(pharmacy, kid_of(first())));
  EXPECT_EQ(nullptr, twice.trust.find(pharmacy, kid_of(second())));
}

TEST(VciDirectory, KidOfSeveralIssuersBelongsToEachAndHasOneKey) {
  const VciDirectory shared = read(snapshot_of(entry(pharmacy, jwk(first()), "", "A") + "," +
                                               entry(clinic, jwk(first()) + "," + jwk(second()), "", "B")));
  EXPECT_EQ(3U, shared.counts.keys);
  EXPECT_EQ(2U, shared.counts.distinct_kids);
  EXPECT_EQ(1U, shared.counts.shared_kids);
  EXPECT_EQ(1U, shared.trust.candidates(kid_of(first())).size());
  EXPECT_EQ(2U, shared.trust.owners(kid_of(first())).size());
  EXPECT_EQ("A", shared.trust.find(pharmacy, kid_of(first()))->name);
  EXPECT_EQ("B", shared.trust.find(clinic, kid_of(first()))->name);
  EXPECT_EQ(nullptr, shared.trust.find(pharmacy, kid_of(second())));
}

// ---- V7 to V12: the vectors of the key set reader, inside a snapshot

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(VciDirectory, KeySetVectorsReadTheSameInsideASnapshot) {
  std::size_t judged = 0;
  for (const auto& file : std::filesystem::directory_iterator(VHC_TEST_VECTORS "/key-sets")) {
    if (file.path().extension() != ".json") continue;
    const std::string json = read_file(file.path());
    const auto set = parse_key_set(json);
    const auto document = JsonDocument::parse(json, {.max_depth = 32});
    const auto keys = document ? document->root().find("keys") : std::nullopt;
    if (!set || !keys || file.path().filename() == "json-32-deep.json") continue;  // in a snapshot it is deeper
    SCOPED_TRACE(file.path().filename());
    const auto result = read_vci_snapshot(
        snapshot_of(R"({"issuer":{"iss":"https://pharmacy.example/shc"},"keys":)" + std::string(keys->text()) + "}"),
        std::nullopt);
    ++judged;
    ASSERT_TRUE(result);
    EXPECT_EQ(set->keys.size(), result->counts.keys);
    for (const ListedKey& key : set->keys) {
      const TrustEntry* const found = result->trust.find(pharmacy, key.kid);
      ASSERT_NE(nullptr, found);
      EXPECT_TRUE(found->key == key.key);
      EXPECT_EQ(key.crl_version, found->crl_version);
    }
    Rules wanted;
    for (const Finding& finding : set->findings) {
      wanted.push_back(std::string(rule_of(finding.code)) + ":" + std::string(name(finding.severity)));
    }
    for (const ListedKey& key : set->keys) {
      if (key.crl_version) wanted.emplace_back("V13:warning");  // no list in this snapshot
    }
    std::sort(wanted.begin(), wanted.end());
    EXPECT_EQ(wanted, rules_of(*result));
  }
  EXPECT_GE(judged, 80U);
  std::cout << judged << " key set vectors inside a snapshot\n";
}

TEST(VciDirectory, FindingNamesIssuerAndKid) {
  const VciDirectory odd =
      read(snapshot_of(entry(pharmacy, jwk(second()) + "," + jwk_with(first(), R"("crlVersion":"3")"))));
  ASSERT_EQ((Rules{"V12:warning", "V13:warning"}), rules_of(odd));
  EXPECT_EQ(pharmacy, odd.findings[0].iss);
  EXPECT_EQ(kid_of(first()), odd.findings[0].kid);
}

// ---- V10

// RFC 7515 A.3: a key pair that everybody knows.
constexpr const char* known_point =
    R"("kty":"EC","use":"sig","alg":"ES256","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kid":"oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U")";
constexpr const char* known_d = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";

std::string known_key(const std::string& d = "") {
  return "{" + std::string(known_point) + (d.empty() ? "" : R"(,"d":")" + d + "\"") + "}";
}

struct PrivateCase {
  const char* name;
  std::string d;
  bool is_true;
};
const PrivateCase private_cases[] = {
    {"True", known_d, true},
    {"TrueWithPadding", std::string(known_d) + "=", true},
    {"TrueWithZeros", "AAAA" + std::string("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"), true},
    {"TrueInTheOtherAlphabet", "jpsQnnGQmL+YBIffH1136cspYG6+0iY7X1fCE9+E9LI", true},
    {"OneBitOff", "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LM", false},
    {"Zero", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false},
    {"NotBase64", "....", false},
    {"Huge", std::string(300, 'A'), false},
};
class VciPrivateKey : public testing::TestWithParam<PrivateCase> {};
TEST_P(VciPrivateKey, TrueOneIsRefusedEverywhereAndFalseOneThereOnly) {
  const std::string snapshot =
      snapshot_of(entry(pharmacy, known_key(GetParam().d)) + "," + entry(clinic, known_key() + "," + jwk(second())));
  const VciDirectory leaked = read(snapshot);
  const std::string kid = "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U";
  EXPECT_EQ(nullptr, leaked.trust.find(pharmacy, kid));
  EXPECT_EQ(GetParam().is_true, leaked.trust.find(clinic, kid) == nullptr);
  EXPECT_NE(nullptr, leaked.trust.find(clinic, kid_of(second())));
  EXPECT_EQ(GetParam().is_true ? 0U : 1U, leaked.trust.candidates(kid).size());
  EXPECT_EQ((GetParam().is_true ? Rules{"V10:error", "V10:error", "V16:warning"} : Rules{"V10:error", "V16:warning"}),
            rules_of(leaked));
  for (const VciFinding& finding : leaked.findings) {
    EXPECT_EQ(std::string::npos, (finding.detail + finding.kid).find(GetParam().d));
  }
}
INSTANTIATE_TEST_SUITE_P(, VciPrivateKey, testing::ValuesIn(private_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(VciDirectory, IssuerWhoseOnlyKeyLeakedElsewhereHasNone) {
  const VciDirectory leaked = read(snapshot_of(entry(pharmacy, known_key()) + "," + entry(clinic, known_key(known_d))));
  EXPECT_EQ((Rules{"V10:error", "V10:error", "V16:warning", "V16:warning"}), rules_of(leaked));
  EXPECT_EQ(2U, leaked.counts.no_key);
  EXPECT_TRUE(leaked.trust.lists_issuer(pharmacy));
}

// ---- V12, V13: lists

struct ListCase {
  const char* name;
  std::optional<std::int64_t> crl_version;
  std::string crls;
  Rules rules;
  bool revokes;  // the rid MKyCxh7p6uQ
};
std::vector<ListCase> list_cases() {
  const std::string kid = kid_of(first());
  const std::string rid = R"("MKyCxh7p6uQ")";
  return {
      {"Good", 2, list(kid, "2", rid), {}, true},
      {"CounterAsText", 2, list(kid, "\"2\"", rid), {"V12:warning"}, true},
      {"CounterMissing", 2, list(kid, "0", rid), {"V12:warning", "V13:warning"}, true},
      {"CounterBelow", 2, list(kid, "1", rid), {"V13:warning"}, true},
      {"CounterAbove", 2, list(kid, "3", rid), {"V13:warning"}, true},
      {"NoList", 2, "", {"V13:warning"}, false},
      {"EmptyArray", 2, R"(,"crls":[])", {"V13:warning"}, false},
      {"KeyPromisesNone", std::nullopt, list(kid, "2", rid), {"V13:warning"}, false},
      {"OtherKid", 2, list(kid_of(second()), "2", rid), {"V13:error", "V13:warning"}, false},
      {"OtherMethod", 2, list(kid, "2", rid, "serial"), {"V13:error", "V13:warning"}, false},
      {"UnusableEntry", 2, list(kid, "2", rid + R"(,"a b")"), {"V13:error"}, true},
      {"NoRids", 2, R"(,"crls":[{"kid":")" + kid + R"(","method":"rid","ctr":2}])", {":error", "V13:warning"}, false},
  };
}
TEST(VciDirectory, ListsAreUsedOrRefusedAsTheRuleSays) {
  for (const ListCase& row : list_cases()) {
    SCOPED_TRACE(row.name);
    const VciDirectory one = read(snapshot_of(entry(pharmacy, jwk(first(), row.crl_version), row.crls)));
    EXPECT_EQ(row.rules, rules_of(one));
    const TrustEntry* const found = one.trust.find(pharmacy, kid_of(first()));
    ASSERT_NE(nullptr, found);
    EXPECT_EQ(row.crl_version, found->crl_version);
    EXPECT_EQ(row.revokes, found->revocations && found->revocations->revokes("MKyCxh7p6uQ", UnixTime{}));
  }
}

TEST(VciDirectory, ListsAreCounted) {
  const VciDirectory one =
      read(snapshot_of(entry(pharmacy, jwk(first(), 1), list(kid_of(first()), "1", R"("a","b","c")")) + "," +
                       entry(clinic, jwk(second()))));
  EXPECT_EQ(1U, one.counts.crl_issuers);
  EXPECT_EQ(1U, one.counts.crl_files);
  EXPECT_EQ(3U, one.counts.rids);
  EXPECT_EQ(1U, one.counts.keys_with_counter);
}

// ---- V16, V18, V21

TEST(VciDirectory, IssuerWithoutKeysIsListedAndReported) {
  for (const std::string& keys : {std::string(R"(,"keys":[])"), std::string()}) {
    const VciDirectory none =
        read(snapshot_of(R"({"issuer":{"iss":"https://pharmacy.example/shc","name":"A"})" + keys + "}"));
    EXPECT_EQ(Rules{"V16:warning"}, rules_of(none));
    EXPECT_EQ(1U, none.counts.no_key);
    EXPECT_TRUE(none.trust.lists_issuer(pharmacy));
    EXPECT_EQ("A", none.trust.issuer_name(pharmacy));
  }
}

TEST(VciDirectory, UnknownMembersAreCountedWhereverTheyStandAndKnownOnesAreNot) {
  const std::string known = jwk_with(first(), R"("x5c":[],"x5t":"a","key_ops":["verify"])");
  const std::string odd = jwk_with(second(), R"("date":"2021","keySize":256)");
  const std::string snapshot =
      R"({"directory":"","time":"2026-08-22T00:00:00Z","note":1,"issuerInfo":[{"issuer":{"iss":")" +
      std::string(pharmacy) + R"(","name":"A","website":"w","canonical_iss":"c","date":1},"keys":[)" + known + "," +
      odd +
      R"(],"tlsDetails":{"version":"1.3"},"errors":[],"warnings":[],"extra":{},"lastRetrieved":"2026-08-22T00:00:00Z"}]})";
  const VciDirectory one = read(snapshot);
  const std::map<std::string, std::size_t> wanted = {{"date", 2}, {"extra", 1}, {"keySize", 1}, {"note", 1}};
  EXPECT_EQ(wanted, one.counts.unknown_members);
  EXPECT_EQ(1U, one.counts.x5c_keys);
  EXPECT_EQ(1U, one.counts.with_canonical_iss);
  EXPECT_EQ(Rules{}, rules_of(one));
}

TEST(VciDirectory, NameIsShownWithoutWhatMayNotBeSeen) {
  const VciDirectory odd = read(snapshot_of(entry(pharmacy, jwk(first()), "", R"(Corner\u202e Pharmacy\u0007\u2028)")));
  EXPECT_EQ(Rules{"V21:warning"}, rules_of(odd));
  EXPECT_EQ("Corner Pharmacy", odd.trust.issuer_name(pharmacy));
  const VciDirectory plain = read(snapshot_of(entry(pharmacy, jwk(first()), "", R"(Clinique Sant\u00e9)")));
  EXPECT_EQ(Rules{}, rules_of(plain));
  EXPECT_EQ("Clinique Santé", plain.trust.issuer_name(pharmacy));
}

TEST(VciDirectory, NamesThatSeveralHaveAreCountedAndEmptyOnesAreNot) {
  const VciDirectory three =
      read(snapshot_of(entry("https://a.example", "", "", "A") + "," + entry("https://b.example", "", "", "A") + "," +
                       entry("https://c.example", "", "", "") + "," + entry("https://d.example", "", "", "")));
  EXPECT_EQ(1U, three.counts.names_used_twice);
  EXPECT_EQ(2U, three.counts.issuers_with_such_a_name);
}

// ---- ages

struct AgeCase {
  const char* seen;
  std::size_t VciCounts::*bucket;
  bool stale;
};
const AgeCase age_cases[] = {
    {"2026-08-22T00:00:00Z", &VciCounts::seen_today, false},
    {"2026-08-21T00:00:01Z", &VciCounts::seen_today, false},
    {"2026-08-21T00:00:00Z", &VciCounts::seen_in_30_days, false},
    {"2026-07-23T00:00:00Z", &VciCounts::seen_in_30_days, false},
    {"2026-07-22T23:59:59Z", &VciCounts::seen_in_30_days, true},
    {"2026-07-22T00:00:00Z", &VciCounts::seen_in_a_year, true},
    {"2025-08-22T00:00:00Z", &VciCounts::seen_in_a_year, true},
    {"2025-08-21T00:00:00Z", &VciCounts::seen_before, true},
};
TEST(VciDirectory, AgeOfAnEntryIsCountedInWholeDays) {
  for (const AgeCase& row : age_cases) {
    const VciDirectory one =
        read(snapshot_of(entry(pharmacy, jwk(first()), std::string(R"(,"lastRetrieved":")") + row.seen + "\"")));
    EXPECT_EQ(1U, one.counts.*row.bucket) << row.seen;
    EXPECT_EQ(row.stale ? 1U : 0U, one.counts.stale) << row.seen;
  }
}

TEST(VciDirectory, ListIsFreshForSevenDays) {
  const VciDirectory one = read(snapshot_of(""));
  const TrustFacts& facts = one.trust.facts();
  EXPECT_EQ("vci-snapshot", facts.origin);
  ASSERT_TRUE(facts.issued.has_value());
  EXPECT_EQ(day, to_rfc3339(*facts.issued));
  EXPECT_EQ(ListState::fresh, state_at(facts, *facts.issued - std::chrono::hours{1}));
  EXPECT_EQ(ListState::fresh, state_at(facts, *facts.issued + std::chrono::days{7}));
  EXPECT_EQ(ListState::stale, state_at(facts, *facts.issued + std::chrono::days{7} + std::chrono::seconds{1}));
}

// ---- V19

TEST(VciDirectory, CeilingsAreReadAndOneMoreIsNot) {
  std::string keys = jwk(first());
  for (std::size_t i = 1; i < max_keys_per_issuer; ++i) keys += "," + jwk(first());
  EXPECT_TRUE(is_taken(entry(pharmacy, keys)));
  EXPECT_FALSE(is_taken(entry(pharmacy, keys + "," + jwk(first()))));

  const std::string long_name(max_vci_string_bytes, 'a');
  EXPECT_TRUE(is_taken(entry(pharmacy, "", "", long_name)));
  EXPECT_FALSE(is_taken(entry(pharmacy, "", "", long_name + "a")));

  const auto nested = [](std::size_t depth) {  // the snapshot, issuerInfo and the entry are three levels
    return entry(pharmacy, "", R"(,"extra":)" + std::string(depth - 3, '[') + std::string(depth - 3, ']'));
  };
  EXPECT_TRUE(is_taken(nested(max_vci_depth)));
  EXPECT_FALSE(is_taken(nested(max_vci_depth + 1)));

  std::string whole = snapshot_of("");
  whole.append(max_vci_file_bytes - whole.size(), ' ');
  EXPECT_EQ("read", where_damaged(whole));
  EXPECT_NE("read", where_damaged(whole + " "));
}

TEST(VciDirectory, ManyIssuersAndManyRidsAreReadAndOneMoreIsNot) {
  std::string entries;
  for (std::size_t i = 0; i < max_vci_issuers; ++i) {
    entries += (i == 0 ? "" : ",") + (R"({"issuer":{"iss":"https://a.example/)" + std::to_string(i) + R"("}})");
  }
  EXPECT_EQ("read", where_damaged(snapshot_of(entries)));
  EXPECT_NE("read", where_damaged(snapshot_of(entries + R"(,{"issuer":{"iss":"https://a.example/x"}})")));

  std::string rids;
  for (std::size_t i = 0; i < max_vci_rids; ++i) rids += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\"";
  const auto lists_of = [&](const std::string& all) {
    return rules_of(read(snapshot_of(entry(pharmacy, jwk(first(), 1), list(kid_of(first()), "1", all)))));
  };
  EXPECT_EQ(Rules{}, lists_of(rids));
  EXPECT_EQ((Rules{":error", "V13:warning"}), lists_of(rids + R"(,"a")"));
}

// ---- V20

struct DamagedCase {
  const char* name;
  std::string snapshot;
  const char* where;
};
const DamagedCase damaged_cases[] = {
    {"Empty", "", "offset 0"},
    {"NotJson", "{", "offset"},
    {"ByteOrderMark", "\xEF\xBB\xBF" + snapshot_of(""), "offset 0"},
    {"DuplicateMember", "{\"time\":\"\",\n \"time\":\"\"}", "line 2, column 3"},
    {"DuplicateMemberBehindAnEscape", R"({"time":"","\u0074ime":""})", "line 1, column 13"},
    {"Trailing", snapshot_of("") + "x", "line 1"},
    {"Array", "[]", "line 1, column 1"},
    {"NoTime", R"({"directory":"","issuerInfo":[]})", "line 1, column 1"},
    {"NoDirectory", R"({"time":"2026-08-22T00:00:00Z","issuerInfo":[]})", "line 1, column 1"},
    {"NoIssuers", R"({"directory":"","time":"2026-08-22T00:00:00Z"})", "line 1, column 1"},
    {"DirectoryIsANumber", R"({"directory":1,"time":"2026-08-22T00:00:00Z","issuerInfo":[]})", "line 1, column 14"},
    {"TimeWithoutZone", R"({"directory":"","time":"2026-08-22 00:00:00","issuerInfo":[]})", "line 1, column 24"},
    {"TimeIsANumber", R"({"directory":"","time":1,"issuerInfo":[]})", "line 1, column 24"},
    {"IssuersAreAnObject", R"({"directory":"","time":"2026-08-22T00:00:00Z","issuerInfo":{}})", "line 1, column 60"},
};
class VciDamaged : public testing::TestWithParam<DamagedCase> {};
TEST_P(VciDamaged, IsRefusedWithItsPlace) {
  const std::string where = where_damaged(GetParam().snapshot);
  EXPECT_EQ(0U, where.find("vci_snapshot.json, ")) << where;
  EXPECT_NE(std::string::npos, where.find(GetParam().where)) << where;
}
INSTANTIATE_TEST_SUITE_P(, VciDamaged, testing::ValuesIn(damaged_cases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(VciDirectory, ErrorsQuoteNothingOfTheFile) {
  for (const char* text :
       {R"({"directory":{"Rivera":1},"time":"Rivera","issuerInfo":"Rivera"})", R"({"Rivera":Rivera})"}) {
    const auto result = read_vci_snapshot(text, std::nullopt);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(std::string::npos, (result.error().what + result.error().where + result.error().hint).find("Rivera"));
  }
}

}  // namespace
}  // namespace vhc
