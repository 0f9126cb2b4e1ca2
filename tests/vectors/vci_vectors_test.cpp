// The real directory of 2026-08-22 and the small files beside it, read in place: every count that expected.json has.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../support/read_file.h"
#include "vhc/base64url.h"
#include "vhc/json.h"
#include "vhc/vci_directory.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;
using test::read_file;

const fs::path folder = fs::path(VHC_VECTORS) / "trust";

VciFiles real_files() {
  return {read_file(folder / "vci_snapshot.json"), read_file(folder / "vci_snapshot.sig"),
          read_file(folder / "vci_snapshot.crt"), read_file(folder / "vci-issuers.json")};
}

using Texts = std::set<std::string>;

Texts texts_of(const JsonValue& array) {
  Texts texts;
  for (auto element = array.first(); element; element = element->next()) texts.insert(element->string());
  return texts;
}

// The issuers, and kids if there are any, that a rule reported.
Texts reported(const std::vector<VciFinding>& findings, Errc code, Severity severity) {
  Texts texts;
  for (const VciFinding& finding : findings) {
    if (finding.code == code && finding.severity == severity) texts.insert(finding.iss);
  }
  return texts;
}

// Holds what was read to what expected.json says, count by count, and remembers how many of them agreed.
class Comparison {
 public:
  explicit Comparison(const JsonValue& expected) : expected_(expected) {}
  ~Comparison() { EXPECT_EQ(expected_.size(), named_.size()) << "a member of expected.json is not looked at"; }
  Comparison(const Comparison&) = delete;
  Comparison& operator=(const Comparison&) = delete;

  void count(const char* member, std::size_t value) { compare(member, text_of(member) == std::to_string(value)); }
  void text(const char* member, const std::string& value) { compare(member, expected_.find_string(member) == value); }
  void set(const char* member, const Texts& value) {
    const auto found = expected_.find(member);
    compare(member, found && found->is(JsonKind::array) && texts_of(*found) == value);
  }
  // One number inside an object.
  void count_in(const char* member, const char* inner, std::size_t value) {
    const auto found = expected_.find(member);
    const auto number = found ? found->find(inner) : std::nullopt;
    compare(member, number && number->text() == std::to_string(value));
  }
  void compare(const char* member, bool agrees) {
    EXPECT_TRUE(agrees) << member << ": " << text_of(member);
    named_.insert(member);
    ++judged_;
    agreed_ += agrees ? 1U : 0U;
  }

  std::string result() const { return std::to_string(agreed_) + " of " + std::to_string(judged_); }

 private:
  std::string text_of(const char* member) const {
    const auto found = expected_.find(member);
    return found ? std::string(found->text()) : "missing";
  }

  JsonValue expected_;
  std::set<std::string> named_;
  std::size_t judged_ = 0;
  std::size_t agreed_ = 0;
};

// "coordinates_not_32_bytes": [[iss, kid, bytes of x, bytes of y], ...]
bool are_the_short_coordinates(const JsonValue& rows, const std::vector<VciFinding>& findings) {
  Texts wanted;
  for (auto row = rows.first(); row; row = row->next()) {
    wanted.insert(row->at(0)->string() + " " + row->at(1)->string());
  }
  Texts found;
  for (const VciFinding& finding : findings) {
    if (finding.code == Errc::rule_v8) found.insert(finding.iss + " " + finding.kid);
  }
  return found == wanted;
}

std::size_t number_of(const std::vector<VciFinding>& findings, Errc code) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [code](const VciFinding& f) { return f.code == code; }));
}

