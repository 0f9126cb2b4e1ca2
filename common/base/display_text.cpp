#include "vhc/display_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace vhc {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

constexpr std::array hidden{Range{0x0, 0x1f},      Range{0x7f, 0x9f},      Range{0x61c, 0x61c},   Range{0x200e, 0x200f},
                            Range{0x2028, 0x2029}, Range{0x202a, 0x202e},  Range{0x2066, 0x2069}, Range{0xfeff, 0xfeff},
                            Range{0xfff9, 0xfffb}, Range{0xe0000, 0xe007f}};

// The blocks of combining marks (general category Mn and Me) that stack on any letter.
constexpr std::array combining{Range{0x300, 0x36f},   Range{0x483, 0x489},   Range{0x1ab0, 0x1aff},
                               Range{0x1dc0, 0x1dff}, Range{0x20d0, 0x20ff}, Range{0xfe20, 0xfe2f}};

constexpr int max_marks_in_a_row = 3;
constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

template <std::size_t count>
bool is_in(const std::array<Range, count>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

struct Decoded {
  char32_t character = 0;
  std::size_t bytes = 0;  // 0: the byte at this place is not UTF-8
};

Decoded decode(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return {};
  char32_t c = lead & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return {};
    c = (c << 6U) | (byte(i) & 0x3fU);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (c < smallest.at(size) || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return {};
  return {c, size};
}

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

std::string displayed(std::string_view utf8) {
  std::string shown;
  std::size_t characters = 0;
  int marks = 0;
  while (!utf8.empty()) {
    const Decoded next = decode(utf8);
    const std::string_view bytes = utf8.substr(0, std::max<std::size_t>(next.bytes, 1));
    utf8.remove_prefix(bytes.size());
    marks = next.bytes != 0 && is_in(combining, next.character) ? marks + 1 : 0;
    if (marks > max_marks_in_a_row) continue;
    if (characters++ == max_shown_characters) return shown.append(ellipsis);
    shown += next.bytes == 0 || is_in(hidden, next.character) ? replacement : bytes;
  }
  return shown;
}

std::string printable(std::string_view text) {
  if (is_plain_ascii(text)) return std::string(text);
  std::string shown;
  while (!text.empty()) {
    const Decoded next = decode(text);
    const std::string_view bytes = text.substr(0, std::max<std::size_t>(next.bytes, 1));
    text.remove_prefix(bytes.size());
    shown += next.bytes == 0 || is_in(hidden, next.character) ? replacement : bytes;
  }
  return shown;
}

std::string without_hidden_characters(std::string_view utf8) {
  if (is_plain_ascii(utf8)) return std::string(utf8);
  std::string kept;
  kept.reserve(utf8.size());
  while (!utf8.empty()) {
    const Decoded next = decode(utf8);
    const std::string_view bytes = utf8.substr(0, std::max<std::size_t>(next.bytes, 1));
    utf8.remove_prefix(bytes.size());
    if (next.bytes != 0 && !is_in(hidden, next.character)) kept += bytes;
  }
  return kept;
}

}  // namespace vhc
