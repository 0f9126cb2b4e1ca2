#include "vhc/key_set.h"

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

#include "vhc/base64url.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

using Rows = std::vector<std::vector<std::string>>;

// The lines of a tab separated file, less its header.
Rows read_table(const std::string& path) {
  Rows rows;
  std::istringstream lines(read_file(path));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    auto& row = rows.emplace_back();
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(cell);
  }
  return rows;
}

std::vector<std::string> words(const std::string& text) {
  if (text == "-") return {};
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

std::vector<std::string> kids_of(const KeySet& set) {
  std::vector<std::string> kids;
  for (const ListedKey& key : set.keys) {
    kids.push_back(key.kid + (key.crl_version ? ":" + std::to_string(*key.crl_version) : ""));
  }
  return kids;
}

std::vector<std::string> findings_of(const KeySet& set) {
  std::vector<std::string> findings;
  for (const Finding& finding : set.findings) {
    findings.push_back(std::string(name(finding.code)) + ":" + std::string(name(finding.severity)) + ":" +
                       finding.where);
  }
  std::sort(findings.begin(), findings.end());
  return findings;
}

std::vector<std::string> sorted(std::vector<std::string> list) {
  std::sort(list.begin(), list.end());
  return list;
}

// ---- our own vectors

TEST(KeySetVectors, AreReadAsExpected) {
  const std::string folder = VHC_TEST_VECTORS "/key-sets/";
  const Rows rows = read_table(folder + "expectations.tsv");
  ASSERT_GE(rows.size(), 100U);
  std::size_t agreed = 0;
  for (const auto& row : rows) {
    ASSERT_EQ(5U, row.size());
    SCOPED_TRACE(row[0] + ": " + row[4]);
    ASSERT_TRUE(std::filesystem::exists(folder + row[0]));
    const bool failed_before = HasFailure();
    const auto set = parse_key_set(read_file(folder + row[0]));
    EXPECT_EQ(row[1], set ? "ok" : name(set.error().code));
    if (set) {
      EXPECT_EQ(words(row[2]), kids_of(*set));
      EXPECT_EQ(sorted(words(row[3])), findings_of(*set));
    }
    agreed += HasFailure() && !failed_before ? 0U : 1U;
  }
  std::cout << agreed << " of " << rows.size() << " key set vectors\n";
}

TEST(KeySetVectors, EveryFileHasARow) {
  std::set<std::string> listed;
  for (const auto& row : read_table(VHC_TEST_VECTORS "/key-sets/expectations.tsv")) listed.insert(row.at(0));
  for (const auto& file : std::filesystem::directory_iterator(VHC_TEST_VECTORS "/key-sets")) {
    if (file.path().extension() != ".json") continue;
    EXPECT_TRUE(listed.contains(file.path().filename().string())) << file.path().filename();
  }
}

// ---- limits

// The first key of the three-key vector, `count` times.
std::string set_of(std::size_t count) {
  const auto three = parse_key_set(read_file(VHC_TEST_VECTORS "/key-sets/three-keys.json"));
  const std::string jwk = to_jwk(three.value().keys.at(0));
  std::string json = R"({"keys":[)";
  for (std::size_t i = 0; i < count; ++i) json += (i == 0 ? "" : ",") + jwk;
  return json + "]}";
}

TEST(KeySet, ThousandKeysAreReadAndOneMoreIsNot) {
  const auto full = parse_key_set(set_of(max_keys_per_issuer));
  ASSERT_TRUE(full.has_value());
  EXPECT_EQ(1U, full->keys.size());
  const auto over = parse_key_set(set_of(max_keys_per_issuer + 1));
  ASSERT_FALSE(over.has_value());
  EXPECT_EQ(Errc::key_set_form, over.error().code);
  EXPECT_EQ("/keys", over.error().where);
}

TEST(KeySet, TextOfTheLargestSizeIsReadAndOneByteMoreIsNot) {
  std::string json = set_of(1);
  json.append(max_key_set_bytes - json.size(), ' ');
  EXPECT_TRUE(parse_key_set(json).has_value());
  const auto over = parse_key_set(json + ' ');
  ASSERT_FALSE(over.has_value());
  EXPECT_EQ(Errc::json_too_large, over.error().code);
  EXPECT_EQ("a key set has at most 1 MiB", over.error().hint);
}

// ---- what leaves the reader

TEST(KeySet, PrivateValueIsInNothingThatComesOut) {
  const std::string json = read_file(VHC_TEST_VECTORS "/key-sets/v10-d.json");
  const std::string secret = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
  ASSERT_NE(std::string::npos, json.find(secret));
  const auto set = parse_key_set(json);
  ASSERT_TRUE(set.has_value());
  for (const Finding& finding : set->findings) {
    EXPECT_EQ(std::string::npos, (finding.where + finding.detail).find(secret.substr(0, 8)));
  }
  for (const ListedKey& key : set->keys) EXPECT_EQ(std::string::npos, to_jwk(key).find(secret.substr(0, 8)));
}

TEST(KeySet, FindingsQuoteNoValue) {
  const auto set = parse_key_set(
      R"({"keys":[{"kty":"Rivera"},{"kty":"EC","crv":"Rivera","use":"Rivera","alg":"Rivera"},)"
      R"({"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","x":"Rivera","y":"Rivera!","kid":"Rivera"}]})");
  ASSERT_TRUE(set.has_value());
  ASSERT_GE(set->findings.size(), 6U);
  for (const Finding& finding : set->findings) {
    EXPECT_EQ(std::string::npos, (finding.where + finding.detail).find("Rivera"));
  }
}

TEST(KeySet, BareKeyComesWithAHint) {
  const auto set = parse_key_set(read_file(VHC_TEST_VECTORS "/key-sets/form-bare-key.json"));
  ASSERT_FALSE(set.has_value());
  EXPECT_NE("", set.error().hint);
}

TEST(KeySet, KeyWrittenAsJwkIsReadBackAsTheSameKey) {
  for (const char* file : {"three-keys", "v11-counters", "v9-both-dropped", "v12-largest"}) {
    const auto set = parse_key_set(read_file(VHC_TEST_VECTORS "/key-sets/" + std::string(file) + ".json"));
    ASSERT_TRUE(set.has_value()) << file;
    for (const ListedKey& key : set->keys) {
      const auto again = parse_key_set(R"({"keys":[)" + to_jwk(key) + "]}");
      ASSERT_TRUE(again && again->keys.size() == 1) << file;
      EXPECT_EQ(key.kid, again->keys[0].kid);
      EXPECT_TRUE(key.key == again->keys[0].key);
      EXPECT_EQ(key.crl_version, again->keys[0].crl_version);
    }
  }
}

TEST(KeySet, JwkHasItsMembersInTheUsualOrder) {
  const auto set = parse_key_set(read_file(VHC_TEST_VECTORS "/key-sets/v12-one.json"));
  ASSERT_TRUE(set && set->keys.size() == 1);
  const ListedKey& key = set->keys[0];
  EXPECT_EQ(R"({"kty":"EC","kid":")" + key.kid + R"(","use":"sig","alg":"ES256","crv":"P-256","x":")" +
                to_base64url(key.key.x()) + R"(","y":")" + to_base64url(key.key.y()) + R"(","crlVersion":1})",
            to_jwk(key));
}