void compare_snapshot(Comparison& check, const JsonValue& expected, const VciDirectory& read) {
  const VciCounts& counts = read.counts;
  check.text("directory", read.source);
  check.text("time", to_rfc3339(read.time));
  check.count("issuers", counts.issuers);
  check.count("issuer_key_pairs", counts.keys);
  check.count("distinct_kids", counts.distinct_kids);
  check.count("kids_shared_by_more_than_one_issuer", counts.shared_kids);
  check.set("issuers_with_no_key", reported(read.findings, Errc::rule_v16, Severity::warning));
  check.count("names_used_more_than_once", counts.names_used_twice);
  check.count("entries_with_such_a_name", counts.issuers_with_such_a_name);
  check.count("keys_with_x5c", counts.x5c_keys);
  check.count("issuers_with_x5c", counts.x5c_issuers);
  check.count("issuers_with_crls", counts.crl_issuers);
  check.count("crl_files", counts.crl_files);
  check.count("revoked_rids", counts.rids);
  check.count("keys_with_crlVersion", counts.keys_with_counter);
  check.count("issuers_with_canonical_iss", counts.with_canonical_iss);
  const std::size_t zero_stripped = number_of(read.findings, Errc::rule_v9);
  check.count_in("key_checks", "kid = RFC 7638 thumbprint", counts.keys - zero_stripped);
  if (zero_stripped != 0) check.count_in("key_checks", "kid = zero-stripped thumbprint", zero_stripped);
  const auto short_ones = expected.find("coordinates_not_32_bytes");
  check.compare("coordinates_not_32_bytes", short_ones && are_the_short_coordinates(*short_ones, read.findings));
}

class RealDirectory : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(folder / "expected.json")) GTEST_SKIP() << "no vectors at " << folder;
    auto document = JsonDocument::parse(read_file(folder / "expected.json"));
    ASSERT_TRUE(document.has_value());
    document_ = std::make_unique<JsonDocument>(*std::move(document));
  }
  JsonValue expected(const char* file) const { return document_->root().find(file).value(); }

  std::unique_ptr<JsonDocument> document_;
};

TEST_F(RealDirectory, SignedSnapshotGivesEveryExpectedCount) {
  const auto read = open_vci_directory(real_files());
  ASSERT_TRUE(read.has_value()) << read.error().where << read.error().hint;
  const JsonValue wanted = expected("vci_snapshot.json");
  Comparison check(wanted);
  compare_snapshot(check, wanted, *read);
  const VciCounts& counts = read->counts;
  check.count_in("entries_by_age_of_lastRetrieved", "0 days", counts.seen_today);
  check.count_in("entries_by_age_of_lastRetrieved", "1-30 days", counts.seen_in_30_days);
  check.count_in("entries_by_age_of_lastRetrieved", "31-365 days", counts.seen_in_a_year);
  check.count_in("entries_by_age_of_lastRetrieved", "over 365 days", counts.seen_before);
  check.set("in_snapshot_but_delisted", reported(read->findings, Errc::rule_v4, Severity::warning));
  check.compare("listed_but_not_in_snapshot",
                wanted.find("listed_but_not_in_snapshot")->size() == counts.not_in_snapshot);
  std::cout << "directory counts: " << check.result() << std::endl;
}

TEST_F(RealDirectory, WhatTheReferenceTellsBesidesIsFoundToo) {
  const auto read = open_vci_directory(real_files());
  ASSERT_TRUE(read.has_value());
  const VciCounts& counts = read->counts;
  EXPECT_EQ(637U, counts.listed);
  EXPECT_EQ(14U, counts.delisted);
  EXPECT_EQ(9U, counts.delisted_with_listed_key);
  EXPECT_EQ(80U, counts.stale);
  EXPECT_EQ(9U, counts.hosts_with_capitals);
  EXPECT_EQ(4U, counts.differing_in_case);
  EXPECT_EQ(0U, counts.refused_issuers);
  EXPECT_EQ(0U, counts.refused_keys);
  const std::map<std::string, std::size_t> unknown = {
      {"ctr", 6}, {"date", 17}, {"hasPrivateKey", 2}, {"keyId", 2}, {"keySize", 2}};
  EXPECT_EQ(unknown, counts.unknown_members);
  EXPECT_EQ(651U, read->trust.num_issuers());
  EXPECT_EQ(961U, read->trust.num_keys());
  EXPECT_TRUE(read->trust.findings().empty());
}

