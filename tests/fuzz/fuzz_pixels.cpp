// The search for codes, on pixels as they are: few changed files come through the check sums of a PNG.
//
// The input: the width, how many pixels a module, and then modules, a bit each, row by row.
#include <algorithm>

#include "input.h"
#include "picture/binarize.h"
#include "picture/codes.h"
#include "picture/corner_marks.h"

namespace vhc {
namespace {

GreyImage image_of(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t max_modules = std::size_t{64} * 64;
  const int columns = 1 + data[0] % 64;
  const int scale = 1 + data[1] % 3;
  const auto num_modules = static_cast<int>(std::min((size - 2) * 8, max_modules));
  const int rows = (num_modules + columns - 1) / columns;
  GreyImage image(columns * scale, std::max(rows, 1) * scale);
  std::fill(image.pixels.begin(), image.pixels.end(), std::uint8_t{255});
  for (int y = 0; y < rows * scale; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const int module = y / scale * columns + x / scale;
      const auto byte = 2 + static_cast<std::size_t>(module) / 8;
      if (module < num_modules && (data[byte] >> (7 - module % 8) & 1) != 0) image.row(y)[x] = 0;
    }
  }
  return image;
}

}  // namespace
}  // namespace vhc

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  if (size < 3) return 0;
  const GreyImage image = image_of(data, size);
  const GreyImage plain = binarize(image);
  require(plain.width == image.width && plain.height == image.height);
  require(std::all_of(plain.pixels.begin(), plain.pixels.end(), [](int pixel) { return pixel == 0 || pixel == 255; }));
  constexpr std::size_t few = 5;
  const auto marks = find_corner_marks(plain, max_corner_marks);
  require(find_corner_marks(plain, few).size() == std::min(marks.size(), few));
  for (const CornerMark& mark : marks) {
    require(mark.x >= 0 && mark.y >= 0 && mark.x < plain.width && mark.y < plain.height && mark.width > 0);
  }
  FoundCodes found;
  find_codes_patiently(image, found);
  for (const ReadCode& code : found.codes) require(!code.text.empty());
  return 0;
}
