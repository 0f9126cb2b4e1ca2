// The three square marks in the corners of a QR code.
#pragma once

#include "grey_image.h"

namespace vhc {

// Counts what could be such a mark in a picture of 0 and 255, up to `limit`. It looks more generously than zxing-cpp,
// whose time grows with the third power of the marks that it finds: a small picture full of them would keep it busy for
// days.
int count_corner_marks(const GreyImage& black_and_white, int limit);

}  // namespace vhc
