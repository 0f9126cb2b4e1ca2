// Short lists of words, written as one text with a space between.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace vhc {

// The first word of which `is_it` is true: its place; npos when there is none.
template <class Predicate>
std::size_t find_word(std::string_view words, const Predicate& is_it) {
  for (std::size_t place = 0; !words.empty(); ++place) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (is_it(words.substr(0, end))) return place;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return std::string_view::npos;
}

inline std::size_t place_in(std::string_view words, std::string_view word) {
  return find_word(words, [word](std::string_view one) { return one == word; });
}

inline bool is_one_of(std::string_view words, std::string_view word) {
  return place_in(words, word) != std::string_view::npos;
}

inline bool holds_one_of(std::string_view words, std::string_view text) {
  return find_word(words, [text](std::string_view one) { return text.find(one) != std::string_view::npos; }) !=
         std::string_view::npos;
}

inline bool begins_with_one_of(std::string_view words, std::string_view text) {
  return find_word(words, [text](std::string_view one) { return text.starts_with(one); }) != std::string_view::npos;
}

}  // namespace vhc
