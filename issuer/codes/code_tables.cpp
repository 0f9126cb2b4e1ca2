#include "vhc/code_tables.h"

#include <algorithm>
#include <unordered_map>

#include "built_in_tables.h"
#include "codes/tab_rows.h"
#include "vhc/base64url.h"
#include "vhc/sha256.h"

namespace vhc {
namespace {

// "Non-reactive" and "nonreactive" are one.
std::string without_spaces(std::string_view name) {
  std::string text(name);
  std::erase(text, ' ');
  return text;
}

struct Vaccine {
  bool is_known = false;
  bool is_unspecified = false;
  bool is_covid = false;
  std::vector<std::string_view> groups;
};

struct Product {
  std::string_view cvx;
  std::string_view mvx;
};

struct TestResult {
  bool is_finding = false;
};

bool holds(const std::vector<std::string_view>& list, std::string_view one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

}  // namespace

struct CodeTables::Lookup {
  std::array<CodeTableText, all_code_tables.size()> texts;
  std::array<bool, all_code_tables.size()> built_in{};
  std::unordered_map<std::string_view, Vaccine> vaccines;
  std::unordered_map<std::string_view, std::vector<std::string_view>> ndc;
  std::unordered_multimap<std::string_view, Product> products;
  std::unordered_map<std::string_view, std::vector<std::string_view>> makers_of;  // by CVX
  std::unordered_map<std::string_view, std::string_view> makers;                  // by name and by code
  std::unordered_map<std::string_view, TestResult> results;
  std::unordered_map<std::string, std::string_view> result_texts;  // without spaces

  CodeTableText& text(CodeTable table) { return texts.at(static_cast<std::size_t>(table)); }

  template <class Take>
  void for_each_row(CodeTable table, const Take& take) {
    TabRows rows(text(table).text);
    while (rows.next()) take(rows);
  }

  void read() {
    for_each_row(CodeTable::cvx, [this](const TabRows& row) {
      const std::string_view kind = row.cell("kind");
      Vaccine vaccine{.is_known = row.cell("status") != "Never Active" && kind != "none",
                      .is_unspecified = kind == "unspecified"};
      if (!row.cell("groups").empty()) vaccine.groups = parts_of(row.cell("groups"), '|');
      vaccine.is_covid = holds(vaccine.groups, "COVID-19");
      vaccines.emplace(row.cell("cvx"), std::move(vaccine));
    });
    for_each_row(CodeTable::ndc,
                 [this](const TabRows& row) { ndc.emplace(row.cell("ndc11"), parts_of(row.cell("cvx"), ' ')); });
    for_each_row(CodeTable::products, [this](const TabRows& row) {
      products.emplace(row.cell("product"), Product{row.cell("cvx"), row.cell("mvx")});
      if (!row.cell("mvx").empty()) makers_of[row.cell("cvx")].push_back(row.cell("mvx"));
    });
    for_each_row(CodeTable::makers, [this](const TabRows& row) {
      makers.emplace(row.cell("mvx"), row.cell("mvx"));
      makers.emplace(row.cell("name"), row.cell("mvx"));
    });
    for_each_row(CodeTable::results, [this](const TabRows& row) {
      results.emplace(row.cell("snomed"), TestResult{row.cell("kind") == "result"});
      for (const std::string_view words : parts_of(row.cell("texts"), '|')) {
        if (!words.empty()) result_texts.emplace(without_spaces(words), row.cell("snomed"));
      }
    });
  }

