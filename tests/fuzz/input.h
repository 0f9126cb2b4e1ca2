// What every target does with the fuzzer's bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace vhc {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// A property of a target: when it does not hold, the run stops and the input is kept.
inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace vhc
