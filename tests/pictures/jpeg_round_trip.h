// Compresses a grey picture as JPEG and reads it again.
#pragma once

#include <cstdint>
#include <vector>

namespace vhc {

void jpeg_round_trip(std::vector<std::uint8_t>& grey, int width, int height, int quality);

}  // namespace vhc
