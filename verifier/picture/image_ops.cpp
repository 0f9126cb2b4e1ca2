#include "picture/image_ops.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace vhc {
namespace {

int divide_up(int value, int by) {
  return (value + by - 1) / by;
}

std::uint8_t to_pixel(int value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

// Weights are whole numbers that add up to this.
constexpr int weight_bits = 12;
constexpr int weight_one = 1 << weight_bits;
constexpr int rounding = weight_one / 2;

// The Catmull-Rom curve: how much a pixel counts at `distance` pixels.
double cubic(double distance) {
  const double d = std::abs(distance);
  if (d < 1.0) return (1.5 * d - 2.5) * d * d + 1.0;
  if (d < 2.0) return ((-0.5 * d + 2.5) * d - 4.0) * d + 2.0;
  return 0.0;
}

// Where a pixel of the enlarged picture comes from, along one axis.
struct Taps {
  std::array<int, 4> at{};
  std::array<int, 4> weight{};
};

std::vector<Taps> taps_for(int from, int to) {
  std::vector<Taps> all(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * from / to - 0.5;
    const int first = static_cast<int>(std::floor(centre)) - 1;
    Taps& taps = all[static_cast<std::size_t>(i)];
    int sum = 0;
    for (std::size_t k = 0; k < taps.at.size(); ++k) {
      const int at = first + static_cast<int>(k);
      taps.at[k] = std::clamp(at, 0, from - 1);
      taps.weight[k] = static_cast<int>(std::lround(cubic(centre - at) * weight_one));
      sum += taps.weight[k];
    }
    taps.weight[1] += weight_one - sum;  // so that an even grey stays what it is
  }
  return all;
}

void stretch_row(const std::uint8_t* from, std::uint8_t* to, const std::vector<Taps>& columns) {
  for (const Taps& taps : columns) {
    int sum = rounding;
    for (std::size_t k = 0; k < taps.at.size(); ++k) sum += from[taps.at[k]] * taps.weight[k];
    *to++ = to_pixel(sum >> weight_bits);
  }
}

// to = the weighted sum of rows, pixel by pixel.
void mix_rows(const GreyImage& image, const Taps& taps, std::uint8_t* to) {
  const std::array<const std::uint8_t*, 4> rows = {image.row(taps.at[0]), image.row(taps.at[1]), image.row(taps.at[2]),
                                                   image.row(taps.at[3])};
  for (int x = 0; x < image.width; ++x) {
    const int sum = rows[0][x] * taps.weight[0] + rows[1][x] * taps.weight[1] + rows[2][x] * taps.weight[2] +
                    rows[3][x] * taps.weight[3];
    to[x] = to_pixel((sum + rounding) >> weight_bits);
  }
}

// One half of a symmetric bell: weight[0] in the middle, weight[i] on both sides at distance i.
std::vector<int> bell(double sigma) {
  const int radius = static_cast<int>(std::ceil(3.0 * sigma));
  std::vector<double> curve(static_cast<std::size_t>(radius) + 1);
  double total = 0.0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const auto distance = static_cast<double>(i);
    curve[i] = std::exp(-distance * distance / (2.0 * sigma * sigma));
    total += i == 0 ? curve[i] : 2.0 * curve[i];
  }
  std::vector<int> weights(curve.size());
  int sides = 0;
  for (std::size_t i = 1; i < curve.size(); ++i) {
    weights[i] = static_cast<int>(std::lround(curve[i] / total * weight_one));
    sides += 2 * weights[i];
  }
  weights[0] = weight_one - sides;
  return weights;
}

// The row with `radius` copies of its outermost pixels on both sides.
void pad_row(const std::uint8_t* row, int width, std::vector<std::uint8_t>& padded, int radius) {
  std::fill_n(padded.begin(), radius, row[0]);
  std::copy_n(row, width, padded.begin() + radius);
  std::fill_n(padded.begin() + radius + width, radius, row[width - 1]);
}

GreyImage blur_rows(const GreyImage& image, const std::vector<int>& weights) {
  const int radius = static_cast<int>(weights.size()) - 1;
  GreyImage blurred(image.width, image.height);
  std::vector<std::uint8_t> padded(static_cast<std::size_t>(image.width + 2 * radius));
  std::vector<int> sums(static_cast<std::size_t>(image.width));
  for (int y = 0; y < image.height; ++y) {
    pad_row(image.row(y), image.width, padded, radius);
    const std::uint8_t* const middle = padded.data() + radius;
    for (int x = 0; x < image.width; ++x) sums[static_cast<std::size_t>(x)] = rounding + middle[x] * weights[0];
    for (int i = 1; i <= radius; ++i) {
      const int weight = weights[static_cast<std::size_t>(i)];
      for (int x = 0; x < image.width; ++x)
        sums[static_cast<std::size_t>(x)] += (middle[x - i] + middle[x + i]) * weight;
    }
    std::transform(sums.begin(), sums.end(), blurred.row(y), [](int sum) { return to_pixel(sum >> weight_bits); });
  }
  return blurred;
}

GreyImage blur_columns(const GreyImage& image, const std::vector<int>& weights) {
  const int radius = static_cast<int>(weights.size()) - 1;
  GreyImage blurred(image.width, image.height);
  std::vector<int> sums(static_cast<std::size_t>(image.width));
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* const middle = image.row(y);
    for (int x = 0; x < image.width; ++x) sums[static_cast<std::size_t>(x)] = rounding + middle[x] * weights[0];
    for (int i = 1; i <= radius; ++i) {
      const std::uint8_t* const above = image.row(std::max(y - i, 0));
      const std::uint8_t* const below = image.row(std::min(y + i, image.height - 1));
      const int weight = weights[static_cast<std::size_t>(i)];
      for (int x = 0; x < image.width; ++x) sums[static_cast<std::size_t>(x)] += (above[x] + below[x]) * weight;
    }
    std::transform(sums.begin(), sums.end(), blurred.row(y), [](int sum) { return to_pixel(sum >> weight_bits); });
  }
  return blurred;
}

