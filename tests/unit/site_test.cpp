// What of an issuer's folder is made public.
#include "vhc/site.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "issuer_files.h"
#include "vhc/crl.h"
#include "vhc/key_record.h"
#include "vhc/key_set.h"
#include "vhc/revocation_list.h"
#include "vhc/signing_key.h"

namespace vhc {
namespace {

const SiteFile* find(const std::vector<SiteFile>& files, std::string_view path) {
  const auto found = std::find_if(files.begin(), files.end(), [path](const SiteFile& f) { return f.path == path; });
  return found == files.end() ? nullptr : &*found;
}

TEST(Site, IsMadeAsTheDocumentShows) {
  const KeyRecord record = example_record();
  const auto files = make_site(std::vector<SiteKey>{{record, read_vector("crl.json")}});
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ(files->front().path, ".well-known/crl/" + record.kid.str() + ".json");
  EXPECT_EQ(files->front().text, read_vector("crl.json"));
  EXPECT_EQ(files->back().path, ".well-known/jwks.json");
  EXPECT_EQ(files->back().text, read_vector("jwks.json"));
}

TEST(Site, KeySetReadsBackWithCountersInStep) {
  const SigningKey first = SigningKey::generate().value();
  const SigningKey second = SigningKey::generate().value();
  const SigningKey third = SigningKey::generate().value();
  const UnixTime later = at("2027-01-01T00:00:00Z");
  const std::vector<Revocation> revoked{rid("x")};
  const std::string list = add_revocations(std::nullopt, second.kid(), {})->json;
  const std::string newer_list = add_revocations(list, second.kid(), revoked)->json;
  const auto files = make_site(std::vector<SiteKey>{
      {record_of(first, "2026-01-01T00:00:00Z"), std::nullopt},
      {retire(record_of(second, "2025-01-01T00:00:00Z"), later).value(), newer_list},
      {destroy(record_of(third, "2024-01-01T00:00:00Z"), later).value(), std::nullopt},
  });
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 2U);
  const auto set = parse_key_set(find(*files, ".well-known/jwks.json")->text);
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->findings.empty());
  ASSERT_EQ(set->keys.size(), 3U);
  EXPECT_EQ(set->keys[0].kid, third.kid().str());  // oldest first
  EXPECT_EQ(set->keys[1].kid, second.kid().str());
  EXPECT_EQ(set->keys[2].kid, first.kid().str());
  EXPECT_EQ(set->keys[0].crl_version, std::nullopt);
  EXPECT_EQ(set->keys[1].crl_version, 2);
  EXPECT_EQ(find(*files, ".well-known/crl/" + second.kid().str() + ".json")->text, newer_list);
}

TEST(Site, RevokedKeyIsOutWithItsList) {
  const SigningKey key = SigningKey::generate().value();
  const KeyRecord revoked = revoke(record_of(key), at("2026-12-01T00:00:00Z"), "stolen").value();
  const std::string list = add_revocations(std::nullopt, key.kid(), {})->json;
  const auto files = make_site(std::vector<SiteKey>{{revoked, list}});
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 1U);
  EXPECT_EQ(files->front().text, R"({"keys":[]})");
}

TEST(Site, HoldsNoPrivateMemberAndNoState) {
  const SigningKey key = SigningKey::generate().value();
  const auto files = make_site(std::vector<SiteKey>{{retire(record_of(key), at("2026-12-01T00:00:00Z")).value()}});
  EXPECT_EQ(files->front().text.find("\"d\""), std::string::npos);
  EXPECT_EQ(files->front().text.find("retired"), std::string::npos);
}

TEST(Site, OrderOfTheKeysDoesNotMatter) {
  std::vector<SiteKey> keys;
  keys.reserve(5);
  for (int i = 0; i < 5; ++i) keys.push_back({record_of(SigningKey::generate().value())});
  const auto one = make_site(keys);
  std::reverse(keys.begin(), keys.end());
  const auto other = make_site(keys);
  EXPECT_EQ(one->front().text, other->front().text);
}

TEST(Site, WrongListsAndTwiceTheSameKeyAreRefused) {
  const KeyRecord record = record_of(SigningKey::generate().value());
  const std::string foreign = add_revocations(std::nullopt, kid_of(), {})->json;
  EXPECT_EQ(make_site(std::vector<SiteKey>{{record, foreign}}).error().code, Errc::crl_kid);
  EXPECT_EQ(make_site(std::vector<SiteKey>{{record, "no list"}}).error().code, Errc::json_syntax);
  EXPECT_EQ(make_site(std::vector<SiteKey>{{record}, {record}}).error().code, Errc::rule_v11);
}

}  // namespace
}  // namespace vhc
