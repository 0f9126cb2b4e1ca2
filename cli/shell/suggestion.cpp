#include "shell/suggestion.h"

#include <algorithm>
#include <cstddef>

namespace vhc {
namespace {

// Number of single-character edits between two words: insertion, deletion, replacement, exchange of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> edits(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) edits[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) edits[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = edits[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      edits[i][j] = std::min({edits[i - 1][j] + 1, edits[i][j - 1] + 1, replaced});
      const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (exchanged) edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
    }
  }
  return edits[a.size()][b.size()];
}

}  // namespace

std::string suggestion(std::string_view typed, const std::vector<std::string>& words) {
  constexpr std::size_t most_edits = 2;
  constexpr std::size_t longest = 40;
  if (typed.size() > longest) return {};
  const std::string* nearest = nullptr;
  std::size_t fewest = most_edits + 1;
  for (const std::string& word : words) {
    const std::size_t edits = distance(typed, word);
    if (edits >= fewest || edits >= word.size()) continue;  // a word replaced as a whole is no slip
    fewest = edits;
    nearest = &word;
  }
  return nearest == nullptr ? std::string{} : "did you mean \"" + *nearest + "\"?";
}

}  // namespace vhc
