#include "rules/code_set.h"

#include <algorithm>
#include <array>

#include "built_in_cvx.h"
#include "vhc/code_words.h"

namespace vhc {
namespace {

struct System {
  std::string_view name;
  std::string_view title;
  std::array<std::string_view, 2> addresses;
};

constexpr std::array systems{
    System{"cvx", "CVX", {cvx_system, ""}},
    System{"sct", "SNOMED CT", {snomed_system, ""}},
    System{"icd11", "ICD-11", {"http://id.who.int/icd/release/11/mms", "http://id.who.int/icd11/mms"}},
    System{"loinc", "LOINC", {loinc_system, ""}},
    System{"atc", "ATC", {"http://www.whocc.no/atc", ""}},
    System{"eu_mp", "EU product", {"https://ec.europa.eu/health/documents/community-register/html/", ""}}};

using Row = std::pair<std::string_view, std::string_view>;  // code, groups

// Two lines of head, then code, status, groups and kind between tabs.
std::vector<Row> read_table(std::string_view text) {
  std::vector<Row> rows;
  for (int line = 0; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view row = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t code_end = row.find('\t');
    const std::size_t groups = row.find('\t', code_end + 1);
    if (line < 2 || groups == std::string_view::npos) continue;
    rows.emplace_back(row.substr(0, code_end), row.substr(groups + 1, row.find('\t', groups + 1) - groups - 1));
  }
  return rows;
}

const std::vector<Row>& table() {
  static const std::vector<Row> rows = read_table(built_in_cvx::text);
  return rows;
}

// Groups are divided by a bar.
bool is_in(std::string_view group, std::string_view groups) {
  while (!groups.empty()) {
    const std::size_t end = std::min(groups.find('|'), groups.size());
    if (groups.substr(0, end) == group) return true;
    groups.remove_prefix(std::min(end + 1, groups.size()));
  }
  return false;
}

}  // namespace

std::vector<std::string_view> cvx_codes_of_group(std::string_view group) {
  std::vector<std::string_view> codes;
  for (const auto& [code, groups] : table()) {
    if (is_in(group, groups)) codes.push_back(code);
  }
  return codes;
}

bool is_cvx_code(std::string_view code) {
  const auto& rows = table();
  return std::any_of(rows.begin(), rows.end(), [code](const Row& row) { return row.first == code; });
}

std::vector<std::string_view> systems_of(std::string_view name) {
  for (const System& system : systems) {
    if (system.name != name) continue;
    std::vector<std::string_view> addresses(system.addresses.begin(), system.addresses.end());
    std::erase(addresses, "");
    return addresses;
  }
  const bool is_address = name.find(':') != std::string_view::npos;
  return is_address ? std::vector{name} : std::vector<std::string_view>{};
}

std::string shown_code(const Code& code) {
  std::string_view title = code.first;
  for (const System& system : systems) {
    if (system.addresses[0] == code.first || system.addresses[1] == code.first) title = system.title;
  }
  const std::string_view words = words_of_code(code.first, code.second);
  std::string text = std::string(title) + " " + code.second;
  if (!words.empty()) text += ", " + std::string(words);
  return text;
}

std::string_view text_in(const TextByLanguage& texts, std::string_view language) noexcept {
  for (const std::string_view wanted : {language, std::string_view{"en"}}) {
    const auto found = texts.find(wanted);
    if (found != texts.end()) return found->second;
  }
  return texts.empty() ? std::string_view{} : std::string_view{texts.begin()->second};
}

bool CodeSet::contains(const RuleEvent& event) const {
  const auto is_in = [this](const Code& code) { return contains(code.first, code.second); };
  return contains(event.system, event.code) || std::any_of(event.other_codes.begin(), event.other_codes.end(), is_in);
}

std::string shown_label(const CodeSet& set) {
  const std::string_view label = text_in(set.label, "en");
  return std::string(label.empty() ? std::string_view(set.name) : label);
}

}  // namespace vhc