// ---- keys that others published, read in place

class RealKeySets : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(VHC_VECTORS "/shc/expectations.tsv")) {
      GTEST_SKIP() << "the folder of other people's cards and key sets is missing: " VHC_VECTORS;
    }
  }
};

TEST_F(RealKeySets, BothFormsOfAZeroByteKeyAreOneKeyUnderThePublishedKid) {
  const auto document = JsonDocument::parse(read_file(VHC_VECTORS "/trust/kid-zero-byte-cases.json"));
  ASSERT_TRUE(document.has_value());
  const auto cases = document->root().find("cases");
  ASSERT_TRUE(cases.has_value());
  std::set<std::string> points;
  std::size_t agreed = 0;
  for (auto one = cases->first(); one; one = one->next()) {
    const auto jwk = one->find("jwk");
    ASSERT_TRUE(jwk.has_value());
    const auto set = parse_key_set(R"({"keys":[)" + minify(*jwk) + "]}");
    ASSERT_TRUE(set && set->keys.size() == 1);
    const ListedKey& key = set->keys[0];
    EXPECT_EQ(one->find_string("zero_stripped"), key.kid);
    EXPECT_EQ(one->find_string("rfc7638"), key_id(key.key).str());
    const bool is_short = jwk->find_string("x").value().size() < 43;
    EXPECT_EQ(is_short ? std::vector<std::string>({"V8:warning:/keys/0/x", "V9:warning:/keys/0/kid"})
                       : std::vector<std::string>({"V9:warning:/keys/0/kid"}),
              findings_of(*set));
    points.insert(to_base64url(key.key.x()) + to_base64url(key.key.y()));
    ++agreed;
  }
  EXPECT_EQ(2U, points.size());
  std::cout << agreed << " of " << cases->size() << " zero-byte cases, " << points.size() << " points\n";
}

