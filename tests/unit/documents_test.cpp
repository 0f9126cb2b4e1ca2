// What the pages of docs/ show is what is there.
#include <filesystem>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../support/citations.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;

std::string read(const std::string& file) {
  return text_of(fs::path(VHC_SOURCE_DIR) / file);
}

std::vector<fs::path> pages() {
  std::vector<fs::path> all{fs::path(VHC_SOURCE_DIR) / "README.md", fs::path(VHC_SOURCE_DIR) / "SECURITY.md"};
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(VHC_SOURCE_DIR) / "docs")) {
    if (entry.path().extension() == ".md") all.push_back(entry.path());
  }
  return all;
}

// The address of a link without its heading; "" of one that leads to another place.
std::string file_of_link(const std::string& address) {
  return address.find("://") != std::string::npos ? "" : address.substr(0, address.find('#'));
}

TEST(LibraryPage, ShowsTheExamplesAsTheyAre) {
  const std::string page = read("docs/library.md");
  ASSERT_FALSE(page.empty());
  for (const auto& [file, language] : {std::pair{"issue_card.cpp", "cpp"}, std::pair{"verify_card.cpp", "cpp"},
                                       std::pair{"CMakeLists.txt", "cmake"}}) {
    const std::string text = read(std::string("examples/") + file);
    ASSERT_FALSE(text.empty()) << file;
    const std::string block = std::string("```") + language + "\n" + text + "```\n";
    EXPECT_NE(page.find(block), std::string::npos) << "docs/library.md does not show examples/" << file << " as it is";
  }
}

TEST(Pages, LinkToFilesThatAreThere) {
  const std::regex link("\\]\\(([^)]+)\\)");
  const std::regex mention("`((?:docs|examples|scripts|test-vectors|tests)/[A-Za-z0-9_./-]+)`");
  for (const fs::path& page : pages()) {
    const std::string text = text_of(page);
    for (std::sregex_iterator found(text.begin(), text.end(), link), end; found != end; ++found) {
      const std::string file = file_of_link((*found)[1].str());
      EXPECT_TRUE(file.empty() || fs::exists(page.parent_path() / file)) << page << " links to " << file;
    }
    for (std::sregex_iterator found(text.begin(), text.end(), mention), end; found != end; ++found)
      EXPECT_TRUE(fs::exists(fs::path(VHC_SOURCE_DIR) / (*found)[1].str())) << page << " names " << (*found)[1].str();
  }
}

// What looks like a session is run as one (tests/readme).
TEST(Readme, HasNoSessionThatIsNotRun) {
  std::istringstream lines(read("README.md"));
  std::string fence;
  std::size_t commands = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) fence = fence.empty() ? line : std::string();
    if (!line.starts_with("$ ")) continue;
    ++commands;
    EXPECT_EQ(fence, "```console") << line;
    EXPECT_EQ(line.find("  ("), std::string::npos) << "a remark would be copied with the command: " << line;
  }
  EXPECT_GT(commands, 50U);
}

}  // namespace
}  // namespace vhc
