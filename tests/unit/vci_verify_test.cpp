// Cards judged by a directory: test-vectors/directory, and made-up ones.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../support/test_issuer.h"
#include "../support/vci_signer.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

const std::string folder = VHC_TEST_VECTORS "/directory/";

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

VciFiles files_of_the_vectors() {
  return {read_file(folder + "vci_snapshot.json"), read_file(folder + "vci_snapshot.sig"),
          read_file(folder + "vci_snapshot.crt"), read_file(folder + "vci-issuers.json")};
}

Sha256 pin_of_the_vectors() {
  return parse_vci_pin(read_file(folder + "pin.txt").substr(0, 64)).value();
}

struct Row {
  std::string card, verdict, reason, warnings, note;
};

std::vector<Row> read_rows() {
  std::vector<Row> rows;
  std::istringstream table(read_file(folder + "expectations.tsv"));
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    std::istringstream cells(line);
    Row row;
    for (std::string* cell : {&row.card, &row.verdict, &row.reason, &row.warnings, &row.note}) {
      std::getline(cells, *cell, '\t');
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string warnings_of(const VerificationReport& report) {
  std::string text;
  for (const Errc code : report.warnings) text += (text.empty() ? "" : " ") + std::string(name(code));
  return text.empty() ? "-" : text;
}

UnixTime at(const char* time) {
  return parse_time(time).value();
}

VerificationReport judge(const std::string& card, const TrustList& trust, UnixTime time) {
  return verify(card, trust, {.at_given = true}, {time});
}

TEST(DirectoryVectors, EveryCardGetsItsVerdict) {
  const auto directory = open_vci_directory(files_of_the_vectors(), pin_of_the_vectors());
  ASSERT_TRUE(directory.has_value());
  EXPECT_EQ(7U, directory->counts.issuers);
  EXPECT_EQ(2U, directory->counts.delisted);
  EXPECT_EQ(1U, directory->counts.delisted_with_listed_key);
  std::size_t agreed = 0;
  const auto rows = read_rows();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.card + ": " + row.note);
    const auto report =
        judge(read_file(folder + "cards/" + row.card + ".txt"), directory->trust, at("2026-08-24T00:00:00Z"));
    const std::string reason = report.reason ? std::string(name(*report.reason)) : "-";
    EXPECT_EQ(row.verdict, name(report.verdict));
    EXPECT_EQ(row.reason, reason);
    EXPECT_EQ(row.warnings, warnings_of(report));
    EXPECT_EQ(ListState::fresh, report.trust.state);
    // Three months later the list is stale, and no verdict is another (but that cards come to be valid or expire).
    const auto later =
        judge(read_file(folder + "cards/" + row.card + ".txt"), directory->trust, at("2026-11-22T00:00:00Z"));
    EXPECT_EQ(report.verdict, later.verdict);
    EXPECT_EQ(ListState::stale, later.trust.state);
    agreed += row.verdict == name(report.verdict) && row.reason == reason ? 1U : 0U;
  }
  EXPECT_EQ(19U, rows.size());
  std::cout << "directory cards: " << agreed << " of " << rows.size() << std::endl;
}

TEST(DirectoryVectors, WithoutTheDirectoryAStruckIssuerCountsAndEveryReportSaysSo) {
  VciFiles files = files_of_the_vectors();
  files.directory.reset();
  const auto directory = open_vci_directory(std::move(files), pin_of_the_vectors());
  ASSERT_TRUE(directory.has_value());
  for (const char* card : {"struck", "genuine"}) {
    const auto report =
        judge(read_file(folder + "cards/" + card + ".txt"), directory->trust, at("2026-08-24T00:00:00Z"));
    EXPECT_EQ(Verdict::genuine, report.verdict);
    EXPECT_EQ("trust.no_directory", warnings_of(report));
  }
}

TEST(DirectoryVectors, AreNotSignedWithTheRealKey) {
  EXPECT_EQ(Errc::trust_certificate, open_vci_directory(files_of_the_vectors()).error().code);
}

constexpr const char* pharmacy = "https://pharmacy.example/shc";

std::string snapshot_with(const std::string& entries) {
  return R"({"directory":"","time":"2026-08-22T00:00:00Z","issuerInfo":[)" + entries + "]}";
}

std::string entry(const TestIssuer& issuer, const std::string& more = "",
                  std::optional<std::int64_t> counter = std::nullopt) {
  return R"({"issuer":{"iss":")" + issuer.iss() + R"(","name":"A"},"keys":[)" +
         to_jwk(issuer.listed(counter).key_set.keys[0]) + "]" + more + "}";
}

TrustList trust_in(const std::string& entries) {
  const VciSigner signer;
  auto directory = open_vci_directory(signer.files(snapshot_with(entries)), signer.pin());
  EXPECT_TRUE(directory.has_value());
  return std::move(directory->trust);
}

TEST(VciVerify, FreshnessIsAWarningAfterSevenDaysAndNeverMore) {
  const TestIssuer issuer(pharmacy);
  const TrustList trust = trust_in(entry(issuer));
  struct Edge {
    const char* time;
    Outcome outcome;
  };
  for (const Edge& edge :
       {Edge{"2026-08-01T00:00:00Z", Outcome::passed}, Edge{"2026-08-29T00:00:00Z", Outcome::passed},
        Edge{"2026-08-29T00:00:01Z", Outcome::warned}, Edge{"2099-01-01T00:00:00Z", Outcome::warned}}) {
    const auto report = judge(issuer.card(), trust, at(edge.time));
    EXPECT_EQ(Verdict::genuine, report.verdict) << edge.time;
    EXPECT_EQ(edge.outcome, report.of(Check::trust_fresh).outcome) << edge.time;
    if (edge.outcome == Outcome::warned) {
      EXPECT_EQ(Errc::trust_stale, report.of(Check::trust_fresh).code);
    }
  }
}