// The rows about certificates are another rule's (V15).
TEST_F(RealKeySets, KeySetRowsAreJudgedAsTheTableSays) {
  std::size_t judged = 0;
  std::size_t agreed = 0;
  std::size_t about_certificates = 0;
  for (const auto& row : read_table(VHC_VECTORS "/shc/expectations.tsv")) {
    if (row.at(1) != "jwkset") continue;
    if (row.at(3).find("X5C") != std::string::npos) {
      ++about_certificates;
      continue;
    }
    const auto set = parse_key_set(read_file(VHC_VECTORS "/shc/" + row[0]));
    const bool flawless = set && set->findings.empty() && !set->keys.empty();
    EXPECT_EQ(row.at(2) == "valid", flawless) << row[0] << ": " << row.at(4);
    ++judged;
    agreed += (row[2] == "valid") == flawless ? 1U : 0U;
  }
  EXPECT_GE(judged, 1U);
  std::cout << agreed << " of " << judged << " key set rows; " << about_certificates << " rows about certificates\n";
}

struct RowRule {
  const char* file;
  const char* expect;
};
constexpr RowRule row_rules[] = {
    {"devtools/private_key.json", "V10:error:/keys/0/d"},
    {"devtools/wrong_alg_key.json", "V7:error:/keys/0/alg"},
    {"devtools/wrong_kid_key.json", "V9:error:/keys/0/kid"},
    {"devtools/wrong_use_key.json", "V7:error:/keys/0/use"},
    {"synthetic/jwkset/jwks-crlversion-string.json", "V12:warning:/keys/0/crlVersion"},
    {"synthetic/jwkset/jwks-crlversion-zero.json", "V12:error:/keys/0/crlVersion"},
    {"synthetic/jwkset/jwks-private.json", "V10:error:/keys/0/d"},
    {"synthetic/jwkset/jwks-empty.json", "V16:warning:/keys"},
    {"synthetic/jwkset/jwks-kid-wrong.json", "V9:error:/keys/0/kid"},
    {"synthetic/jwkset/jwks-point-off-curve.json", "V7:error:/keys/0"},
    {"synthetic/jwkset/jwks-array-root.json", "key_set.form"},
    {"devtools/keyset-is-one-key.json", "key_set.form"},
};

TEST_F(RealKeySets, BrokenOnesNameTheRule) {
  for (const RowRule& row : row_rules) {
    const auto set = parse_key_set(read_file(VHC_VECTORS "/shc/" + std::string(row.file)));
    const auto got = set ? findings_of(*set) : std::vector<std::string>{std::string(name(set.error().code))};
    EXPECT_TRUE(std::find(got.begin(), got.end(), row.expect) != got.end()) << row.file;
  }
}

