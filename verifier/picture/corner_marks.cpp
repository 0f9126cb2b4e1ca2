#include "picture/corner_marks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace vhc {
namespace {

// zxing-cpp looks at every third row; a mark's core is three modules high.
constexpr int first_row = 2;
constexpr int row_step = 3;

// Lengths of five runs: dark, light, dark, light, dark.
using Runs = std::array<int, 5>;
constexpr Runs modules = {1, 1, 3, 1, 1};

// As zxing-cpp does, a tenth of a pixel more generously: each run within half a module and half a pixel. Times 70, so
// that it is all in whole numbers: this is asked for every run of a picture.
bool fits_along_row(const int* edges) {
  const int width = edges[5] - edges[0];
  if (width < 7) return false;
  for (std::size_t i = 0; i < modules.size(); ++i) {
    const int run = edges[i + 1] - edges[i];
    if (std::abs(70 * run - 10 * modules[i] * width) > 5 * width + 42) return false;
  }
  return true;
}

// Dark and light may differ in module size, as bold or thin print makes them.
bool fits_loosely(const Runs& runs) {
  constexpr double slack = 0.1;
  const std::array<double, 2> module = {(runs[0] + runs[2] + runs[4]) / 5.0, (runs[1] + runs[3]) / 2.0};
  if (std::max(module[0], module[1]) > (4.0 + slack) * std::min(module[0], module[1])) return false;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (std::abs(runs[i] - modules[i] * module[i % 2]) > 0.75 * module[i % 2] + 0.5 + slack) return false;
  }
  return true;
}

struct Point {
  int x{};
  int y{};
};

bool inside(const GreyImage& image, Point p) {
  return p.x >= 0 && p.y >= 0 && p.x < image.width && p.y < image.height;
}
std::uint8_t at(const GreyImage& image, Point p) {
  return image.row(p.y)[p.x];
}

// How many pixels from `p` on have the grey of the first, `longest` at most; `p` is left behind them.
int run_on(const GreyImage& image, Point& p, Point step, int longest) {
  if (!inside(image, p)) return 0;
  const std::uint8_t grey = at(image, p);
  int length = 0;
  for (; length < longest && inside(image, p) && at(image, p) == grey; p = {p.x + step.x, p.y + step.y}) ++length;
  return length;
}

// True when there is a mark, no run of it above `longest`, along the line through `centre`. Moves `centre` to the
// middle of its core.
bool fits_along(const GreyImage& image, Point& centre, Point step, int longest) {
  if (!inside(image, centre) || at(image, centre) != 0) return false;
  Point forward = centre;
  Point backward = centre;
  const Point back = {-step.x, -step.y};
  Runs runs{};
  const int ahead = run_on(image, forward, step, longest);
  const int behind = run_on(image, backward, back, longest);
  runs[2] = ahead + behind - 1;
  runs[1] = run_on(image, backward, back, longest);
  runs[3] = run_on(image, forward, step, longest);
  runs[0] = run_on(image, backward, back, longest);
  runs[4] = run_on(image, forward, step, longest);
  if (runs[0] == 0 || runs[4] == 0 || !fits_loosely(runs)) return false;
  const int shift = (ahead - behind) / 2;
  centre = {centre.x + shift * step.x, centre.y + shift * step.y};
  return true;
}

bool is_light(const GreyImage& image, Point p) {
  return inside(image, p) && at(image, p) != 0;
}
Point to_the_right(Point way) {
  return {-way.y, way.x};
}
Point to_the_left(Point way) {
  return {way.y, -way.x};
}
Point next_to(Point p, Point way) {
  return {p.x + way.x, p.y + way.y};
}

// Which of the eight directions from `centre` leads to p, as a bit.
unsigned direction(Point centre, Point p) {
  const int x = p.x - centre.x;
  const int y = p.y - centre.y;
  const int far = std::max(std::abs(x), std::abs(y));
  const auto rounded = [far](int part) { return 2 * std::abs(part) < far ? 1U : (part < 0 ? 0U : 2U); };
  return 1U << (3U * rounded(y) + rounded(x));
}

// One step along the wall of dark pixels that is on the right hand. False when there is no way.
bool step_along_wall(const GreyImage& image, Point& p, Point& way) {
  way = to_the_right(way);
  for (int turns = 0; turns < 4; ++turns, way = to_the_left(way)) {
    if (!is_light(image, next_to(p, way))) continue;
    p = next_to(p, way);
    return true;
  }
  return false;
}

// True when a walk over light pixels around the core goes once round and comes back to where it began, without leaving
// the neighbourhood. It is this that tells a mark from noise.
bool is_ringed(const GreyImage& image, Point centre, int range) {
  constexpr unsigned all_but_middle = 0b111101111;
  Point start = centre;
  run_on(image, start, {0, 1}, range);
  Point p = start;
  Point way = {-1, 0};
  unsigned seen = 0;
  for (int steps = 0; steps <= 8 * range; ++steps) {
    seen |= direction(centre, p);
    if (!step_along_wall(image, p, way)) return false;
    if (std::max(std::abs(p.x - centre.x), std::abs(p.y - centre.y)) > range) return false;
    if (p.x == start.x && p.y == start.y) return (seen & all_but_middle) == all_but_middle;
  }
  return false;
}

// True when there is a mark in all four directions. Moves `centre` to the middle of its core.
bool fits_all_ways(const GreyImage& image, Point& centre, int range) {
  if (!fits_along(image, centre, {0, 1}, range) || !fits_along(image, centre, {1, 0}, range)) return false;
  Point rising = centre;
  Point falling = centre;
  return fits_along(image, rising, {1, -1}, range) && fits_along(image, falling, {1, 1}, range);
}

// A second sighting of a mark is one near its centre and about as wide; a large mark must not hide small ones in it.
bool is_known(const std::vector<CornerMark>& marks, const CornerMark& seen) {
  return std::any_of(marks.begin(), marks.end(), [&seen](const CornerMark& mark) {
    const int reach = std::max(1, mark.width / 4);
    return std::abs(mark.x - seen.x) <= reach && std::abs(mark.y - seen.y) <= reach && 2 * seen.width > mark.width;
  });
}

// Where each run of the row begins; the first is light, perhaps empty; the last entry is the width.
void find_edges(const GreyImage& image, int y, std::vector<int>& edges) {
  edges.assign(1, 0);
  const std::uint8_t* const row = image.row(y);
  std::uint8_t grey = 255;
  for (int x = 0; x < image.width; ++x) {
    if (row[x] == grey) continue;
    edges.push_back(x);
    grey = row[x];
  }
  edges.push_back(image.width);
}

}  // namespace

std::vector<CornerMark> find_corner_marks(const GreyImage& black_and_white, std::size_t limit) {
  std::vector<CornerMark> marks;
  std::vector<int> edges;
  for (int y = first_row; y < black_and_white.height; y += row_step) {
    find_edges(black_and_white, y, edges);
    // The run that begins at an odd edge is dark.
    for (std::size_t i = 1; i + 5 < edges.size(); i += 2) {
      if (!fits_along_row(&edges[i])) continue;
      Point centre = {(edges[i + 2] + edges[i + 3]) / 2, y};
      const int width = edges[i + 5] - edges[i];
      const int range = 3 * width;
      if (is_known(marks, {centre.x, centre.y, width}) || !fits_all_ways(black_and_white, centre, range)) continue;
      if (!is_ringed(black_and_white, centre, range)) continue;
      if (marks.size() == limit) return marks;
      marks.push_back({centre.x, centre.y, width});
    }
  }
  return marks;
}

}  // namespace vhc
