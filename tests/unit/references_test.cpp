// Every section that an error or a rule names leads somewhere: to a public address, or to a heading of a page of ours.
#include "vhc/references.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "../support/citations.h"
#include "vhc/errors.h"
#include "vhc/lint.h"

namespace vhc {
namespace {

using Addresses = std::vector<std::string>;

TEST(References, LeadToTheSection) {
  EXPECT_EQ((Addresses{"https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11"}),
            reference_addresses("RFC 7515 4.1.11"));
  EXPECT_EQ((Addresses{"https://www.rfc-editor.org/rfc/rfc1951", "docs/rules/shc.md#jws-3"}),
            reference_addresses("RFC 1951; SHC 3 JWS-3"));
  EXPECT_EQ((Addresses{"https://spec.smarthealth.cards/#health-cards-are-small"}),
            reference_addresses("SHC Health Cards are Small"));
  EXPECT_EQ((Addresses{"docs/rules/shc.md#shc-4"}), reference_addresses("SHC 4"));
  EXPECT_EQ((Addresses{"docs/rules/inputs.md#inputs-33"}), reference_addresses("inputs 3.3"));
  EXPECT_EQ((Addresses{"docs/rules/trust.md#v13"}), reference_addresses("trust V13"));
  EXPECT_TRUE(reference_addresses("").empty());
  EXPECT_TRUE(reference_addresses("nowhere 3").empty());
}

// "docs/rules/trust.md#v13" for each heading of the pages.
std::set<std::string> headings() {
  std::set<std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(VHC_SOURCE_DIR "/docs/rules")) {
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      if (!line.starts_with("## ")) continue;
      std::string anchor;
      for (const char c : line.substr(3)) {
        const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (lower == ' ') anchor += '-';
        if (std::isalnum(static_cast<unsigned char>(lower)) != 0 || lower == '-') anchor += lower;
      }
      all.insert("docs/rules/" + entry.path().filename().string() + "#" + anchor);
    }
  }
  return all;
}

TEST(References, OfEveryErrorAndRuleLeadSomewhere) {
  std::set<std::string_view> sections;
  for (const ErrorInfo& row : error_table()) sections.insert(row.section);
  for (const LintRuleInfo& rule : lint_rules()) sections.insert(rule.spec);
  sections.erase("");
  const std::set<std::string> pages = headings();
  for (const std::string_view section : sections) {
    const Addresses addresses = reference_addresses(section);
    EXPECT_FALSE(addresses.empty()) << section;
    for (const std::string& address : addresses) {
      EXPECT_TRUE(address.starts_with("https://") || pages.contains(address)) << section << " leads to " << address;
    }
  }
}

// The test of the test: each of these is found, and what leads somewhere is not.
TEST(Citations, ThatLeadNowhereAreFound) {
  using Texts = std::vector<std::string>;
  const auto broken = [](const std::string& text) { return broken_citations(text, VHC_SOURCE_DIR); };
  EXPECT_EQ(broken("(docs/rules/inputs.md 1.3, 3.3 and 5; docs/rules/shc.md 4, 5)"), Texts{});
  EXPECT_EQ(broken("// rules of docs/rules/trust.md V7 to V9,\n// docs/formats/key-file.md; KEY-11"), Texts{});
  EXPECT_EQ(broken("// See docs/verdicts.md. 3 of them."), Texts{});
  EXPECT_EQ(broken("(inputs.md 3.3)"), Texts{"inputs.md 3.3"});
  EXPECT_EQ(broken("(architecture.md 6)"), Texts{"architecture.md 6"});
  EXPECT_EQ(broken("docs/rules/inputs.md 3.9"), Texts{"docs/rules/inputs.md 3.9"});
  EXPECT_EQ(broken("docs/rules/inputs.md\n   // 1 to 99"), Texts{"docs/rules/inputs.md 1 to 99"});
  EXPECT_EQ(broken("rule V23 and KEY-99"), (Texts{"KEY-99", "V23"}));
  EXPECT_EQ(broken("(design of trust lists, section 4)"), Texts{"design of trust"});
}

// Headers are what integrators read; the rest of the sources is held to the same.
TEST(Citations, OfAllSourcesLeadSomewhere) {
  namespace fs = std::filesystem;
  const fs::path root = VHC_SOURCE_DIR;
  std::size_t looked_at = 0;
  for (const char* const component : {"common", "issuer", "registry", "verifier", "cli", "examples"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / component)) {
      const std::string kind = entry.path().extension().string();
      if (kind != ".h" && kind != ".cpp" && kind != ".def") continue;
      ++looked_at;
      for (const std::string& citation : broken_citations(words_of_source(text_of(entry.path())), root))
        ADD_FAILURE() << entry.path().lexically_relative(root).string() << ": \"" << citation << "\" leads nowhere";
    }
  }
  EXPECT_GT(looked_at, 250U);
}

}  // namespace
}  // namespace vhc
