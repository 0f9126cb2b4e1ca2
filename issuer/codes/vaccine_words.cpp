#include "codes/vaccine_words.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace vhc {
namespace {

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

constexpr std::uint32_t letter_bit(char letter) {
  return letter >= 'A' && letter <= 'Z' ? 1U << static_cast<unsigned>(letter - 'A') : 0U;
}

// The letters that words begin with, a bit each: most of the table is settled by them.
std::uint32_t initials_of(std::string_view text) {
  std::uint32_t initials = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 0 || text[i - 1] == ' ') initials |= letter_bit(text[i]);
  }
  return initials;
}

// Whether the words `wanted` stand in the text as whole words.
bool has_words(std::string_view text, std::string_view wanted) {
  for (std::size_t at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    if ((at == 0 || text[at - 1] == ' ') && (end == text.size() || text[end] == ' ')) return true;
  }
  return false;
}

}  // namespace

bool names_another_vaccine(const CodeTables& tables, std::string_view text, std::string_view cvx) {
  const auto* const own = tables.groups_of(cvx);
  if (own == nullptr) return false;
  const std::string written = table_name(text);
  const std::uint32_t initials = initials_of(written);
  bool names_one = false;
  for (const Word& word : words) {
    if ((initials & letter_bit(word.text.front())) == 0 || !has_words(written, word.text)) continue;
    if (std::find(own->begin(), own->end(), word.group) != own->end()) return false;
    names_one = true;
  }
  return names_one;
}

}  // namespace vhc