// The one check on which all of this rests: whatever the kid, the pair of iss and kid decides.
TEST(VciVerify, ListedKeyUnderAForeignAddressIsNeverGenuine) {
  const TestIssuer issuer(pharmacy);
  const TestIssuer other("https://clinic.example/shc");
  const TrustList trust = trust_in(entry(issuer) + "," + entry(other));
  std::size_t judged = 0;
  for (const std::string iss :
       {"https://clinic.example/shc", "https://pharmacy.example/SHC", "https://pharmacy.example",
        "https://pharmacy.example/shc2", "https://PHARMACY.example/shc", "https://x.example"}) {
    std::string payload = issuer.payload();
    payload.replace(payload.find(pharmacy), std::string_view(pharmacy).size(), iss);
    const auto report = judge(issuer.card(payload), trust, at("2026-08-22T00:00:00Z"));
    EXPECT_EQ(iss == other.iss() ? Verdict::not_genuine : Verdict::unknown_issuer, report.verdict) << iss;
    EXPECT_EQ(iss, report.claimed_issuer);
    EXPECT_FALSE(report.card.has_value());
    ++judged;
  }
  EXPECT_EQ(6U, judged);
  EXPECT_EQ(Verdict::genuine, judge(issuer.card(), trust, at("2026-08-22T00:00:00Z")).verdict);
}

TEST(VciVerify, SharedKeyNamesTheIssuerOfTheCard) {
  const TestIssuer issuer(pharmacy);
  const std::string key = to_jwk(issuer.listed().key_set.keys[0]);
  const auto named = [&key](const char* iss, const char* name) {
    return R"({"issuer":{"iss":")" + std::string(iss) + R"(","name":")" + name + R"("},"keys":[)" + key + "]}";
  };
  const TrustList trust = trust_in(named("https://first.example", "First") + "," + named(pharmacy, "Second"));
  const auto report = judge(issuer.card(), trust, at("2026-08-22T00:00:00Z"));
  ASSERT_TRUE(report.card.has_value());
  EXPECT_EQ("Second", report.card->issuer_name());
  EXPECT_EQ("vci", report.card->network());
  EXPECT_EQ("vci-snapshot", report.trust.origin);
}

TEST(VciVerify, OldRevocationListStillRevokesAndNoLongerClears) {
  const TestIssuer issuer(pharmacy);
  const std::string list = R"(,"lastRetrieved":"2026-08-20T00:00:00Z","crls":[{"kid":")" + issuer.key().kid().str() +
                           R"(","method":"rid","ctr":1,"rids":["MKyCxh7p6uQ"]}])";
  const TrustList trust = trust_in(entry(issuer, list, 1));
  const std::string revoked = issuer.card(issuer.payload("\"nbf\":1767225600", R"(,"rid":"MKyCxh7p6uQ")"));
  struct Edge {
    const char* time;
    Outcome outcome;
  };
  for (const Edge& edge :
       {Edge{"2026-08-27T00:00:00Z", Outcome::passed}, Edge{"2026-08-27T00:00:01Z", Outcome::warned}}) {
    const auto clear = judge(issuer.card(), trust, at(edge.time));
    EXPECT_EQ(Verdict::genuine, clear.verdict);
    EXPECT_EQ(edge.outcome, clear.of(Check::not_revoked).outcome) << edge.time;
    if (edge.outcome == Outcome::warned) {
      EXPECT_EQ(Errc::revocation_stale, clear.of(Check::not_revoked).code);
    }
    EXPECT_EQ(Verdict::not_accepted, judge(revoked, trust, at(edge.time)).verdict);
  }
}

TEST(VciVerify, ClockBeforeTheListIsNotBelieved) {
  const TestIssuer issuer(pharmacy);
  const TrustList trust = trust_in(entry(issuer));
  const UnixTime issued = *trust.facts().issued;
  EXPECT_TRUE(judge_time(issued, trust.facts()).exact);
  const Now behind = judge_time(issued - std::chrono::seconds{1}, trust.facts());
  EXPECT_FALSE(behind.exact);
  EXPECT_EQ(issued, behind.earliest);
  const auto report = verify(issuer.card(), trust, {}, behind);
  EXPECT_EQ(Verdict::genuine, report.verdict);
  EXPECT_EQ(Outcome::warned, report.of(Check::clock).outcome);
  EXPECT_TRUE(judge_time(UnixTime{}, TrustFacts{}).exact);  // plain key sets have no time
}

TEST(VciVerify, InspectionNamesTheIssuerAsTheListDoesAndSaysThatNothingIsProved) {
  const TestIssuer issuer(pharmacy);
  const TestIssuer stranger("https://stranger.example/shc");
  const TrustList trust = trust_in(entry(issuer));
  const auto inspection_of = [&trust](const std::string& card) { return inspect(find_cards(card)->front(), &trust); };
  const Inspection known = inspection_of(issuer.card());
  EXPECT_EQ(true, known.listed);
  EXPECT_EQ("A", known.listed_name);
  EXPECT_NE(std::string::npos,
            to_json(known, {.input = "a"}).find(R"("issuer":{"iss":"https://pharmacy.example/shc","name":"A"})"));
  EXPECT_NE(std::string::npos, to_json(known, {.input = "a"}).find(R"("verified":false)"));
  EXPECT_EQ(false, inspection_of(stranger.card()).listed);
  EXPECT_FALSE(inspect(find_cards(issuer.card())->front()).listed.has_value());
}

}  // namespace
}  // namespace vhc