TEST_F(RealKeySets, IssuerFoldersAreReadAsTheyAre) {
  std::size_t judged = 0;
  std::size_t agreed = 0;
  for (const auto& row : read_table(VHC_VECTORS "/shc/issuers.tsv")) {
    const auto set = parse_key_set(read_file(VHC_VECTORS "/shc/" + row.at(1) + "/.well-known/jwks.json"));
    const bool is_text = row[1] == "issuers/bad-jwks";
    if (is_text) {
      EXPECT_EQ(Errc::json_syntax, set ? Errc::internal : set.error().code);
    } else {
      EXPECT_TRUE(set && set->findings.empty() && !set->keys.empty()) << row[1];
    }
    ++judged;
    agreed += is_text != (set && set->findings.empty() && !set->keys.empty()) ? 1U : 0U;
  }
  std::cout << agreed << " of " << judged << " issuer folders\n";
}

TEST_F(RealKeySets, CanadianKeySetsAreFlawless) {
  std::size_t judged = 0;
  std::size_t agreed = 0;
  for (const auto& file : std::filesystem::directory_iterator(VHC_VECTORS "/inputs/policy")) {
    if (file.path().filename().string().rfind("jwks-", 0) != 0) continue;
    const auto set = parse_key_set(read_file(file.path().string()));
    const bool flawless = set && set->findings.empty() && !set->keys.empty();
    EXPECT_TRUE(flawless) << file.path().filename();
    ++judged;
    agreed += flawless ? 1U : 0U;
  }
  EXPECT_GE(judged, 10U);
  std::cout << agreed << " of " << judged << " key sets of issuers in Canada\n";
}

// What the reader says of all key sets of a directory snapshot.
struct SnapshotCount {
  std::size_t issuers = 0;
  std::size_t published = 0;
  std::size_t kept = 0;
  std::size_t with_list = 0;
  std::multiset<std::string> findings;  // rule and severity
};

SnapshotCount read_snapshot(const JsonValue& issuers) {
  SnapshotCount count;
  for (auto issuer = issuers.first(); issuer; issuer = issuer->next()) {
    const auto keys = issuer->find("keys");
    if (!keys) continue;
    const auto set = parse_key_set(R"({"keys":)" + minify(*keys) + "}");
    if (!set) continue;
    ++count.issuers;
    count.published += keys->size();
    count.kept += set->keys.size();
    for (const ListedKey& key : set->keys) count.with_list += key.crl_version ? 1U : 0U;
    for (const Finding& finding : set->findings) {
      count.findings.insert(std::string(name(finding.code)) + " " + std::string(name(finding.severity)));
    }
  }
  return count;
}

TEST_F(RealKeySets, AllKeysOfTheDirectoryAreKept) {
  const auto document = JsonDocument::parse(read_file(VHC_VECTORS "/trust/vci_snapshot.json"),
                                            {.max_bytes = std::size_t{16} * 1024 * 1024, .max_depth = 32});
  ASSERT_TRUE(document.has_value());
  const SnapshotCount count = read_snapshot(document->root().find("issuerInfo").value());
  EXPECT_EQ(651U, count.issuers);
  EXPECT_EQ(961U, count.published);
  EXPECT_EQ(961U, count.kept);
  EXPECT_EQ(6U, count.with_list);
  EXPECT_EQ(9U, count.findings.count("V12 warning"));  // three counters are strings, six keys have a ctr
  EXPECT_EQ(2U, count.findings.count("V9 warning"));
  EXPECT_EQ(2U, count.findings.count("V8 warning"));
  EXPECT_EQ(1U, count.findings.count("V16 warning"));
  for (const std::string& finding : count.findings) EXPECT_EQ(std::string::npos, finding.find("error")) << finding;
  std::cout << count.kept << " of " << count.published << " keys of the directory, "
            << count.findings.count("V9 warning") << " with a warning about the kid, "
            << count.findings.count("V12 warning") << " about the list counter\n";
}

}  // namespace
}  // namespace vhc
