// Pictures of codes as cameras, screens and printers spoil them, the same in every run and on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "picture/grey_image.h"
#include "vhc/bytes.h"

namespace vhc {

// Numbers by rules of our own: the standard's distributions differ from one library to the next, its engine does not.
class SeededNumbers {
 public:
  explicit SeededNumbers(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }
  double between(double low, double high) {
    return low + (high - low) * (static_cast<double>(engine_()) / 4294967296.0);
  }
  bool one_in(std::uint32_t n) { return below(n) == 0; }
  // Nearly normal, mean 0, standard deviation 1: the sum of twelve even numbers.
  double normal() {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i) sum += between(0.0, 1.0);
    return sum;
  }

 private:
  std::mt19937 engine_;
};

// What happens to a code on its way into a file; the defaults are a clean picture.
struct Damage {
  double pixels_per_module = 4.0;
  double turn_degrees = 0.0;
  double perspective = 0.0;  // by how much one side is shorter than the other
  double blur = 0.0;         // sigma in pixels
  double noise = 0.0;        // sigma in greys
  double gradient = 0.0;     // how much of the light is missing at the dark end
  double glare = 0.0;        // how strong a lamp shines back from the middle of somewhere, 0 to 1
  int jpeg_quality = 0;      // 0: a PNG
  bool inverted = false;
  bool mirrored = false;
  bool in_frame = false;  // a camera's frame of 1280 by 720 with other things in it
};

struct DegradedPicture {
  std::string name;  // what was done to it
  std::string text;  // of the code
  GreyImage grey;    // before it became a file
  Bytes file;
  GreyImage decoded;  // what the file holds: of a JPEG not the same
};

// One picture of the code of a made-up card of `num_characters`.
DegradedPicture degrade(std::size_t num_characters, const Damage& damage, std::uint32_t seed);

// A grey picture as a file.
enum class JpegForm { baseline, progressive };
Bytes jpeg_of(const GreyImage& image, int quality, JpegForm form = JpegForm::baseline);
GreyImage from_jpeg(const Bytes& file);  // libjpeg's own idea of a grey JPEG
Bytes png_of(const GreyImage& image);

inline constexpr std::size_t num_degraded = 447;

// The damage done to picture `index` of the set, 0 to num_degraded - 1, and how long its card is: versions 10, 18 and
// 22 in turn, every third picture a camera's frame.
struct Recipe {
  std::size_t num_characters{};
  Damage damage;
  std::uint32_t seed{};
};
Recipe recipe(std::size_t index, std::uint32_t set);

}  // namespace vhc
