// Certificates of other families, real and made: each good one is named by its family, and none is to be read again.
#include <filesystem>
#include <iostream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "../support/read_file.h"
#include "vhc/found_cards.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;
using test::read_file;

struct Family {
  const char* folder;
  std::set<std::string> kinds;
};

// The texts of the rows that say "valid", once each; pictures have texts beside them.
std::set<std::string> good_texts(const fs::path& folder) {
  std::set<std::string> files;
  std::istringstream table(read_file(folder / "expectations.tsv"));
  for (std::string line; std::getline(table, line);) {
    std::istringstream row(line);
    std::string file;
    std::string kind;
    std::string expected;
    std::getline(row, file, '\t');
    std::getline(row, kind, '\t');
    std::getline(row, expected, '\t');
    if (expected == "valid" && file.rfind("img/", 0) != 0) files.insert(file);
  }
  return files;
}

TEST(OtherCodeVectors, EveryGoodCertificateIsNamedByItsFamily) {
  const fs::path vectors(VHC_VECTORS);
  if (!fs::exists(vectors / "dcc")) GTEST_SKIP() << "no vectors at " << vectors;
  const Family families[] = {{"dcc", {"hcert"}},        {"ddcc", {"hcert"}},         {"hcert", {"hcert"}},
                             {"nzcp", {"nzcp"}},        {"vdsnc", {"vdsnc"}},        {"divoc", {"divoc"}},
                             {"idhp", {"idhp", "ghp"}}, {"ghp-paper", {"ghp-paper"}}};
  int named = 0;
  for (const Family& family : families) {
    for (const std::string& file : good_texts(vectors / family.folder)) {
      const std::string text = read_file(vectors / family.folder / file);
      const auto cards = find_cards(text);
      ASSERT_TRUE(cards) << family.folder << "/" << file;
      ASSERT_TRUE(cards->front().other) << family.folder << "/" << file;
      EXPECT_TRUE(family.kinds.contains(std::string(cards->front().other->kind)))
          << family.folder << "/" << file << ": " << cards->front().other->kind;
      ++named;
    }
  }
  EXPECT_GT(named, 0);
  std::cout << "certificates of other families: " << named << std::endl;
}

TEST(OtherCodeVectors, LinksAreNamed) {
  const fs::path folder = fs::path(VHC_VECTORS) / "links/link-text";
  if (!fs::exists(folder)) GTEST_SKIP() << "no vectors at " << folder;
  for (const char* file : {"l-bare.txt", "l-viewer.txt", "l-vhlink.txt", "l-upper.txt", "l-manifest.txt"}) {
    const OtherCode* const found = recognise_other_code(read_file(folder / file));
    ASSERT_TRUE(found) << file;
    EXPECT_EQ(found->kind, "shlink") << file;
  }
}

}  // namespace
}  // namespace vhc