TEST_F(RealDirectory, SnapshotOfOneDayGivesEveryExpectedCount) {
  const auto read = read_vci_snapshot(read_file(folder / "daily_log_snapshot.json"), std::nullopt);
  ASSERT_TRUE(read.has_value()) << read.error().where << read.error().hint;
  const JsonValue wanted = expected("daily_log_snapshot.json");
  Comparison check(wanted);
  compare_snapshot(check, wanted, *read);
  std::cout << "directory counts, one day: " << check.result() << std::endl;
}

TEST_F(RealDirectory, DirectoryItselfGivesEveryExpectedCount) {
  const auto read = read_vci_issuers(read_file(folder / "vci-issuers.json"));
  ASSERT_TRUE(read.has_value()) << read.error().where;
  const auto number_with = [&read](auto VciIssuer::*member) {
    return static_cast<std::size_t>(std::count_if(read->issuers.begin(), read->issuers.end(),
                                                  [member](const VciIssuer& i) { return !(i.*member).empty(); }));
  };
  const auto is_ascii = [](const VciIssuer& issuer) {
    return std::all_of(issuer.name.begin(), issuer.name.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
  };
  Texts distinct;
  for (const VciIssuer& issuer : read->issuers) distinct.insert(issuer.iss);
  Comparison check(expected("vci-issuers.json"));
  check.count("entries", read->issuers.size());
  check.count("with_website", number_with(&VciIssuer::website));
  check.count("with_canonical_iss", number_with(&VciIssuer::canonical_iss));
  check.count("duplicate_iss", read->issuers.size() - distinct.size());
  check.set("uppercase_host", reported(read->findings, Errc::rule_v5, Severity::note));
  check.count("trailing_slash", reported(read->findings, Errc::rule_v5, Severity::error).size());
  check.count("non_ascii_names", read->issuers.size() - static_cast<std::size_t>(std::count_if(
                                                            read->issuers.begin(), read->issuers.end(), is_ascii)));
  std::cout << "directory counts, who is listed: " << check.result() << std::endl;
}

TEST_F(RealDirectory, SnapshotOfOneDayIsNotWhatWasSigned) {
  VciFiles files = real_files();
  files.snapshot = read_file(folder / "daily_log_snapshot.json");
  const auto read = open_vci_directory(std::move(files));
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(Errc::trust_signature, read.error().code);
}

// Times without a zone: not a snapshot as the directory publishes them. With them mended, all four are read.
TEST_F(RealDirectory, AuditorsTestFilesAreRefusedForTheirTimesOnly) {
  std::size_t judged = 0;
  for (const char* name : {"snapshot1.json", "snapshot2.json", "snapshot3.json", "expected.json"}) {
    std::string json = read_file(folder / "auditor-tests" / name);
    const auto as_it_stands = read_vci_snapshot(json, std::nullopt);
    ASSERT_FALSE(as_it_stands.has_value()) << name;
    EXPECT_EQ(Errc::trust_damaged, as_it_stands.error().code);
    EXPECT_EQ("vci_snapshot.json, line 3, column 13", as_it_stands.error().where) << name;
    for (std::size_t at = json.find(" 12:00:00\""); at != std::string::npos; at = json.find(" 12:00:00\"")) {
      json.replace(at, 9, "T12:00:00Z");
    }
    const auto mended = read_vci_snapshot(json, std::nullopt);
    ASSERT_TRUE(mended.has_value()) << name << mended.error().where << mended.error().hint;
    EXPECT_GT(mended->counts.issuers, 0U);
    ++judged;
  }
  std::cout << "auditor's test files: " << judged << " of 4" << std::endl;
}

TEST_F(RealDirectory, SyntheticFilesAreJudgedAsTheirRowsSay) {
  const fs::path synthetic = fs::path(VHC_VECTORS) / "shc/synthetic/trust";
  const auto small = read_vci_snapshot(read_file(synthetic / "s-snapshot-small.json"), std::nullopt);
  ASSERT_TRUE(small.has_value());
  EXPECT_EQ(1U, small->trust.num_keys());
  EXPECT_EQ(1U, small->findings.size());  // that there is no directory
  const auto bad_kid = read_vci_snapshot(read_file(synthetic / "s-snapshot-bad-kid.json"), std::nullopt);
  ASSERT_TRUE(bad_kid.has_value());
  EXPECT_EQ(0U, bad_kid->trust.num_keys());
  EXPECT_EQ(1U, number_of(bad_kid->findings, Errc::rule_v9));
  const auto bad_iss = read_vci_issuers(read_file(synthetic / "s-directory-bad-iss.json"));
  ASSERT_TRUE(bad_iss.has_value());
  EXPECT_EQ(2U, reported(bad_iss->findings, Errc::rule_v5, Severity::error).size());
  const auto examples = read_vci_issuers(read_file(fs::path(VHC_VECTORS) / "shc/trust/test-issuers.json"));
  ASSERT_TRUE(examples.has_value());
  EXPECT_TRUE(examples->findings.empty());
}

// Both forms of one point, each as an issuer's only key: one point, under the published kid.
TEST_F(RealDirectory, BothFormsOfAZeroByteKeyAreFoundUnderThePublishedKid) {
  const auto document = JsonDocument::parse(read_file(folder / "kid-zero-byte-cases.json"));
  ASSERT_TRUE(document.has_value());
  const JsonValue cases = document->root().find("cases").value();
  std::size_t agreed = 0;
  Texts points;
  for (auto one = cases.first(); one; one = one->next()) {
    const std::string iss = one->find_string("iss").value();
    const std::string json = R"({"directory":"","time":"2026-08-22T00:00:00Z","issuerInfo":[{"issuer":{"iss":")" + iss +
                             R"(","name":"A"},"keys":[)" + std::string(one->find("jwk")->text()) + "]}]}";
    const auto read = read_vci_snapshot(json, std::nullopt);
    ASSERT_TRUE(read.has_value());
    const TrustEntry* const entry = read->trust.find(iss, one->find_string("zero_stripped").value());
    ASSERT_NE(nullptr, entry);
    EXPECT_EQ(nullptr, read->trust.find(iss, one->find_string("rfc7638").value()));
    EXPECT_EQ(1U, number_of(read->findings, Errc::rule_v9));
    points.insert(to_base64url(entry->key.x()) + to_base64url(entry->key.y()));
    ++agreed;
  }
  EXPECT_EQ(2U, points.size());
  std::cout << "zero-byte cases: " << agreed << " of " << cases.size() << std::endl;
}

