// What is done to a picture to make a code in it readable. Each takes a picture of at least one pixel and gives a new
// one; beyond the edge the outermost pixel repeats.
#pragma once

#include <cstdint>
#include <vector>

#include "grey_image.h"

namespace vhc {

// Adds up rows into pixels of factor * factor, for pictures too large to keep whole. At the right and lower edge a
// pixel is the mean of what there is.
class Reducer {
 public:
  Reducer(int width, int height, int factor);
  void add_row(const std::uint8_t* row) noexcept;  // of `width` pixels; called `height` times at most
  GreyImage take() noexcept;                       // once, after the last row

 private:
  void finish_row() noexcept;

  int width_;
  int factor_;
  int rows_left_;  // of the input
  int rows_in_sum_ = 0;
  int next_row_ = 0;
  std::vector<std::uint32_t> sums_;
  GreyImage reduced_;
};

// The mean of each square of factor * factor pixels.
GreyImage reduce(const GreyImage& image, int factor);

// Half as large again, by bicubic interpolation.
GreyImage enlarge_by_half(const GreyImage& image);

// A Gaussian blur; sigma in pixels, 0.3 to 5.
GreyImage blur(const GreyImage& image, double sigma);

// Each pixel moved away from its blurred value, so that edges become steeper.
GreyImage sharpen(const GreyImage& image);

// Black for white.
GreyImage invert(GreyImage image);

}  // namespace vhc