  const Vaccine* vaccine(std::string_view cvx) const {
    const auto found = vaccines.find(cvx);
    return found == vaccines.end() ? nullptr : &found->second;
  }
};

// What is built in has been read by a test, and is in the form that is kept.
CodeTables::CodeTables(std::vector<CodeTableText> replaced) : lookup_(std::make_unique<Lookup>()) {
  lookup_->built_in.fill(true);
  for (CodeTableText& table : replaced) {
    lookup_->built_in.at(static_cast<std::size_t>(table.table)) = false;
    lookup_->text(table.table) = std::move(table);
  }
  for (const CodeTable table : all_code_tables) {
    if (!is_built_in(table)) continue;
    const std::string_view text = built_in_tables::texts.at(static_cast<std::size_t>(table));
    const std::size_t end = text.find('\n');
    constexpr std::size_t date_chars = 10;
    lookup_->text(table) = {table, std::string(text.substr(end - date_chars, date_chars)), std::string(text), {}};
  }
  lookup_->read();
}

CodeTables::~CodeTables() = default;

std::shared_ptr<const CodeTables> CodeTables::built_in() {
  static const std::shared_ptr<const CodeTables> tables(new CodeTables({}));
  return tables;
}

std::shared_ptr<const CodeTables> CodeTables::with(std::vector<CodeTableText> replaced) {
  if (replaced.empty()) return built_in();
  return std::shared_ptr<const CodeTables>(new CodeTables(std::move(replaced)));
}

const CodeTableText& CodeTables::text(CodeTable table) const noexcept {
  return lookup_->texts[static_cast<std::size_t>(table)];
}
bool CodeTables::is_built_in(CodeTable table) const noexcept {
  return lookup_->built_in[static_cast<std::size_t>(table)];
}

std::string CodeTables::digest() const {
  std::string all;
  for (const CodeTable table : all_code_tables) all += text(table).text;
  return to_base64url(sha256(as_bytes(all)));
}

bool CodeTables::is_known_cvx(std::string_view cvx) const {
  const Vaccine* const vaccine = lookup_->vaccine(cvx);
  return vaccine != nullptr && vaccine->is_known;
}
bool CodeTables::is_covid_cvx(std::string_view cvx) const {
  const Vaccine* const vaccine = lookup_->vaccine(cvx);
  return vaccine != nullptr && vaccine->is_covid;
}
bool CodeTables::is_unspecified_cvx(std::string_view cvx) const {
  const Vaccine* const vaccine = lookup_->vaccine(cvx);
  return vaccine != nullptr && vaccine->is_unspecified;
}
bool CodeTables::is_result(std::string_view snomed, bool findings_only) const {
  const auto found = lookup_->results.find(snomed);
  return found != lookup_->results.end() && (found->second.is_finding || !findings_only);
}
std::string_view CodeTables::result_of_text(std::string_view text) const {
  const auto found = lookup_->result_texts.find(without_spaces(table_name(text)));
  return found == lookup_->result_texts.end() ? std::string_view{} : found->second;
}

std::vector<std::string_view> CodeTables::cvx_of_ndc(std::string_view ndc11) const {
  const auto found = lookup_->ndc.find(ndc11);
  return found == lookup_->ndc.end() ? std::vector<std::string_view>{} : found->second;
}

std::vector<std::string_view> CodeTables::cvx_of_product(std::string_view product, std::string_view mvx) const {
  std::vector<std::string_view> codes;
  const auto [first, last] = lookup_->products.equal_range(table_name(product));
  for (auto it = first; it != last; ++it) {
    const bool fits = mvx.empty() || it->second.mvx == mvx;
    if (fits && !holds(codes, it->second.cvx)) codes.push_back(it->second.cvx);
  }
  return codes;
}

std::vector<std::string_view> CodeTables::makers_of(std::string_view cvx) const {
  const auto found = lookup_->makers_of.find(cvx);
  return found == lookup_->makers_of.end() ? std::vector<std::string_view>{} : found->second;
}

std::string CodeTables::mvx_of(std::string_view text) const {
  const auto found = lookup_->makers.find(table_name(text));
  return found == lookup_->makers.end() ? std::string{} : std::string(found->second);
}

const std::vector<std::string_view>* CodeTables::groups_of(std::string_view cvx) const {
  const Vaccine* const vaccine = lookup_->vaccine(cvx);
  return vaccine == nullptr || vaccine->groups.empty() ? nullptr : &vaccine->groups;
}

std::string table_name(std::string_view text) {
  std::string name;
  bool gap = false;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool is_mark = static_cast<unsigned char>(c) >= 0x80;  // ®, ™ and the like divide nothing
    if (!letter) {
      gap = gap || !is_mark;
      continue;
    }
    if (gap && !name.empty()) name += ' ';
    gap = false;
    name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

}  // namespace vhc
