// A picture of 8-bit grey: 0 is black, 255 is white.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace vhc {

struct GreyImage {
  int width{};
  int height{};
  std::vector<std::uint8_t> pixels;  // width * height, row by row

  GreyImage() = default;
  GreyImage(int wide, int high)
      : width(wide), height(high), pixels(static_cast<std::size_t>(wide) * static_cast<std::size_t>(high)) {}

  std::uint8_t* row(int y) noexcept {
    return pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
  const std::uint8_t* row(int y) const noexcept {
    return pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
};

}  // namespace vhc
