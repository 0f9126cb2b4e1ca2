#include "vhc/code_words.h"

#include <array>
#include <unordered_map>

#include "built_in_words.h"

namespace vhc {
namespace {

using Words = std::unordered_map<std::string_view, std::string_view>;

// Two lines of head, then a code, a tab and its name.
Words read_words(std::string_view text) {
  Words words;
  for (int line = 0; !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    const std::string_view row = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::size_t tab = row.find('\t');
    if (line >= 2 && tab != std::string_view::npos) words.emplace(row.substr(0, tab), row.substr(tab + 1));
  }
  return words;
}

struct Table {
  std::string_view system;
  Words words;
};

const std::array<Table, 3>& tables() {
  static const std::array<Table, 3> tables{Table{cvx_system, read_words(built_in_words::texts[0])},
                                           Table{loinc_system, read_words(built_in_words::texts[1])},
                                           Table{snomed_system, read_words(built_in_words::texts[2])}};
  return tables;
}

}  // namespace

std::string_view words_of_code(std::string_view system, std::string_view code) {
  for (const Table& table : tables()) {
    if (table.system != system) continue;
    const auto found = table.words.find(code);
    return found == table.words.end() ? std::string_view{} : found->second;
  }
  return {};
}

}  // namespace vhc
