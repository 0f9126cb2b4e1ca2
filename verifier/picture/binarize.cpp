#include "picture/binarize.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace vhc {
namespace {

constexpr int square = 8;         // pixels on a side
constexpr int min_contrast = 24;  // between the lightest and the darkest pixel of a square that counts
constexpr int reach = 2;          // squares on each side whose mean is taken: 40 by 40 pixels in all

// One square of the picture, those at the right and lower edge moved inwards to be whole.
struct Square {
  int mean{};
  bool counts{};
};

struct Grid {
  int columns{};
  int rows{};
  std::vector<Square> squares;
  const Square& at(int row, int column) const {
    return squares[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                   static_cast<std::size_t>(column)];
  }
};

Square measure(const GreyImage& image, int left, int top, int width, int height) {
  int sum = 0;
  int darkest = 255;
  int lightest = 0;
  for (int y = top; y < top + height; ++y) {
    const std::uint8_t* const row = image.row(y) + left;
    for (int x = 0; x < width; ++x) {
      const int pixel = row[x];
      sum += pixel;
      darkest = std::min(darkest, pixel);
      lightest = std::max(lightest, pixel);
    }
  }
  return {sum / (width * height), lightest - darkest >= min_contrast};
}

Grid measure_squares(const GreyImage& image) {
  const int width = std::min(square, image.width);
  const int height = std::min(square, image.height);
  Grid grid{(image.width + square - 1) / square, (image.height + square - 1) / square, {}};
  grid.squares.reserve(static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows));
  for (int row = 0; row < grid.rows; ++row) {
    const int top = std::min(row * square, image.height - height);
    for (int column = 0; column < grid.columns; ++column) {
      grid.squares.push_back(measure(image, std::min(column * square, image.width - width), top, width, height));
    }
  }
  return grid;
}

struct Sum {
  int total = 0;
  int count = 0;
  void add(const Sum& other) {
    total += other.total;
    count += other.count;
  }
  void remove(const Sum& other) {
    total -= other.total;
    count -= other.count;
  }
};

int mean_of_all(const Grid& grid) {
  std::int64_t total = 0;
  std::int64_t count = 0;
  for (const Square& s : grid.squares) {
    if (!s.counts) continue;
    total += s.mean;
    ++count;
  }
  return count > 0 ? static_cast<int>(total / count) : 127;
}

// For each column of squares, the sum over the rows within reach of `row`.
std::vector<Sum> sums_of_columns(const Grid& grid, int row) {
  std::vector<Sum> sums(static_cast<std::size_t>(grid.columns));
  for (int r = std::max(row - reach, 0); r <= std::min(row + reach, grid.rows - 1); ++r) {
    for (int column = 0; column < grid.columns; ++column) {
      const Square& s = grid.at(r, column);
      if (s.counts) sums[static_cast<std::size_t>(column)].add({s.mean, 1});
    }
  }
  return sums;
}

std::vector<std::uint8_t> thresholds_of_row(const Grid& grid, int row, int otherwise) {
  const std::vector<Sum> columns = sums_of_columns(grid, row);
  constexpr std::size_t beside = reach;
  std::vector<std::uint8_t> thresholds(columns.size());
  Sum window;
  for (std::size_t c = 0; c < std::min(beside, columns.size()); ++c) window.add(columns[c]);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (c + beside < columns.size()) window.add(columns[c + beside]);
    if (c > beside) window.remove(columns[c - beside - 1]);
    thresholds[c] = static_cast<std::uint8_t>(window.count > 0 ? window.total / window.count : otherwise);
  }
  return thresholds;
}

}  // namespace

GreyImage binarize(const GreyImage& image) {
  const Grid grid = measure_squares(image);
  const int otherwise = mean_of_all(grid);
  GreyImage result(image.width, image.height);
  std::vector<std::uint8_t> spread(static_cast<std::size_t>(grid.columns) * std::size_t{square});
  for (int row = 0; row < grid.rows; ++row) {
    const std::vector<std::uint8_t> thresholds = thresholds_of_row(grid, row, otherwise);
    for (std::size_t x = 0; x < spread.size(); ++x) spread[x] = thresholds[x / square];
    for (int y = row * square; y < std::min((row + 1) * square, image.height); ++y) {
      const std::uint8_t* const from = image.row(y);
      std::uint8_t* const to = result.row(y);
      for (int x = 0; x < image.width; ++x) to[x] = from[x] <= spread[static_cast<std::size_t>(x)] ? 0 : 255;
    }
  }
  return result;
}

}  // namespace vhc