TEST_F(RealDirectory, SharedKidIsFoundUnderEachOwnerAndUnderNobodyElse) {
  const auto read = open_vci_directory(real_files());
  ASSERT_TRUE(read.has_value());
  const TrustList& trust = read->trust;
  std::size_t most = 0;
  std::string kid;
  const auto document = JsonDocument::parse(read_file(folder / "vci_snapshot.json"),
                                            {.max_bytes = max_vci_file_bytes, .max_depth = max_vci_depth});
  const JsonValue entries = document->root().find("issuerInfo").value();
  for (auto entry = entries.first(); entry; entry = entry->next()) {
    const JsonValue issuer = entry->find("issuer").value();
    for (auto key = entry->find("keys")->first(); key; key = key->next()) {
      const std::string published = key->find_string("kid").value();
      const TrustEntry* const found = trust.find(issuer.find_string("iss").value(), published);
      ASSERT_NE(nullptr, found);
      EXPECT_EQ(issuer.find_string("name"), found->name);
      const std::size_t owners = trust.owners(published).size();
      if (owners > most) kid = published;
      most = std::max(most, owners);
    }
  }
  EXPECT_EQ(161U, most);
  EXPECT_EQ(1U, trust.candidates(kid).size());
  EXPECT_EQ(nullptr, trust.find("https://myvaccinerecord.cdph.ca.gov/creds", kid));
  EXPECT_EQ(nullptr,
            trust.find("https://MYVACCINERECORD.cdph.ca.gov/creds", "7JvktUpf1_9NPwdM-70FJT3YdyTiSe2IvmVxxgDSRb0"));
}

}  // namespace
}  // namespace vhc
