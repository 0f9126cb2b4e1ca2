// The operator's journal: what was edited, removed or cut off is named.
#include "operator/store/registry_journal.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "vhc/sha256.h"

namespace vhc {
namespace {

std::string line_after(std::string_view before, const std::string& action) {
  return R"({"action":")" + action + R"(","previous":")" + hash_text(sha256(as_bytes(before))) + "\"}";
}

std::vector<std::string> lines_of(std::size_t count, const std::string& action = "import") {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < count; ++i) {
    lines.push_back(line_after(lines.empty() ? "" : lines.back(), action + std::to_string(i)));
  }
  return lines;
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

SealedHead head_of(const std::vector<std::string>& lines, std::uint32_t list) {
  return {list, {static_cast<std::uint32_t>(lines.size()), sha256(as_bytes(lines.back()))}};
}

std::string fault(const std::string& journal, const std::vector<SealedHead>& heads = {}) {
  const auto end = check_journal(journal, heads);
  return end ? "none" : end.error().where + ": " + end.error().hint;
}

TEST(OperatorJournal, AWholeOneIsCounted) {
  const auto lines = lines_of(7);
  const auto end = check_journal(text_of(lines), {head_of(lines_of(3), 1), head_of(lines, 2)});
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->count, 7U);
  EXPECT_EQ(end->head, sha256(as_bytes(lines.back())));
  EXPECT_EQ(check_journal("", {})->count, 0U);
}

TEST(OperatorJournal, AnEditedOrRemovedLineIsNamed) {
  auto edited = lines_of(7);
  edited[3].insert(12, "x");
  EXPECT_NE(fault(text_of(edited)).find("line 4: the next line names another"), std::string::npos);
  auto removed = lines_of(7);
  removed.erase(removed.begin() + 3);
  EXPECT_NE(fault(text_of(removed)).find("line 3: the next line names another"), std::string::npos);
  removed = lines_of(7);
  removed.erase(removed.begin());
  EXPECT_NE(fault(text_of(removed)).find("line 1: it does not begin"), std::string::npos);
  auto swapped = lines_of(7);
  std::swap(swapped[2], swapped[4]);
  EXPECT_NE(fault(text_of(swapped)), "none");
}

TEST(OperatorJournal, TheHashBeforeIsReadWhereItStandsAndNowhereElse) {
  auto lines = lines_of(2);
  // The right hash in the reason, a wrong one at the end.
  const std::string right = hash_text(sha256(as_bytes(lines.back())));
  lines.push_back(R"({"reason":",\"previous\":\")" + right + R"(\"}","previous":")" + hash_text({}) + "\"}");
  EXPECT_NE(fault(text_of(lines)), "none");
}

TEST(OperatorJournal, ACutEndIsSeenAsFarAsAListSealsIt) {
  const auto lines = lines_of(7);
  const std::vector<SealedHead> heads = {head_of(lines_of(5), 9)};
  EXPECT_EQ(fault(text_of(lines_of(5)), heads), "none");
  EXPECT_NE(fault(text_of(lines_of(4)), heads).find("list 9 seals 5 lines"), std::string::npos);
  EXPECT_NE(fault("", heads), "none");
  const std::string text = text_of(lines);
  EXPECT_NE(fault(text.substr(0, text.size() - 1)).find("line 7: it has no end"), std::string::npos);
}

TEST(OperatorJournal, OneThatWasWrittenAnewIsNotTheOneThatWasSealed) {
  const std::vector<SealedHead> heads = {head_of(lines_of(5), 9)};
  EXPECT_EQ(fault(text_of(lines_of(7, "other"))), "none");
  EXPECT_NE(fault(text_of(lines_of(7, "other")), heads).find("line 5: list 9 seals another"), std::string::npos);
}

}  // namespace
}  // namespace vhc
