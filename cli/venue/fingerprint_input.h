// A root's fingerprint as people read it to each other over the telephone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vhc {

inline constexpr std::size_t pinning_digits = 24;  // 96 bits: three groups of eight
inline constexpr std::size_t all_digits = 32;      // four groups

// Whether `given` is the beginning of `whole` ("651f577f-..."), `least` digits of it or more. Letters in any case,
// blanks and dashes anywhere.
bool is_fingerprint(std::string_view given, std::string_view whole, std::size_t least);

}  // namespace vhc
