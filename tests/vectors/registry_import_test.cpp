// The real directory as an operator imports it: counts of expected.json, a whole publication, later and older
// snapshots.
#include <algorithm>
#include <fstream>
#include <iostream>

#include <gtest/gtest.h>

#include "../support/read_file.h"
#include "../support/test_network.h"
#include "vhc/import_vci.h"
#include "vhc/list_audit.h"
#include "vhc/list_diff.h"
#include "vhc/trust_pack.h"

namespace vhc {
namespace {

const std::string folder = VHC_VECTORS "/trust/";

std::string file(const std::string& name) {
  return test::read_file(folder + name);
}

struct Source {
  VciFiles files;
  std::vector<VciIssuer> names;
  std::optional<VciDirectory> directory;
};

const UnixTime snapshot_time = parse_time("2026-08-22T04:43:50Z").value();

class RealDirectory : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::ifstream(folder + "vci_snapshot.json")) GTEST_SKIP() << "no " << folder;
    source.files = {file("vci_snapshot.json"), file("vci_snapshot.sig"), file("vci_snapshot.crt"),
                    file("vci-issuers.json")};
    source.directory = open_vci_directory(source.files).value();
    source.names = read_vci_issuers(*source.files.directory).value().issuers;
  }
  Result<VciImport> import(const TrustLines& base, UnixTime now = snapshot_time) const {
    return import_vci(base, "vci", *source.directory, source.files, vci_certificate_pin, source.names, now);
  }
  Source source;
};

TEST_F(RealDirectory, IsTakenWholeTheFirstTime) {
  const VciImport taken = import({}).value();
  EXPECT_TRUE(taken.questions.empty());
  EXPECT_EQ(taken.added_issuers, 651U);
  EXPECT_EQ(taken.added_keys, 961U);
  std::size_t suspended = 0;
  std::size_t stale = 0;
  std::size_t keyless = 0;
  std::size_t rids = 0;
  std::size_t counters = 0;
  std::size_t same = 0;
  for (const IssuerLine& line : taken.draft.issuers) {
    suspended += line.status == IssuerLineStatus::suspended ? 1U : 0U;
    stale += line.stale && line.status == IssuerLineStatus::active ? 1U : 0U;
    keyless += line.keys.empty() ? 1U : 0U;
    same += line.same.empty() ? 0U : 1U;
    for (const CrlLine& crl : line.crl) rids += crl.rids.size();
    for (const KeyLine& key : line.keys) counters += key.counter ? 1U : 0U;
  }
  EXPECT_EQ(suspended, 14U);
  EXPECT_EQ(stale, 80U);
  EXPECT_EQ(keyless, 1U);
  EXPECT_EQ(rids, 1343U);
  EXPECT_EQ(counters, 6U);
  EXPECT_EQ(same, 11U);
  std::cout << "counts of the import: 8 of 8\n";
}

