// Signed snapshots of several days, in every order: only forwards, each once, none that was altered.
#include <gtest/gtest.h>

#include "../support/test_issuer.h"
#include "../support/vci_signer.h"
#include "vhc/import_vci.h"

namespace vhc {
namespace {

const std::string pharmacy = "https://pharmacy.example/shc";
const UnixTime now = parse_time("2026-08-25T00:00:00Z").value();

class Days : public testing::Test {
 protected:
  // The snapshot of a day of August: the pharmacy with its first `num_keys` keys.
  VciFiles day(int number, std::size_t num_keys) const {
    const std::string time = "2026-08-" + std::to_string(number) + "T04:00:00Z";
    std::string jwks;
    for (std::size_t i = 0; i < num_keys; ++i) jwks += (i == 0 ? "" : ",") + keys_.at(i);
    const std::string entry = R"("iss":")" + pharmacy + R"(","name":"Corner Pharmacy")";
    return signer_.files(R"({"directory":"https://directory.example/","time":")" + time +
                             R"(","issuerInfo":[{"issuer":{)" + entry + R"(},"keys":[)" + jwks +
                             R"(],"lastRetrieved":")" + time + R"("}]})",
                         R"({"participating_issuers":[{)" + entry + "}]}");
  }

  // As the tool does it: opened under the pin, then imported.
  Result<VciImport> import(const TrustLines& base, const VciFiles& files, const Proposals& held = {}) const {
    VHC_TRY(const VciDirectory directory, open_vci_directory(files, signer_.pin()));
    return import_vci(base, "vci", directory, files, signer_.pin(), {}, now, held);
  }

  TrustLines taken(const TrustLines& base, const VciFiles& files) const {
    auto result = import(base, files);
    EXPECT_TRUE(result.has_value());
    return result ? std::move(result->draft) : TrustLines{};
  }

  static std::string jwk() { return to_jwk(TestIssuer(pharmacy).listed().key_set.keys[0]); }

  VciSigner signer_;
  std::vector<std::string> keys_ = {jwk(), jwk(), jwk()};
};

TEST_F(Days, InOrderEachAddsWhatIsNew) {
  TrustLines draft;
  for (std::size_t i = 1; i <= 3; ++i) {
    draft = taken(draft, day(20 + static_cast<int>(i), i));
    ASSERT_EQ(draft.issuers.size(), 1U);
    EXPECT_EQ(draft.issuers[0].keys.size(), i);
  }
}

TEST_F(Days, OutOfOrderIsARollback) {
  const TrustLines draft = taken({}, day(22, 2));
  EXPECT_EQ(import(draft, day(21, 3)).error().code, Errc::trust_rollback);
  EXPECT_EQ(taken(draft, day(23, 3)).issuers[0].keys.size(), 3U);
}

TEST_F(Days, TwiceChangesNothing) {
  const VciFiles files = day(22, 2);
  const TrustLines draft = taken({}, files);
  const VciImport again = import(draft, files).value();
  EXPECT_TRUE(again.unchanged);
  EXPECT_EQ(again.draft, draft);
}

TEST_F(Days, AnotherOneOfTheSameTimeIsRefused) {
  EXPECT_EQ(import(taken({}, day(22, 2)), day(22, 3)).error().code, Errc::rule_v2);
}

TEST_F(Days, AlteredOrSignedByAnotherIsRefusedBeforeItIsRead) {
  const VciFiles files = day(22, 2);
  for (const std::size_t place : {std::size_t{0}, files.snapshot.size() / 2, files.snapshot.size() - 1}) {
    VciFiles altered = files;
    altered.snapshot[place] = static_cast<char>(altered.snapshot[place] ^ 1);
    EXPECT_EQ(import({}, altered).error().code, Errc::trust_signature) << place;
  }
  VciFiles anothers = VciSigner().files(files.snapshot, files.directory);
  EXPECT_FALSE(import({}, anothers).has_value());
  anothers.certificate = files.certificate;
  EXPECT_EQ(import({}, anothers).error().code, Errc::trust_signature);
}

TEST_F(Days, AKeyThatAppearsAtAnIssuerLongUnseenIsProposed) {
  TrustLines draft = taken({}, day(20, 1));
  draft.issuers[0].stale = now - std::chrono::days{40};
  const VciImport result = import(draft, day(22, 2)).value();
  EXPECT_EQ(result.draft.issuers[0].keys.size(), 1U);
  ASSERT_EQ(result.proposals.size(), 1U);
  EXPECT_TRUE(result.proposals[0].returned);
}

// Whoever buys the lapsed domain of an issuer serves its old public key, which anybody has, beside a key of his own.
TEST_F(Days, AnOldPublicKeyMakesNobodyLessStale) {
  TrustLines draft = taken({}, day(20, 1));
  draft.issuers[0].stale = now - std::chrono::days{40};
  Proposals held;
  for (int number = 21; number <= 24; ++number) {
    const VciImport result = import(draft, day(number, 2), held).value();
    draft = result.draft;
    EXPECT_EQ(draft.issuers[0].keys.size(), 1U) << number;
    EXPECT_TRUE(draft.issuers[0].stale.has_value()) << number;
    EXPECT_EQ(result.proposals.size(), number == 21 ? 1U : 0U) << number;  // it waits, and is not proposed again
    ASSERT_EQ(proposals_in(result.proposed, draft).size(), 1U) << number;
    held.waiting = result.proposed;
  }
  accept(held.waiting.issuers.at(0), {}, draft);
  EXPECT_EQ(draft.issuers[0].keys.size(), 2U);
  EXPECT_FALSE(draft.issuers[0].stale.has_value());
  EXPECT_TRUE(proposals_in(held.waiting, draft).empty());
}

TEST_F(Days, WhatWasRefusedComesNoMore) {
  TrustLines draft = taken({}, day(20, 1));
  draft.issuers[0].stale = now - std::chrono::days{40};
  Proposals held;
  const VciImport first = import(draft, day(21, 2), held).value();
  held.refused.push_back({"vci", pharmacy, first.proposals.at(0).kid});
  const VciImport second = import(draft, day(22, 2), held).value();
  ASSERT_EQ(second.proposals.size(), 1U);
  EXPECT_TRUE(second.proposals[0].kid.empty());  // the issuer itself, without the key
  held.refused.push_back({"vci", pharmacy, {}});
  EXPECT_TRUE(import(draft, day(23, 2), held).value().proposed.issuers.empty());
  // A key that comes later is another question.
  EXPECT_EQ(import(draft, day(24, 3), held).value().proposals.size(), 1U);
  // Not stale any more by somebody's hand: a refused key is not added alone either.
  draft.issuers[0].stale.reset();
  EXPECT_EQ(import(draft, day(24, 2), held).value().draft.issuers[0].keys.size(), 1U);
}

TEST_F(Days, RefusalsAreReadAsTheyAreWritten) {
  const std::vector<RefusedProposal> refused = {{"vci", pharmacy, {}}, {"vci", pharmacy, "UJrT9jU8"}};
  EXPECT_EQ(read_refused(write_refused(refused)).value(), refused);
  for (const char* bad : {"vci\n", "vci https://a.example/shc\n", " vci https://a.example/shc *\n", "\n", "a b \n"}) {
    EXPECT_EQ(read_refused(bad).error().code, Errc::registry_form) << bad;
  }
}

TEST_F(Days, AnEmptyOneIsRefusedEvenInTheRightOrder) {
  const TrustLines draft = taken({}, day(21, 1));
  const VciFiles empty =
      signer_.files(R"({"directory":"https://directory.example/","time":"2026-08-22T04:00:00Z","issuerInfo":[]})",
                    R"({"participating_issuers":[]})");
  EXPECT_EQ(import(draft, empty).error().code, Errc::registry_empty);
}

}  // namespace
}  // namespace vhc
