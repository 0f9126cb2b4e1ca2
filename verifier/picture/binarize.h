// From grey to black and white, by the light around each pixel.
#pragma once

#include "picture/grey_image.h"

namespace vhc {

// Each pixel becomes 0 (dark) or 255 (light), by comparing it with the mean grey of those squares around it that have
// both dark and light in them; far from any such square, with the mean of all of them.
GreyImage binarize(const GreyImage& image);

}  // namespace vhc
