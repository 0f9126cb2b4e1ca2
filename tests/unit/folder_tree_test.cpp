// What is put in the place of a public folder's parts meanwhile leads nowhere else.
#include "shell/folder_tree.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace vhc {
namespace {

namespace fs = std::filesystem;

class FolderTreeTest : public ::testing::Test {
 protected:
  fs::path top = fs::temp_directory_path() / ("folder-tree-" + std::to_string(::getpid()));
  fs::path www = top / "www";
  fs::path shop = top / "shop";

  void SetUp() override {
    fs::remove_all(top);
    fs::create_directories(www);
    fs::create_directories(shop / "crl");
  }
  void TearDown() override { fs::remove_all(top); }
  static std::string text_of(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

TEST_F(FolderTreeTest, WritesAndReplacesWithNothingLeftBeside) {
  const auto tree = FolderTree::open(www.string());
  ASSERT_TRUE(tree);
  ASSERT_TRUE(tree->write_file(".well-known/crl/a.json", "one"));
  ASSERT_TRUE(tree->write_file(".well-known/crl/a.json", "two"));
  EXPECT_EQ(text_of(www / ".well-known/crl/a.json"), "two");
  EXPECT_EQ(std::distance(fs::directory_iterator(www / ".well-known/crl"), {}), 1);
  ASSERT_TRUE(tree->remove_file(".well-known/crl/a.json"));
  EXPECT_EQ(tree->remove_file(".well-known/crl/a.json").error().code, Errc::not_found);
  fs::create_directories(www / "journal-head.txt");
  EXPECT_EQ(tree->write_file("journal-head.txt", "x").error().code, Errc::unwritable);
  EXPECT_EQ(std::distance(fs::directory_iterator(www), {}), 2) << "the temporary file is gone";
}

TEST_F(FolderTreeTest, ALinkThatIsPutThereLeadsNowhere) {
  const auto tree = FolderTree::open(www.string());
  ASSERT_TRUE(tree);
  ASSERT_TRUE(tree->write_file(".well-known/crl/a.json", "one"));
  fs::remove_all(www / ".well-known/crl");
  fs::create_directory_symlink(shop / "crl", www / ".well-known/crl");
  EXPECT_EQ(tree->write_file(".well-known/crl/a.json", "two").error().code, Errc::publish_unreadable);
  EXPECT_EQ(tree->remove_file(".well-known/crl/a.json").error().code, Errc::publish_unreadable);
  fs::remove_all(www / ".well-known");
  fs::create_directory_symlink(shop, www / ".well-known");
  EXPECT_EQ(tree->write_file(".well-known/jwks.json", "two").error().code, Errc::publish_unreadable);
  EXPECT_TRUE(fs::is_empty(shop / "crl"));
  // The folder itself is the one that was opened.
  fs::rename(www, top / "moved");
  fs::create_directory_symlink(shop, www);
  ASSERT_TRUE(tree->write_file("journal-head.txt", "x"));
  EXPECT_TRUE(fs::exists(top / "moved/journal-head.txt"));
  EXPECT_FALSE(fs::exists(shop / "journal-head.txt"));
}

TEST_F(FolderTreeTest, OverlapIsToldByPlaceAndNotByName) {
  fs::create_directory_symlink(shop / "crl", top / "link");
  for (const fs::path& path : {shop, shop / "crl", shop / "new" / "deep", top, top / "link", www / ".." / "shop"}) {
    EXPECT_TRUE(overlap(path.string(), shop.string())) << path;
  }
  for (const fs::path& path : {www, top / "shop2", top / "new" / "shop"}) {
    EXPECT_FALSE(overlap(path.string(), shop.string())) << path;
  }
  EXPECT_TRUE(FolderTree::open((shop / "crl").string())->overlaps(shop.string()));
  EXPECT_FALSE(FolderTree::open(www.string())->overlaps(shop.string()));
}

}  // namespace
}  // namespace vhc
