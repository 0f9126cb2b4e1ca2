// Every section that an error or a rule names leads somewhere: to a public address, or to a heading of a page of ours.
#include "vhc/references.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace vhc
