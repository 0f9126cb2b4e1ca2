#include "vhc/rid.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "vhc/bytes.h"

namespace vhc {
namespace {

constexpr SealCost cheap{.opslimit = 1, .memlimit_bytes = min_memlimit_bytes};
constexpr UnixTime created{std::chrono::seconds{1795425243}};
constexpr std::string_view kid_text = "3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s";
constexpr std::string_view secret_text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

Secret secret(std::string_view text) {
  Secret made(text.size());
  std::copy(text.begin(), text.end(), made.expose().begin());
  return made;
}

KeyId kid(std::string_view text = kid_text) {
  return KeyId::parse(text).value();
}

TEST(Rid, MakesThePublishedOnes) {
  std::ifstream in(VHC_VECTORS "/shc/rid-known-answers.tsv");
  if (!in) GTEST_SKIP() << "the folder of vectors is not there: " VHC_VECTORS;
  std::string line;
  std::getline(in, line);  // the names of the columns
  int rows = 0;
  int good = 0;
  while (std::getline(in, line)) {
    std::istringstream columns(line);
    std::string secret_column;
    std::string kid_column;
    std::string user_id;
    std::string rid;
    columns >> secret_column >> kid_column >> user_id >> rid;
    const auto derived = derive_rid(secret(secret_column), kid(kid_column), user_id);
    EXPECT_TRUE(derived && derived->str() == rid) << user_id;
    ++rows;
    if (derived && derived->str() == rid) ++good;
  }
  std::cout << "rid-known-answers.tsv: " << good << " of " << rows << '\n';
  EXPECT_EQ(good, rows);
  EXPECT_GE(rows, 6);
}

// Made with another program: printf 'someone\0%s' 2026-000389 | openssl dgst -sha256 -mac HMAC -macopt key:SECRETKID
TEST(Rid, CardsUserIdIsPersonNulNumber) {
  const std::string user_id = card_user_id("someone", "2026-000389");
  EXPECT_EQ(user_id, std::string("someone") + std::string(1, '\0') + "2026-000389");
  EXPECT_EQ(derive_rid(secret(secret_text), kid(), user_id)->str(), "LnwphZVQ6So");
}

TEST(Rid, DependsOnEverythingThatGoesIn) {
  const std::string other_kid = "4" + std::string(kid_text.substr(1));
  const std::string other_secret = "B" + std::string(secret_text.substr(1));
  std::set<std::string> rids;
  rids.insert(derive_rid(secret(secret_text), kid(), card_user_id("someone", "2026-000001"))->str());
  rids.insert(derive_rid(secret(secret_text), kid(), card_user_id("someone", "2026-000002"))->str());
  rids.insert(derive_rid(secret(secret_text), kid(), card_user_id("someone else", "2026-000001"))->str());
  rids.insert(derive_rid(secret(secret_text), kid(other_kid), card_user_id("someone", "2026-000001"))->str());
  rids.insert(derive_rid(secret(other_secret), kid(), card_user_id("someone", "2026-000001"))->str());
  EXPECT_EQ(rids.size(), 5U);
  for (const std::string& rid : rids) EXPECT_EQ(rid.size(), 11U);
}

TEST(Rid, SameInputGivesTheSameRid) {
  EXPECT_EQ(derive_rid(secret(secret_text), kid(), "x").value(), derive_rid(secret(secret_text), kid(), "x").value());
  EXPECT_TRUE(derive_rid(secret(secret_text), kid(), ""));
}

TEST(Rid, SecretIsFortyThreeCharactersOfBase64url) {
  const std::string good(secret_text);
  for (const std::string& text :
       {std::string(), good.substr(1), good + "A", "+" + good.substr(1), good.substr(1) + "=", " " + good.substr(1),
        good.substr(0, 42) + "9"}) {  // the last one has bits that belong to no byte
    EXPECT_EQ(derive_rid(secret(text), kid(), "x").error().code, Errc::key_file_form) << text;
  }
}

TEST(RidSecret, IsNewEachTimeAndDerives) {
  const Secret first = make_rid_secret();
  const Secret second = make_rid_secret();
  EXPECT_EQ(first.size(), rid_secret_chars);
  EXPECT_NE(as_text(first.expose()), as_text(second.expose()));
  EXPECT_TRUE(derive_rid(first, kid(), "x"));
}

TEST(RidSecret, FileOpensToTheSameSecret) {
  const Secret passphrase = secret("correct horse");
  const auto text = seal_rid_secret(secret(secret_text), created, passphrase, cheap);
  ASSERT_TRUE(text);
  EXPECT_EQ(read_sealed_header(*text)->info.subject, "-");
  EXPECT_EQ(as_text(open_rid_secret(*text, passphrase)->expose()), secret_text);
  EXPECT_EQ(open_rid_secret(*text, secret("incorrect horse")).error().code, Errc::passphrase_wrong);
  const auto unsealed = rid_secret_without_seal(secret(secret_text), created);
  EXPECT_EQ(as_text(open_rid_secret(*unsealed, Secret())->expose()), secret_text);
}

TEST(RidSecret, FileOfAnotherKindIsRefused) {
  const auto key = without_seal(secret(secret_text), {Purpose::card_signing, "-", created});
  EXPECT_EQ(open_rid_secret(*key, Secret()).error().code, Errc::key_purpose);
  const auto short_secret = without_seal(secret("too short"), {Purpose::rid_secret, "-", created});
  EXPECT_EQ(open_rid_secret(*short_secret, Secret()).error().code, Errc::key_file_form);
}

}  // namespace
}  // namespace vhc