TEST_F(RealDirectory, MakesAListWithinItsBudget) {
  const VciImport taken = import({}).value();
  const std::string text = write_list(taken.draft).value();
  EXPECT_EQ(read_list(text).value(), read_list(write_list(read_list(text).value()).value()).value());
  EXPECT_LE(text.size(), 330'000U);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 652);
}

TEST_F(RealDirectory, IsAuditedByRule) {
  const auto findings = audit(import({}).value().draft);
  const auto count = [&findings](std::string_view rule) {
    return std::count_if(findings.begin(), findings.end(), [rule](const auto& f) { return f.rule == rule; });
  };
  EXPECT_EQ(count("V4"), 14);
  EXPECT_EQ(count("V5"), 4);  // pairs that differ in letter case only
  EXPECT_EQ(count("V9"), 2);  // the zero byte
  EXPECT_EQ(count("V16"), 1);
  EXPECT_EQ(count("V21"), 49);  // 88 entries share 39 names
  EXPECT_EQ(count("V22"), 94);  // 80 listed and 14 struck
}

TEST_F(RealDirectory, ImportedTwiceChangesNothing) {
  const VciImport once = import({}).value();
  const VciImport twice = import(once.draft).value();
  EXPECT_TRUE(twice.unchanged);
  EXPECT_EQ(twice.draft, once.draft);
}

TEST_F(RealDirectory, AnOlderOneOrAnotherOfTheSameTimeIsRefused) {
  TrustLines base = import({}).value().draft;
  base.networks[0].source->time = snapshot_time + std::chrono::seconds{1};
  EXPECT_EQ(import(base).error().code, Errc::trust_rollback);
  base.networks[0].source->time = snapshot_time;
  base.networks[0].source->sha256[0] ^= 1;
  EXPECT_EQ(import(base).error().code, Errc::rule_v2);
}

// A draft of before: the same, but for what the test changes.
TrustLines before(const TrustLines& now) {
  TrustLines base = now;
  base.networks[0].source->time = snapshot_time - std::chrono::days{1};
  return base;
}

TEST_F(RealDirectory, AKeyIsAddedOnlyWhereOneWeHoldIsStillServed) {
  const TrustLines now = import({}).value().draft;
  TrustLines base = before(now);
  const auto with_two = std::find_if(base.issuers.begin(), base.issuers.end(), [](const IssuerLine& line) {
    return line.keys.size() == 2 && !line.stale && line.status == IssuerLineStatus::active;
  });
  ASSERT_NE(with_two, base.issuers.end());
  const KeyLine left_out = with_two->keys.back();
  with_two->keys.pop_back();
  VciImport taken = import(base).value();
  EXPECT_EQ(taken.added_keys, 1U);
  EXPECT_TRUE(taken.proposals.empty());
  EXPECT_EQ(diff(base, taken.draft).additions(), 1U);
  // Not one of the keys we held is served any more.
  with_two->keys = {left_out};
  with_two->keys[0].kid = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  taken = import(base).value();
  EXPECT_EQ(taken.added_keys, 0U);
  ASSERT_EQ(taken.proposals.size(), 2U);
  EXPECT_TRUE(taken.proposals[0].returned);
  EXPECT_EQ(taken.missing_keys, 1U);
  // Long unseen until now.
  with_two->keys = {left_out};
  with_two->stale = snapshot_time - std::chrono::days{31};
  taken = import(base).value();
  EXPECT_EQ(taken.added_keys, 0U);
  ASSERT_EQ(taken.proposals.size(), 1U);
  EXPECT_TRUE(taken.proposals[0].returned);
}

TEST_F(RealDirectory, ANewIssuerIsProposedAndALossIsAQuestion) {
  const TrustLines now = import({}).value().draft;
  TrustLines base = before(now);
  base.issuers.pop_back();
  VciImport taken = import(base).value();
  EXPECT_EQ(taken.added_issuers, 0U);
  EXPECT_EQ(taken.proposals.size(), 1U);
  EXPECT_EQ(taken.proposed.issuers.size(), 1U);
  base = before(now);
  for (int i = 0; i < 33; ++i) {
    base.issuers.push_back({.net = "vci", .iss = "https://gone.example/" + std::to_string(i)});
  }
  EXPECT_TRUE(import(base).value().questions.empty());
  base.issuers.push_back({.net = "vci", .iss = "https://gone.example/x"});
  base.issuers.push_back({.net = "vci", .iss = "https://gone.example/y"});
  taken = import(base).value();
  ASSERT_EQ(taken.questions.size(), 1U);
  EXPECT_EQ(taken.questions[0].code, Errc::rule_v17);
  EXPECT_EQ(taken.draft.issuers.size(), base.issuers.size());
  // The issuers are there, more than one key in twenty is not.
  base = before(now);
  int lost = 0;
  for (IssuerLine& line : base.issuers) {
    if (line.keys.size() != 1 || lost == 60) continue;
    line.keys.push_back(line.keys[0]);
    line.keys.back().kid = "zAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    ++lost;
  }
  taken = import(base).value();
  EXPECT_EQ(taken.missing_keys, 60U);
  ASSERT_EQ(taken.questions.size(), 1U);
  EXPECT_EQ(taken.questions[0].code, Errc::rule_v17);
  EXPECT_EQ(import(before(now), snapshot_time + std::chrono::days{7}).value().questions.size(), 0U);
  EXPECT_EQ(import(before(now), snapshot_time + std::chrono::days{8}).value().questions.at(0).code, Errc::rule_v3);
}

TEST_F(RealDirectory, AStruckIssuerIsProposedForSuspensionAndRevocationsOnlyGrow) {
  const TrustLines now = import({}).value().draft;
  TrustLines base = before(now);
  const auto struck = std::find_if(base.issuers.begin(), base.issuers.end(),
                                   [](const IssuerLine& line) { return line.status == IssuerLineStatus::suspended; });
  struck->status = IssuerLineStatus::active;
  struck->why.clear();
  EXPECT_EQ(import(base).value().newly_delisted, 1U);
  base = before(now);
  for (IssuerLine& line : base.issuers) {
    for (CrlLine& crl : line.crl) {
      crl.rids.push_back({"zzzz", std::nullopt});
      std::sort(crl.rids.begin(), crl.rids.end(), [](const auto& a, const auto& b) { return a.rid < b.rid; });
    }
  }
  const VciImport kept = import(base).value();
  const std::vector<Change> changes = diff(base, kept.draft).changes;
  EXPECT_TRUE(std::none_of(changes.begin(), changes.end(),
                           [](const Change& change) { return change.what == ChangeOf::card_no_longer_revoked; }));
  for (IssuerLine& line : base.issuers) {
    for (CrlLine& crl : line.crl) crl.counter += 5;
  }
  const VciImport lower = import(base).value();
  EXPECT_EQ(std::count_if(lower.questions.begin(), lower.questions.end(),
                          [](const auto& question) { return question.code == Errc::rule_v14; }),
            6);
}

TEST_F(RealDirectory, ChangesBetweenTwoListsAreSmall) {
  const TrustLines now = import({}).value().draft;
  TrustLines base = before(now);
  const auto with_two = std::find_if(base.issuers.begin(), base.issuers.end(), [](const IssuerLine& line) {
    return line.keys.size() == 2 && !line.stale && line.status == IssuerLineStatus::active;
  });
  with_two->keys.pop_back();
  const VciImport taken = import(base).value();
  const std::string from = write_list(base).value();
  const std::string to = write_list(taken.draft).value();
  const std::string body = make_delta(from, to);
  EXPECT_LE(body.size(), 2048U);
  EXPECT_EQ(apply_delta(from, body).value(), to);
}

// Places over the whole file, beginning and end among them.
std::vector<std::size_t> places(std::size_t size, std::size_t count) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < count; ++i) places.push_back((size - 1) * i / (count - 1));
  return places;
}

