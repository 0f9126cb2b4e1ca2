// The headers that pharmacies, registries and tills write, and what they mean.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "input/columns.h"

namespace vhc {

// A column and how well its header says so: less is better. A mapped one stands before the canonical name, that one
// before the tables in their order.
struct HeaderMeaning {
  Column column{};
  std::ptrdiff_t rank = 0;
  bool follows = false;  // the second of two family names
};
inline constexpr std::ptrdiff_t mapped_rank = -2;
inline constexpr std::ptrdiff_t following_rank = 1000;

// `header`: as normal_header() writes it.
std::optional<HeaderMeaning> known_header(std::string_view header);
// All that the table has for a column, as it is written there: with "_" where a person may write a space.
std::string_view headers_of(Column column) noexcept;
// `header`: as it is written.
std::optional<Watch> watch_of(std::string_view header);
// Of people, money, advice: "declined" there is not about the dose.
bool is_aside(std::string_view header);

}  // namespace vhc
