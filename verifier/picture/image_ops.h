// What is done to a picture to make a code in it readable. Each takes a picture of at least one pixel and gives a new
// one; beyond the edge the outermost pixel repeats.
#pragma once

#include "grey_image.h"

namespace vhc {

// The mean of each square of factor * factor pixels; at the right and lower edge, of what there is of it.
GreyImage reduce(const GreyImage& image, int factor);

// Half as large again, by bicubic interpolation.
GreyImage enlarge_by_half(const GreyImage& image);

// A Gaussian blur; sigma in pixels, 0.3 to 5.
GreyImage blur(const GreyImage& image, double sigma);

// Each pixel moved away from its blurred value, so that edges become steeper.
GreyImage sharpen(const GreyImage& image);

// Black for white.
GreyImage invert(GreyImage image);

// Left for right.
GreyImage mirror(GreyImage image);

// A rectangle of pixels; `crop` takes what of it lies in the picture, which must be at least one pixel.
struct Area {
  int left{};
  int top{};
  int right{};   // the first column behind it
  int bottom{};  // the first row behind it
};
GreyImage crop(const GreyImage& image, const Area& area);

}  // namespace vhc
