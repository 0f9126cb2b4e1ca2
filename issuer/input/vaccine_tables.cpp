#include "vaccine_tables.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "code_tables.h"
#include "vhc/input.h"

namespace vhc {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

struct Product {
  std::string_view cvx;
  std::string_view mvx;
};

struct Tables {
  std::unordered_map<std::string_view, std::vector<std::string_view>> ndc;
  std::unordered_multimap<std::string_view, Product> products;
  std::unordered_map<std::string_view, std::string_view> makers;  // by name and by code
  std::unordered_map<std::string_view, std::vector<std::string_view>> groups;

  Tables() {
    for_each_row(code_tables::ndc, [this](const auto& row) { ndc.emplace(row[0], split(row[1], ' ')); });
    for_each_row(code_tables::products, [this](const auto& row) { products.emplace(row[0], Product{row[1], row[2]}); });
    for_each_row(code_tables::makers, [this](const auto& row) {
      makers.emplace(row[0], row[0]);
      makers.emplace(row[1], row[0]);
    });
    for_each_row(code_tables::groups, [this](const auto& row) { groups.emplace(row[0], split(row[1], '|')); });
  }

 private:
  template <class Take>
  static void for_each_row(std::string_view table, const Take& take) {
    for (const std::string_view line : split(table, '\n')) {
      if (!line.empty() && line.front() != '#') take(split(line, '\t'));
    }
  }
};

const Tables& tables() {
  static const Tables known;
  return known;
}

struct Word {
  std::string_view text;  // whole words, as table_name() writes them
  std::string_view group;
};

// What people write beside a code, and the group it belongs to. A word of several diseases stands with each.
constexpr std::array words{Word{"HEP A", "HEPA"},
                           Word{"HEPA", "HEPA"},
                           Word{"HEPATITIS A", "HEPA"},
                           Word{"HEP B", "HEPB"},
                           Word{"HEPB", "HEPB"},
                           Word{"HEPATITIS B", "HEPB"},
                           Word{"HPV", "HPV"},
                           Word{"HIB", "HIB"},
                           Word{"INFLUENZA", "FLU"},
                           Word{"INFLUENZA", "H1N1 FLU"},
                           Word{"INFLUENZA", "H5N1 FLU"},
                           Word{"INFLUENZA", "FLU-AVIAN-H5"},
                           Word{"INFLUENZA", "HIB"},  // haemophilus influenzae is written short, too
                           Word{"FLU", "FLU"},
                           Word{"FLU", "H1N1 FLU"},
                           Word{"COVID 19", "COVID-19"},
                           Word{"COVID", "COVID-19"},
                           Word{"SARS COV 2", "COVID-19"},
                           Word{"ANTHRAX", "ANTHRAX"},
                           Word{"MMR", "MMR"},
                           Word{"MEASLES", "MMR"},
                           Word{"POLIO", "POLIO"},
                           Word{"IPV", "POLIO"},
                           Word{"OPV", "POLIO"},
                           Word{"DTAP", "DTAP"},
                           Word{"TDAP", "TDAP"},
                           Word{"TDAP", "TD"},
                           Word{"ROTAVIRUS", "ROTAVIRUS"},
                           Word{"VARICELLA", "VARICELLA"},
                           Word{"ZOSTER", "ZOSTER"},
                           Word{"RABIES", "RABIES"},
                           Word{"TYPHOID", "TYPHOID"},
                           Word{"YELLOW FEVER", "YELLOWFEVER"},
                           Word{"CHOLERA", "CHOLERA"},
                           Word{"RSV", "RSV"},
                           Word{"PNEUMOCOCCAL", "PNEUMOPCV"},
                           Word{"PNEUMOCOCCAL", "PNEUMOPPV"},
                           Word{"MENINGOCOCCAL", "MENING"},
                           Word{"MENINGOCOCCAL", "MENINGB"}};

}  // namespace

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

std::vector<std::string_view> cvx_of_ndc(std::string_view ndc11) {
  const auto found = tables().ndc.find(ndc11);
  return found == tables().ndc.end() ? std::vector<std::string_view>{} : found->second;
}

std::vector<std::string_view> cvx_of_product(std::string_view product, std::string_view mvx) {
  const std::string name = table_name(product);
  std::vector<std::string_view> codes;
  const auto [first, last] = tables().products.equal_range(name);
  for (auto it = first; it != last; ++it) {
    const bool fits = mvx.empty() || it->second.mvx == mvx;
    if (fits && std::find(codes.begin(), codes.end(), it->second.cvx) == codes.end()) codes.push_back(it->second.cvx);
  }
  return codes;
}

std::string mvx_of(std::string_view text) {
  const auto found = tables().makers.find(table_name(text));
  return found == tables().makers.end() ? std::string{} : std::string(found->second);
}

bool names_another_vaccine(std::string_view text, std::string_view cvx) {
  const auto own = tables().groups.find(cvx);
  if (own == tables().groups.end()) return false;
  const std::string padded = " " + table_name(text) + " ";
  bool names_one = false;
  for (const Word& word : words) {
    if (padded.find(" " + std::string(word.text) + " ") == std::string::npos) continue;
    if (std::find(own->second.begin(), own->second.end(), word.group) != own->second.end()) return false;
    names_one = true;
  }
  return names_one;
}

std::string_view built_in_tables_date() noexcept {
  return "2025-12-01";
}

}  // namespace vhc