// Adds each `factor` pixels of a row to one sum.
void add_up(const std::uint8_t* row, int width, int factor, std::vector<int>& sums) {
  int x = 0;
  for (int& sum : sums) {
    for (const int end = std::min(x + factor, width); x < end; ++x) sum += row[x];
  }
}

std::uint8_t mean(int sum, int num_pixels) {
  return to_pixel((sum + num_pixels / 2) / std::max(num_pixels, 1));
}

}  // namespace

GreyImage reduce(const GreyImage& image, int factor) {
  GreyImage reduced(divide_up(image.width, factor), divide_up(image.height, factor));
  std::vector<int> sums(static_cast<std::size_t>(reduced.width));
  for (int y = 0; y < reduced.height; ++y) {
    const int last = std::min((y + 1) * factor, image.height);
    std::fill(sums.begin(), sums.end(), 0);
    for (int from = y * factor; from < last; ++from) add_up(image.row(from), image.width, factor, sums);
    for (int x = 0; x < reduced.width; ++x) {
      const int num_pixels = std::min(factor, image.width - x * factor) * (last - y * factor);
      reduced.row(y)[x] = mean(sums[static_cast<std::size_t>(x)], num_pixels);
    }
  }
  return reduced;
}

Reducer::Reducer(int width, int height, int factor)
    : width_(width),
      height_(height),
      factor_(factor),
      sums_(static_cast<std::size_t>(divide_up(width, factor)) * static_cast<std::size_t>(divide_up(height, factor))) {}

void Reducer::add(const std::uint8_t* pixels, int y, int left, int step) noexcept {
  const auto squares_a_row = static_cast<std::size_t>(divide_up(width_, factor_));
  std::uint16_t* sum = sums_.data() + static_cast<std::size_t>(y / factor_) * squares_a_row + left / factor_;
  // Step by step to the right edge of the square: a division for each pixel would take longer than all the rest.
  int edge = (left / factor_ + 1) * factor_;
  for (int x = left; x < width_; x += step) {
    for (; x >= edge; edge += factor_) ++sum;
    *sum = static_cast<std::uint16_t>(*sum + *pixels++);
  }
}

GreyImage Reducer::reduced() const {
  GreyImage image(divide_up(width_, factor_), divide_up(height_, factor_));
  for (int y = 0; y < image.height; ++y) {
    const int high = std::min(factor_, height_ - y * factor_);
    for (int x = 0; x < image.width; ++x) {
      const std::size_t at =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x);
      image.pixels[at] = mean(sums_[at], high * std::min(factor_, width_ - x * factor_));
    }
  }
  return image;
}

GreyImage enlarge_by_half(const GreyImage& image) {
  const int width = divide_up(image.width * 3, 2);
  const int height = divide_up(image.height * 3, 2);
  GreyImage tall(image.width, height);
  const std::vector<Taps> rows = taps_for(image.height, height);
  for (int y = 0; y < height; ++y) mix_rows(image, rows[static_cast<std::size_t>(y)], tall.row(y));

  GreyImage large(width, height);
  const std::vector<Taps> columns = taps_for(image.width, width);
  for (int y = 0; y < height; ++y) stretch_row(tall.row(y), large.row(y), columns);
  return large;
}

GreyImage blur(const GreyImage& image, double sigma) {
  const std::vector<int> weights = bell(sigma);
  return blur_columns(blur_rows(image, weights), weights);
}

GreyImage sharpen(const GreyImage& image) {
  constexpr double sigma = 1.5;
  constexpr int amount = 2;
  GreyImage sharp = blur(image, sigma);
  std::transform(image.pixels.begin(), image.pixels.end(), sharp.pixels.begin(), sharp.pixels.begin(),
                 [](int pixel, int blurred) { return to_pixel(pixel + amount * (pixel - blurred)); });
  return sharp;
}

GreyImage invert(GreyImage image) {
  for (std::uint8_t& pixel : image.pixels) pixel = static_cast<std::uint8_t>(255 - pixel);
  return image;
}

GreyImage mirror(GreyImage image) {
  for (int y = 0; y < image.height; ++y) std::reverse(image.row(y), image.row(y) + image.width);
  return image;
}

GreyImage crop(const GreyImage& image, const Area& area) {
  const int left = std::clamp(area.left, 0, image.width - 1);
  const int top = std::clamp(area.top, 0, image.height - 1);
  GreyImage part(std::clamp(area.right, left + 1, image.width) - left,
                 std::clamp(area.bottom, top + 1, image.height) - top);
  for (int y = 0; y < part.height; ++y) std::copy_n(image.row(top + y) + left, part.width, part.row(y));
  return part;
}

}  // namespace vhc
