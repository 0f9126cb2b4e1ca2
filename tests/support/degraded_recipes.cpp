#include <algorithm>
#include <array>

#include "degraded_pictures.h"

namespace vhc {
namespace {

struct Size {
  std::size_t num_characters;
  double modules;  // with the quiet zone
  double floor;    // pixels a module below which nobody reads it
};
// Versions 10, 18 and 22.
constexpr std::array sizes = {Size{317, 65.0, 1.7}, Size{853, 97.0, 1.9}, Size{1195, 113.0, 2.1}};

// How small a code is photographed, screenshot or printed; small ones are the commoner trouble.
double some_scale(const Size& size, SeededNumbers& random) {
  return random.one_in(3) ? random.between(size.floor, 3.0) : random.between(3.0, 8.0);
}

void turn(Damage& damage, SeededNumbers& random) {
  damage.turn_degrees = random.one_in(3) ? random.between(0.0, 360.0) : random.between(-25.0, 25.0);
}

// One fault, over its whole range.
Damage one_fault(const Size& size, SeededNumbers& random) {
  Damage damage{.pixels_per_module = some_scale(size, random)};
  const double scale = damage.pixels_per_module;
  switch (random.below(8)) {
    case 0:
      damage.pixels_per_module = random.one_in(4) ? 1.0 : random.between(size.floor, 3.0);
      break;
    case 1:
      turn(damage, random);
      break;
    case 2:
      damage.perspective = random.between(0.05, 0.3);
      turn(damage, random);
      break;
    case 3:
      damage.blur = random.between(0.3, std::min(2.0, 0.5 * scale));
      break;
    case 4:
      damage.noise = random.between(10.0, std::min(80.0, 16.0 * scale));
      break;
    case 5:
      damage.jpeg_quality = 20 + static_cast<int>(random.below(71));
      break;
    case 6:
      damage.gradient = random.between(0.3, 0.85);
      break;
    default:
      damage.glare = random.between(0.3, 0.9);
      break;
  }
  return damage;
}

// A little of everything, as a hand-held camera gives it.
Damage many_faults(SeededNumbers& random) {
  Damage damage{.pixels_per_module = random.between(2.5, 6.0)};
  turn(damage, random);
  damage.perspective = random.between(0.0, 0.2);
  damage.blur = random.between(0.0, 0.2 * damage.pixels_per_module);
  damage.noise = random.between(0.0, 10.0);
  damage.gradient = random.between(0.0, 0.6);
  damage.glare = random.one_in(4) ? random.between(0.2, 0.6) : 0.0;
  damage.jpeg_quality = 30 + static_cast<int>(random.below(61));
  return damage;
}

Damage frame_of_a_camera(const Size& size, SeededNumbers& random) {
  Damage damage = many_faults(random);
  constexpr double room = 700.0;  // of the frame's height
  damage.pixels_per_module = std::min(random.between(2.8, 8.0), room / (1.42 * size.modules));
  damage.blur = random.between(0.0, 0.2 * damage.pixels_per_module);
  damage.in_frame = true;
  return damage;
}

}  // namespace

Recipe recipe(std::size_t index, std::uint32_t set) {
  const std::uint32_t seed = set * 100'000U + static_cast<std::uint32_t>(index);
  SeededNumbers random(seed ^ 0x5A5A5A5AU);
  const Size& size = sizes[index % sizes.size()];
  const bool in_frame = index / sizes.size() % 3 == 2;
  Recipe made{.num_characters = size.num_characters, .damage = {}, .seed = seed};
  if (in_frame) {
    made.damage = frame_of_a_camera(size, random);
  } else {
    made.damage = random.one_in(3) ? many_faults(random) : one_fault(size, random);
  }
  made.damage.inverted = random.one_in(12);
  made.damage.mirrored = random.one_in(12);
  return made;
}

}  // namespace vhc
