// How much of a text may stand in a JSON string as it is.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace vhc {

// RFC 8259 section 7: what a JSON string must escape.
constexpr bool must_be_escaped(char c) {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

// A word of eight bytes in which the lowest byte that must be escaped, if there is one, has its highest bit set; the
// bits above that byte say nothing.
constexpr std::uint64_t marked_escapes(std::uint64_t bytes) {
  constexpr std::uint64_t each = 0x0101'0101'0101'0101U;
  const auto zero_in = [](std::uint64_t word) { return (word - each) & ~word; };
  const std::uint64_t controls = (bytes - each * 0x20U) & ~bytes;
  return (controls | zero_in(bytes ^ (each * '"')) | zero_in(bytes ^ (each * '\\'))) & (each * 0x80U);
}

template <typename Word>
Word load(const char* from) {
  Word word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

// The offset at or after `from` of the first character that must be escaped, or the text's size. Eight at a time: this
// is what reading and writing JSON spends its time with.
inline std::size_t end_of_plain_run(std::string_view text, std::size_t from) {
  if constexpr (std::endian::native == std::endian::little) {
    std::uint64_t bytes = 0;
    while (from + sizeof bytes <= text.size()) {
      std::memcpy(&bytes, text.data() + from, sizeof bytes);
      if (const std::uint64_t marked = marked_escapes(bytes); marked != 0)
        return from + static_cast<std::size_t>(std::countr_zero(marked)) / 8;
      from += sizeof bytes;
    }
  }
  while (from < text.size() && !must_be_escaped(text[from])) ++from;
  return from;
}

// Whether a text has no character that must be escaped. Its last bytes are looked at twice rather than one by one.
inline bool is_plain_run(std::string_view text) {
  if constexpr (std::endian::native == std::endian::little) {
    const auto is_plain = [](std::uint64_t bytes) { return marked_escapes(bytes) == 0; };
    const char* const begin = text.data();
    const std::size_t size = text.size();
    if (size >= sizeof(std::uint64_t)) {
      bool plain = is_plain(load<std::uint64_t>(begin + size - sizeof(std::uint64_t)));
      for (std::size_t i = 0; i + sizeof(std::uint64_t) <= size; i += sizeof(std::uint64_t))
        plain = is_plain(load<std::uint64_t>(begin + i)) && plain;
      return plain;
    }
    if (size >= sizeof(std::uint32_t)) {
      const std::uint64_t first = load<std::uint32_t>(begin);
      const std::uint64_t last = load<std::uint32_t>(begin + size - sizeof(std::uint32_t));
      return is_plain(first | last << 32U);
    }
  }
  return std::none_of(text.begin(), text.end(), must_be_escaped);
}

}  // namespace vhc
