// The key sets and revocation lists of the validation tools, each with what trust.md section 6 expects of us. Two of
// the lists are no longer among the vectors and are written here as the section describes them.
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../support/read_file.h"
#include "vhc/key_set.h"
#include "vhc/revocation_list.h"
#include "vhc/trust_list.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(VHC_VECTORS) / "shc";

std::string read_file(const std::string& name) {
  return test::read_file(folder / name);
}

std::string rules_of(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += (text.empty() ? "" : " ") + std::string(name(finding.code)) + ":" + std::string(name(finding.severity));
  }
  return text;
}

class TrustFiles : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(folder / "expectations.tsv")) GTEST_SKIP() << "no vectors at " << folder;
  }
};

struct KeySetRow {
  const char* file;
  const char* error;     // empty: read
  std::size_t num_keys;  // kept
  const char* findings;
};
// What x5c holds is judged by lint; a listed key counts because it is listed (V15).
constexpr KeySetRow key_sets[] = {
    {"devtools/valid_key.json", "", 1, ""},
    {"devtools/valid_keys.json", "", 3, ""},
    {"devtools/valid_key_with_x5c.json", "", 1, ""},
    {"devtools/cert_mismatch.public.json", "", 1, ""},
    {"devtools/invalid_DNS_SAN.public.json", "", 1, ""},
    {"devtools/x5c-wrong-issuer/valid_key_with_x5c.json", "", 1, ""},
    {"devtools/wrong_kid_key.json", "", 0, "V9:error V16:warning"},
    {"devtools/wrong_use_key.json", "", 0, "V7:error V16:warning"},
    {"devtools/wrong_alg_key.json", "", 0, "V7:error V16:warning"},
    {"devtools/private_key.json", "", 0, "V10:error V16:warning"},
    {"devtools/issuer.jwks.public.not.smart.json", "", 1, ""},
    {"devtools/keyset-is-one-key.json", "key_set.form", 0, ""},
    {"issuers/bad-jwks/.well-known/jwks.json", "json.syntax", 0, ""},
    {"issuers/badcrl-duplicate-rid/.well-known/jwks.json", "", 1, ""},
    {"issuers/badcrl-invalid-method/.well-known/jwks.json", "", 1, ""},
    {"issuers/badcrl-too-long-rid/.well-known/jwks.json", "", 1, ""},
};

TEST_F(TrustFiles, KeySetsAreReadAsTheReferenceSays) {
  std::size_t agreed = 0;
  for (const KeySetRow& row : key_sets) {
    SCOPED_TRACE(row.file);
    const auto set = parse_key_set(read_file(row.file));
    const std::string error = set ? "" : std::string(name(set.error().code));
    const bool agrees =
        error == row.error && (!set || (set->keys.size() == row.num_keys && rules_of(set->findings) == row.findings));
    EXPECT_TRUE(agrees) << error << (set ? rules_of(set->findings) : "");
    agreed += agrees ? 1U : 0U;
  }
  std::cout << "section 6, key sets: " << agreed << " of " << std::size(key_sets) << std::endl;
}

constexpr const char* listed_kid = "hrvC0uzB16UXK83BnPo7Glg685b1D6iYOyJd5hpRaAA";

std::string list_of(const char* issuer) {
  return read_file("issuers/" + std::string(issuer) + "/.well-known/crl/" + listed_kid + ".json");
}

std::string list_text(const char* ctr, const char* rids) {
  return R"({"kid":")" + std::string(listed_kid) + R"(","method":"rid","ctr":)" + ctr + R"(,"rids":[)" + rids + "]}";
}

struct Revoked {
  const char* rid;
  std::int64_t issued;
  bool revoked;
};
struct ListRow {
  const char* name;
  std::string text;
  const char* error;
  const char* findings;
  std::vector<Revoked> cards;
};

// An id of another form revokes as it stands, where the reference leaves it out: dropping it would un-revoke a card.
std::vector<ListRow> lists() {
  return {
      {"duplicate-rid",
       list_of("badcrl-duplicate-rid"),
       "",
       "crl.rid:warning",
       {{"XkNHp2Iyk0Y", 1700000000, true}, {"vwAjHdarZuc", 1638311285, true}, {"vwAjHdarZuc", 1638311286, false}}},
      {"invalid-method", list_of("badcrl-invalid-method"), "crl.method", "", {}},
      {"too-long-rid",
       list_of("badcrl-too-long-rid"),
       "",
       "crl.rid:error",
       {{"TqB_qu_6OtM", 1700000000, true}, {"this-rid-is-longer-than-the-24-char-max", 0, true}}},
      {"non-base64url-rid",
       list_text("1", R"("base64==","$wrongrid!","TqB_qu_6OtM")"),
       "",
       "crl.rid:error crl.rid:error",
       {{"TqB_qu_6OtM", 1700000000, true}, {"base64==", 0, true}, {"$wrongrid!", 0, true}}},
      {"version-mismatch", list_text("2", R"("TqB_qu_6OtM")"), "", "", {{"TqB_qu_6OtM", 1700000000, true}}},
  };
}

TEST_F(TrustFiles, RevocationListsAreReadAsTheReferenceSays) {
  std::size_t agreed = 0;
  const auto rows = lists();
  for (const ListRow& row : rows) {
    SCOPED_TRACE(row.name);
    const auto list = RevocationList::parse(row.text);
    const std::string error = list ? "" : std::string(name(list.error().code));
    bool agrees = error == row.error && (!list || rules_of(list->findings()) == row.findings);
    for (const Revoked& card : row.cards) {
      agrees = agrees && list && list->revokes(card.rid, UnixTime{std::chrono::seconds{card.issued}}) == card.revoked;
    }
    EXPECT_TRUE(agrees) << error << (list ? rules_of(list->findings()) : "");
    agreed += agrees ? 1U : 0U;
  }
  std::cout << "section 6, revocation lists: " << agreed << " of " << rows.size() << std::endl;
}

// A list whose counter differs from the key's is used all the same (V13).
TEST_F(TrustFiles, ListOfAnotherVersionIsUsed) {
  IssuerKeys issuer{.iss = "https://issuer.example/shc"};
  issuer.key_set = parse_key_set(read_file("issuers/badcrl-too-long-rid/.well-known/jwks.json")).value();
  issuer.revocations.push_back(RevocationList::parse(list_text("2", R"("TqB_qu_6OtM")")).value());
  std::vector<IssuerKeys> issuers;
  issuers.push_back(std::move(issuer));
  const TrustList trust = TrustList::from_key_sets(std::move(issuers));
  const TrustEntry* const entry = trust.find("https://issuer.example/shc", listed_kid);
  ASSERT_NE(nullptr, entry);
  EXPECT_EQ(1, entry->crl_version);
  ASSERT_NE(nullptr, entry->revocations);
  EXPECT_TRUE(entry->revocations->revokes("TqB_qu_6OtM", UnixTime{}));
}

}  // namespace
}  // namespace vhc
