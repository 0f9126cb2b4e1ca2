// What the pages of docs/ show is what is there.
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace {

std::string read(const std::string& file) {
  std::ifstream in(VHC_SOURCE_DIR "/" + file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
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

}  // namespace
