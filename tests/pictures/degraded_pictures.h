// Pictures of codes as people hold them up: small, turned, seen from the side, blurred, noisy, badly lit, compressed,
// inverted, mirrored, or somewhere in a camera's frame. Made from a seed: the same everywhere and at any time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vhc {

struct DegradedPicture {
  std::string text;    // what the code says
  std::string recipe;  // how it was made, for a person
  int width{};
  int height{};
  std::vector<std::uint8_t> grey;  // width * height, row by row
};

inline constexpr int num_degraded_pictures = 447;

// Number 0 to num_degraded_pictures - 1 of the set that belongs to a seed. Versions 10, 18 and 22 in turn; every third
// one is a camera frame of 1280 x 720 pixels.
DegradedPicture make_degraded_picture(std::uint32_t seed, int number);

}  // namespace vhc
