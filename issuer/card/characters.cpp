#include "card/characters.h"

#include <algorithm>
#include <array>
#include <vector>

#include <utf8proc.h>

namespace vhc {
namespace {

constexpr char32_t replacement = 0xFFFD;

struct Range {
  char32_t first;
  char32_t last;
};

// Accents, and the points of Hebrew and Arabic that are written or not. The vowel signs of other scripts are letters to
// those who read them.
constexpr std::array accents{Range{0x300, 0x36F},   Range{0x483, 0x489},   Range{0x591, 0x5C7},  Range{0x610, 0x61A},
                             Range{0x64B, 0x65F},   Range{0x670, 0x670},   Range{0x6D6, 0x6ED},  Range{0x1AB0, 0x1AFF},
                             Range{0x1DC0, 0x1DFF}, Range{0x20D0, 0x20FF}, Range{0xFE20, 0xFE2F}};

// Letters by their category that stand as an apostrophe or stretch a word.
constexpr std::array no_letters{Range{0x2B0, 0x2FF}, Range{0x640, 0x640}};

struct Spelling {
  char32_t letter;
  std::string_view plain;
};

// In small letters; Unicode has no decomposition of them.
constexpr std::array spellings{Spelling{U'æ', "ae"}, Spelling{U'œ', "oe"}, Spelling{U'ø', "o"}, Spelling{U'ł', "l"},
                               Spelling{U'đ', "d"},  Spelling{U'ð', "d"},  Spelling{U'ħ', "h"}, Spelling{U'ı', "i"},
                               Spelling{U'þ', "th"}, Spelling{U'ŋ', "n"},  Spelling{U'ŧ', "t"}, Spelling{U'ĸ', "k"}};

template <std::size_t count>
bool is_in(const std::array<Range, count>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

bool counts(char32_t c) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return !is_in(no_letters, c);
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return !is_in(accents, c);
    default:
      return false;
  }
}

void append_letter(std::string& out, char32_t c) {
  const auto found =
      std::find_if(spellings.begin(), spellings.end(), [c](const Spelling& one) { return one.letter == c; });
  if (found != spellings.end()) {
    out += found->plain;
  } else if (counts(c)) {
    append_utf8(out, c);
  }
}

void append_ascii(std::string& out, char c) {
  if (c >= 'A' && c <= 'Z') {
    out += static_cast<char>(c - 'A' + 'a');
  } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
    out += c;
  }
}

// In one case and decomposed; nothing when it is not UTF-8.
std::vector<utf8proc_int32_t> decomposed(std::string_view utf8) {
  constexpr auto how = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
  const auto* const bytes = reinterpret_cast<const utf8proc_uint8_t*>(utf8.data());
  const auto size = static_cast<utf8proc_ssize_t>(utf8.size());
  std::vector<utf8proc_int32_t> points(2 * utf8.size());
  const auto fill = [&] {
    return utf8proc_decompose(bytes, size, points.data(), static_cast<utf8proc_ssize_t>(points.size()), how);
  };
  utf8proc_ssize_t needed = fill();
  if (needed > static_cast<utf8proc_ssize_t>(points.size())) {
    points.resize(static_cast<std::size_t>(needed));
    needed = fill();
  }
  points.resize(static_cast<std::size_t>(std::max<utf8proc_ssize_t>(needed, 0)));
  return points;
}

}  // namespace

std::u32string characters_of(std::string_view utf8) {
  std::u32string all;
  all.reserve(utf8.size());
  while (!utf8.empty()) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()),
                                                   static_cast<utf8proc_ssize_t>(utf8.size()), &c);
    all += size > 0 ? static_cast<char32_t>(c) : replacement;
    utf8.remove_prefix(size > 0 ? static_cast<std::size_t>(size) : 1U);
  }
  return all;
}

void append_utf8(std::string& out, char32_t character) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(character), bytes.data());
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

std::string letters_of(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  if (std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    for (const char c : utf8) append_ascii(out, c);
    return out;
  }
  const auto points = decomposed(utf8);
  if (points.empty()) return std::string(utf8);
  for (const utf8proc_int32_t point : points) append_letter(out, static_cast<char32_t>(point));
  return out;
}

}  // namespace vhc
