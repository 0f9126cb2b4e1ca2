// What is done to a picture to make a code in it readable. Each takes a picture of at least one pixel and gives a new
// one; beyond the edge the outermost pixel repeats.
#pragma once

#include "picture/grey_image.h"

namespace vhc {

// The mean of each square of factor * factor pixels; at the right and lower edge, of what there is of it.
GreyImage reduce(const GreyImage& image, int factor);

// The same of a picture that is never there as a whole: what of its rows is known is added as it comes.
class Reducer {
 public:
  Reducer(int width, int height, int factor);  // pixels of the picture; factor from 1 to 16

  // The pixels of row `y` that are at column `left` and every `step` columns from there. Each pixel is added once.
  void add(const std::uint8_t* pixels, int y, int left, int step) noexcept;
  GreyImage reduced() const;

 private:
  int width_;
  int height_;
  int factor_;
  std::vector<std::uint16_t> sums_;  // a square of 16 by 16 white pixels is the most that fits
};

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
