// A key set with the revocation lists beside it, as every verb reads them; and names of files.
#include "venue/store/published_keys.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "shell/io.h"
#include "shell/paths.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;

class PublishedKeySet : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "vhc-keys-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    fs::create_directory(folder_ + "/crl");
    fs::copy_file(VHC_TEST_VECTORS "/issuer-folder/jwks.json", folder_ + "/jwks.json");
    for (const PromisedList& promised : read().lists) {
      if (list_file_.empty()) list_file_ = promised.file;
    }
    ASSERT_FALSE(list_file_.empty()) << "the key set of the vectors promises a list";
  }
  void TearDown() override { fs::remove_all(folder_); }

  PublishedKeys read() const {
    auto published = read_published_keys(folder_ + "/jwks.json", io_);
    EXPECT_TRUE(published);
    return published ? *std::move(published) : PublishedKeys{};
  }
  void put_list(const std::string& text) const { std::ofstream(list_file_) << text; }
  Errc fault() const {
    const PublishedKeys published = read();
    return published.lists.front().list ? Errc::internal : published.lists.front().list.error().code;
  }

  std::ostringstream out_;
  std::ostringstream err_;
  Io io_{World{.out = &out_, .err = &err_, .now = [] { return UnixTime{}; }}};
  std::string folder_;
  std::string list_file_;
};

TEST_F(PublishedKeySet, HasTheListsThatItsKeysPromise) {
  std::ifstream vector(VHC_TEST_VECTORS "/issuer-folder/crl.json");
  put_list({std::istreambuf_iterator<char>(vector), {}});
  const PublishedKeys published = read();
  ASSERT_TRUE(published.lists.front().list) << published.lists.front().list.error().where;
  EXPECT_EQ(published.lists.front().list->kid(), published.lists.front().kid);
  EXPECT_EQ(published.lists.front().file, folder_ + "/crl/" + published.lists.front().kid + ".json");
}

TEST_F(PublishedKeySet, SaysOfEachListWhyItCannotBeUsed) {
  EXPECT_EQ(fault(), Errc::crl_missing);
  put_list("{");
  EXPECT_EQ(fault(), RevocationList::parse("{").error().code);
  put_list(R"({"kid":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","method":"rid","ctr":1,"rids":[]})");
  EXPECT_EQ(fault(), Errc::crl_kid);
  fs::remove(list_file_);
  fs::create_directory(list_file_);
  EXPECT_EQ(fault(), Errc::unreadable);
  EXPECT_TRUE(read().lists.front().text.empty());
}

TEST_F(PublishedKeySet, IsNoneWithoutItsFile) {
  EXPECT_EQ(read_published_keys(folder_ + "/none.json", io_).error().code, Errc::not_found);
}

TEST(Paths, LieInAFolder) {
  EXPECT_EQ(folder_of("jwks.json"), ".");
  EXPECT_EQ(folder_of("/jwks.json"), "/");
  EXPECT_EQ(folder_of("www/.well-known/jwks.json"), "www/.well-known");
}

TEST(Paths, AreNamedBeforeThePlaceInThem) {
  EXPECT_EQ(in_file("a.csv", {Errc::usage, "what", "line 3", "hint"}).value().where, "a.csv, line 3");
  EXPECT_EQ(in_file("a.csv", {Errc::usage, "what", "", "hint"}).value().where, "a.csv");
}

}  // namespace
}  // namespace vhc