// `held`: a note that the state has already; what stands there in the pack is not looked at again.
void refuse_flips(const TrustState& state, const std::string& pack, UnixTime now, std::size_t count,
                  const std::string& held = {}) {
  const std::size_t known = held.empty() ? pack.size() : pack.find(held);
  for (const std::size_t place : places(pack.size(), count)) {
    if (place >= known && place < known + held.size()) continue;
    std::string changed = pack;
    changed[place] = static_cast<char>(changed[place] ^ (1 << (place % 8)));
    const Updated result = update(state, changed, now);
    ASSERT_TRUE(result.refused.has_value()) << "byte " << place;
    ASSERT_EQ(write_state(result.state), write_state(state)) << "byte " << place;
  }
}

TEST_F(RealDirectory, AFlippedBitOfItsPackOrOfItsChangesIsRefusedAndNothingIsKept) {
  const TrustLines lines = import({}).value().draft;
  TrustLines fewer = lines;
  fewer.issuers.erase(fewer.issuers.begin() + 100, fewer.issuers.begin() + 110);
  test::Network network;
  network.publish(write_list(fewer).value(), test::at("2026-08-22T05:00:00Z"));
  const UnixTime now = test::at("2026-08-24T00:00:00Z");
  const TrustState fresh = pin(network.roots.front(), now, true, {}).value();
  refuse_flips(fresh, network.pack(), now, 150);
  const TrustState held = update(fresh, network.pack(), now).state;
  const std::string before = network.data;
  network.publish(write_list(lines).value(), test::at("2026-08-23T05:00:00Z"));
  PackSections pack = network.sections();
  const std::string body = make_delta(before, network.data);
  pack.data.reset();
  pack.delta = PackedDelta{sha256(as_bytes(before)), body};
  const std::string changes = write_pack(pack);
  EXPECT_EQ(update(held, changes, now).state.data, network.data);
  refuse_flips(held, changes, now, 150, network.lists.front());
}

}  // namespace
}  // namespace vhc
