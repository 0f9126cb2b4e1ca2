// The three square marks in the corners of a QR code.
#pragma once

#include <cstddef>
#include <vector>

#include "picture/grey_image.h"

namespace vhc {

struct CornerMark {
  int x{};  // of its middle
  int y{};
  int width{};
};

// What could be such a mark in a picture of 0 and 255, `limit` of them at most. It looks more generously than
// zxing-cpp, whose time grows with the third power of the marks that it finds: a small picture full of them would keep
// it busy for days.
std::vector<CornerMark> find_corner_marks(const GreyImage& black_and_white, std::size_t limit);

}  // namespace vhc
