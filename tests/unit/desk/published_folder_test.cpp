// What is published already, held to the folder it came from: nothing that venues have may be lost by publishing.
#include "desk/store/published_folder.h"

#include <algorithm>

#include "issuer_folder_copy.h"
#include "vhc/site.h"

namespace vhc {
namespace {

class Published : public IssuerFolderCopy {
 protected:
  Published() {
    now = parse_time("2027-06-01T00:00:00Z").value();
    publish();
  }
  // Writes what the folder holds now.
  void publish() {
    std::vector<SiteKey> keys;
    const std::vector<KeyRecord> records = issuer.keys();
    for (const KeyRecord& record : records) keys.push_back({record, issuer.crl(record.kid, io).value()});
    const std::vector<SiteFile> files = make_site(keys).value();
    for (const SiteFile& file : files) put("public/" + file.path, file.text);
  }
  std::string public_list() const { return "public/.well-known/" + list_name(); }
  Result<PublishedComparison> compare() {
    VHC_TRY(const PublishedFolder there, read_published(path("public"), io));
    return compare_published(there, issuer, io);
  }
  std::string differences() {
    const auto compared = compare();
    if (!compared) return std::string(name(compared.error().code));
    std::string all;
    for (const PublishedDifference& one : compared->differences) {
      all += (all.empty() ? "" : " ") + std::string(name(one.code));
    }
    return all;
  }
  IssuerFolder issuer = open();
};

TEST_F(Published, NeedNotBeThere) {
  const PublishedFolder none = read_published(path("none"), io).value();
  EXPECT_TRUE(none.is_empty());
  std::filesystem::create_directories(folder / "empty");
  EXPECT_TRUE(read_published(path("empty"), io).value().is_empty());
  std::filesystem::create_directories(folder / "known/.well-known");
  EXPECT_TRUE(read_published(path("known"), io).value().is_empty());
}

TEST_F(Published, ThatIsSomethingElseIsNamedAndNotFollowed) {
  const auto fault_of = [this] {
    const auto there = read_published(path("public"), io);
    return there ? std::string() : std::string(name(there.error().code));
  };
  const std::string unreadable(name(Errc::publish_unreadable));
  const std::string keys = text("public/.well-known/jwks.json");
  EXPECT_EQ(fault_of(), "");
  for (const std::string& bad :
       {std::string(), std::string("{}"), std::string("[]"), keys.substr(0, keys.size() - 1)}) {
    put("public/.well-known/jwks.json", bad);
    EXPECT_EQ(fault_of(), unreadable) << bad;
  }
  std::filesystem::remove(folder / "public/.well-known/jwks.json");
  std::filesystem::create_symlink(folder / "issuer.json", folder / "public/.well-known/jwks.json");
  EXPECT_EQ(fault_of(), unreadable);
  std::filesystem::remove(folder / "public/.well-known/jwks.json");
  std::filesystem::create_directories(folder / "public/.well-known/jwks.json");
  EXPECT_EQ(fault_of(), unreadable);
  std::filesystem::remove_all(folder / "public/.well-known");
  std::filesystem::create_symlink(folder / "crl", folder / "public/.well-known");
  EXPECT_EQ(fault_of(), unreadable);
  std::filesystem::remove(folder / "public/.well-known");
  put("public/.well-known", "a file");
  EXPECT_EQ(fault_of(), unreadable);
}

TEST_F(Published, ListsAreThoseWithTheNameOfAKey) {
  put("public/.well-known/crl/notes.json", "x");
  put("public/.well-known/crl/.json", "x");
  put("public/.well-known/crl/" + std::string(kid_text) + ".txt", "x");
  const PublishedFolder there = read_published(path("public"), io).value();
  EXPECT_EQ(there.lists, std::vector<std::string>{kid_text});
  EXPECT_EQ(read_published_list(there, kid_text, io).value(), list_of(R"("AbCdEfGhIjk")", 3));
  EXPECT_FALSE(read_published_list(there, std::string(43, 'A'), io));
}

TEST_F(Published, AsTheFolderIsHasNoDifferences) {
  EXPECT_EQ(differences(), "");
  put_list(R"("AbCdEfGhIjk","newer")", 4);  // the folder is ahead: that is what publishing is for
  EXPECT_EQ(differences(), "");
}

TEST_F(Published, RevocationsThatStandThereAloneAreFound) {
  put(public_list(), list_of(R"("AbCdEfGhIjk","lost","AbCdEfGhIjl.5")", 3));
  const PublishedComparison compared = compare().value();
  EXPECT_EQ(compared.num_lost(), 2U);
  ASSERT_EQ(compared.behind.size(), 1U);
  EXPECT_EQ(compared.behind[0].kid, kid());
  EXPECT_FALSE(compared.differences.empty());
}

TEST_F(Published, RevocationsForMoreCardsAreFound) {
  put_list(R"("AbCdEfGhIjk.5")", 3);
  EXPECT_EQ(compare().value().num_lost(), 1U);  // there it revokes every card
  put_list(R"("AbCdEfGhIjk")", 3);
  put(public_list(), list_of(R"("AbCdEfGhIjk.5")", 3));
  EXPECT_EQ(compare().value().num_lost(), 0U);
}

TEST_F(Published, CountersThatWouldGoBackAreFound) {
  put(public_list(), list_of(R"("AbCdEfGhIjk")", 4));
  EXPECT_NE(differences(), "");
  EXPECT_EQ(compare().value().num_lost(), 0U);
  std::filesystem::remove(folder / public_list());
  put_list(R"("AbCdEfGhIjk")", 2);  // the key set there speaks of a third
  EXPECT_NE(differences(), "");
}

TEST_F(Published, ListsOfKeysThatNobodyKnowsAreFound) {
  const std::string other = SigningKey::generate().value().kid().str();
  put("public/.well-known/crl/" + other + ".json", R"({"kid":")" + other + R"(","method":"rid","ctr":1,"rids":[]})");
  EXPECT_NE(differences().find(name(Errc::publish_unknown_key)), std::string::npos);
}

TEST_F(Published, ListsThatAreNoneAreNotPublishedOver) {
  for (const char* bad : {"", "{}", "x"}) {
    put(public_list(), bad);
    EXPECT_EQ(differences(), name(Errc::publish_unreadable)) << bad;
  }
}

}  // namespace
}  // namespace vhc
