#include "degraded_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <random>

#include "jpeg_round_trip.h"
#include "vhc/numeric_qr.h"
#include "vhc/print.h"

namespace vhc {
namespace {

constexpr double pi = 3.14159265358979;
constexpr int frame_width = 1280;
constexpr int frame_height = 720;

// The standard library's distributions differ between its implementations; these do not.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}

  double between(double low, double high) { return low + (high - low) * unit(); }
  int below(int number) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(number)); }
  bool chance(double probability) { return unit() < probability; }
  double normal() {  // mean 0, variance 1
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += unit();
    return sum;
  }

 private:
  double unit() { return static_cast<double>(engine_() >> 5U) / static_cast<double>(1U << 27U); }
  std::mt19937 engine_;
};

// What is done to one picture. Lengths in pixels, angles in radians.
struct Recipe {
  double pixels_per_module = 4;
  double angle = 0;
  double tilt_x = 0;  // how much smaller the far edge is than the near one, as a part of it
  double tilt_y = 0;
  double blur = 0;
  double noise = 0;
  int jpeg_quality = 0;  // 0: not compressed
  double shade = 0;      // how much darker the dark side is
  double shade_angle = 0;
  double glare = 0;  // radius, as a part of the code's side
  bool inverted = false;
  bool mirrored = false;
  bool camera = false;
  double ink = 0;
  double paper = 255;
};

Recipe screen_recipe(Dice& dice, int number) {
  Recipe recipe;
  recipe.pixels_per_module = dice.chance(0.3) ? dice.between(1.9, 3) : dice.between(3, 8);
  const double scale = recipe.pixels_per_module;
  const auto degrade = [&](int what) {
    switch (what) {
      case 0:
        recipe.angle = dice.between(0, 2 * pi);
        break;
      case 1:
        recipe.tilt_x = dice.between(-0.3, 0.3);
        recipe.tilt_y = dice.between(-0.15, 0.15);
        break;
      case 2:
        recipe.blur = dice.between(0.3, std::min(2.0, 0.5 * scale));
        break;
      case 3:
        recipe.noise = dice.between(10, std::min(80.0, 16 * scale));
        break;
      case 4:
        recipe.jpeg_quality = 20 + dice.below(71);
        break;
      case 5:
        recipe.shade = dice.between(0.2, 0.75);
        recipe.shade_angle = dice.between(0, 2 * pi);
        break;
      case 6:
        recipe.glare = dice.between(0.03, 0.09);
        break;
      case 7:
        recipe.inverted = true;
        break;
      default:
        recipe.mirrored = true;
    }
  };
  constexpr int num_kinds = 9;
  degrade(number % num_kinds);
  if (dice.chance(0.35)) degrade(dice.below(6));
  return recipe;
}

Recipe camera_recipe(Dice& dice, int modules) {
  Recipe recipe;
  recipe.camera = true;
  const double most = 640.0 / (modules + 2 * quiet_zone_modules);
  recipe.pixels_per_module = dice.between(std::min(2.6, most), std::min(6.5, most));
  recipe.angle = dice.chance(0.3) ? dice.between(0, 2 * pi) : dice.between(-0.3, 0.3);
  recipe.tilt_x = dice.between(-0.2, 0.2);
  recipe.tilt_y = dice.between(-0.2, 0.2);
  recipe.blur = dice.between(0.2, std::min(2.0, 0.32 * recipe.pixels_per_module));
  recipe.noise = dice.between(2, 14);
  recipe.jpeg_quality = 40 + dice.below(51);
  recipe.shade = dice.between(0, 0.55);
  recipe.shade_angle = dice.between(0, 2 * pi);
  recipe.ink = dice.between(15, 60);
  recipe.paper = dice.between(170, 250);
  return recipe;
}

std::string random_jws(Dice& dice, std::size_t size) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string jws = "eyJ6aXAiOiJERUYiLCJhbGciOiJFUzI1NiIsImtpZCI6Ii";
  while (jws.size() < size) jws += alphabet[static_cast<std::size_t>(dice.below(64))];
  jws[jws.size() - 88] = '.';
  jws[120] = '.';
  return jws;
}

// Where a point of the picture lies on the code, in modules from the upper left corner of the quiet zone.
class Camera {
 public:
  Camera(const Recipe& recipe, double side, double centre_x, double centre_y)
      : recipe_(recipe), side_(side), centre_x_(centre_x), centre_y_(centre_y) {}

  std::array<double, 2> on_code(double x, double y) const {
    const double dx = x - centre_x_;
    const double dy = y - centre_y_;
    const double turned_x = dx * std::cos(recipe_.angle) + dy * std::sin(recipe_.angle);
    const double turned_y = dy * std::cos(recipe_.angle) - dx * std::sin(recipe_.angle);
    const double length = side_ * recipe_.pixels_per_module;
    const double depth = 1 / (1 - recipe_.tilt_x * turned_x / length - recipe_.tilt_y * turned_y / length);
    const double u = turned_x * depth / recipe_.pixels_per_module;
    const double v = turned_y * depth / recipe_.pixels_per_module;
    return {side_ / 2 + (recipe_.mirrored ? -u : u), side_ / 2 + v};
  }

 private:
  const Recipe& recipe_;
  double side_;
  double centre_x_;
  double centre_y_;
};

struct Canvas {
  int width;
  int height;
  std::vector<double> light;

  double& at(int x, int y) {
    return light[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
};

// What lies around a card in a camera's frame: a table, and things with edges.
void draw_surroundings(Canvas& canvas, Dice& dice) {
  const double base = dice.between(60, 190);
  const double slope = dice.between(-40, 40);
  for (int y = 0; y < canvas.height; ++y) {
    for (int x = 0; x < canvas.width; ++x) canvas.at(x, y) = base + slope * (x - y) / canvas.width;
  }
  for (int thing = 0; thing < 25; ++thing) {
    const int left = dice.below(canvas.width);
    const int top = dice.below(canvas.height);
    const int right = std::min(canvas.width, left + 5 + dice.below(200));
    const int bottom = std::min(canvas.height, top + 5 + dice.below(120));
    const double light = dice.between(10, 245);
    for (int y = top; y < bottom; ++y) {
      for (int x = left; x < right; ++x) canvas.at(x, y) = light;
    }
  }
}

// The mean of nine points of each pixel.
void draw_code(Canvas& canvas, const QrImage& code, const Recipe& recipe, const Camera& camera) {
  const double side = code.modules + 2.0 * quiet_zone_modules;
  for (int y = 0; y < canvas.height; ++y) {
    for (int x = 0; x < canvas.width; ++x) {
      double sum = 0;
      for (int point = 0; point < 9; ++point) {
        const auto [u, v] = camera.on_code(x + (point % 3 + 0.5) / 3, y + (point / 3 + 0.5) / 3);
        const bool on_paper = u >= 0 && v >= 0 && u < side && v < side;
        const int column = static_cast<int>(std::floor(u)) - quiet_zone_modules;
        const int row = static_cast<int>(std::floor(v)) - quiet_zone_modules;
        const bool on_symbol = column >= 0 && row >= 0 && column < code.modules && row < code.modules;
        const bool dark = on_symbol && code.is_dark(row, column);
        sum += dark ? recipe.ink : on_paper || !recipe.camera ? recipe.paper : canvas.at(x, y);
      }
      canvas.at(x, y) = sum / 9;
    }
  }
}

void blur(Canvas& canvas, double sigma) {
  const int radius = static_cast<int>(std::ceil(3 * sigma));
  std::vector<double> weights;
  double total = 0;
  for (int i = -radius; i <= radius; ++i) {
    weights.push_back(std::exp(-i * i / (2 * sigma * sigma)));
    total += weights.back();
  }
  const auto pass = [&](int step_x, int step_y) {
    Canvas out = canvas;
    for (int y = 0; y < canvas.height; ++y) {
      for (int x = 0; x < canvas.width; ++x) {
        double sum = 0;
        for (int i = -radius; i <= radius; ++i) {
          const int from_x = std::clamp(x + i * step_x, 0, canvas.width - 1);
          const int from_y = std::clamp(y + i * step_y, 0, canvas.height - 1);
          sum += weights[static_cast<std::size_t>(i + radius)] * canvas.at(from_x, from_y);
        }
        out.at(x, y) = sum / total;
      }
    }
    canvas = std::move(out);
  };
  pass(1, 0);
  pass(0, 1);
}

void shade(Canvas& canvas, double depth, double angle) {
  const double diagonal = std::hypot(canvas.width, canvas.height);
  for (int y = 0; y < canvas.height; ++y) {
    for (int x = 0; x < canvas.width; ++x) {
      const double along =
          ((x - canvas.width / 2.0) * std::cos(angle) + (y - canvas.height / 2.0) * std::sin(angle)) / diagonal;
      canvas.at(x, y) *= 1 - depth * (0.5 + along);
    }
  }
}

void add_glare(Canvas& canvas, double radius, double centre_x, double centre_y) {
  for (int y = 0; y < canvas.height; ++y) {
    for (int x = 0; x < canvas.width; ++x) {
      const double distance = std::hypot(x - centre_x, y - centre_y) / radius;
      canvas.at(x, y) += 300 * std::exp(-distance * distance);
    }
  }
}

std::string described(const Recipe& r, int version) {
  std::string text = "V" + std::to_string(version) + (r.camera ? " camera" : "");
  const auto add = [&text](const char* what, double value) {
    if (value != 0) text += std::string(" ") + what + "=" + std::to_string(value).substr(0, 5);
  };
  add("px", r.pixels_per_module);
  add("angle", r.angle);
  add("tilt_x", r.tilt_x);
  add("tilt_y", r.tilt_y);
  add("blur", r.blur);
  add("noise", r.noise);
  add("jpeg", r.jpeg_quality);
  add("shade", r.shade);
  add("glare", r.glare);
  if (r.inverted) text += " inverted";
  if (r.mirrored) text += " mirrored";
  return text;
}

Canvas blank_canvas(const Recipe& recipe, double side) {
  if (recipe.camera) return {frame_width, frame_height, std::vector<double>(frame_width * frame_height, 128)};
  const double spread = std::abs(std::cos(recipe.angle)) + std::abs(std::sin(recipe.angle));
  const double tilt = 1 + std::max(std::abs(recipe.tilt_x), std::abs(recipe.tilt_y));
  const int size = static_cast<int>(std::ceil(side * recipe.pixels_per_module * spread * tilt));
  return {size, size, std::vector<double>(static_cast<std::size_t>(size) * static_cast<std::size_t>(size), 255)};
}

Canvas photograph(const QrImage& code, const Recipe& recipe, Dice& dice) {
  const double side = code.modules + 2.0 * quiet_zone_modules;
  Canvas canvas = blank_canvas(recipe, side);
  const double length = side * recipe.pixels_per_module;
  const double room_x = std::max(0.0, (canvas.width - length * 1.3) / 2);
  const double centre_x = canvas.width / 2.0 + (recipe.camera ? dice.between(-room_x, room_x) : 0);
  const double centre_y = canvas.height / 2.0;
  if (recipe.camera) draw_surroundings(canvas, dice);
  draw_code(canvas, code, recipe, Camera(recipe, side, centre_x, centre_y));
  if (recipe.blur > 0) blur(canvas, recipe.blur);
  if (recipe.shade > 0) shade(canvas, recipe.shade, recipe.shade_angle);
  if (recipe.glare > 0) {
    const double away = length / 4;  // not on a corner mark
    add_glare(canvas, recipe.glare * length, centre_x + dice.between(-away, away),
              centre_y + dice.between(-away, away));
  }
  for (double& light : canvas.light) light += recipe.noise * (recipe.noise > 0 ? dice.normal() : 0);
  return canvas;
}

}  // namespace

DegradedPicture make_degraded_picture(std::uint32_t seed, int number) {
  constexpr std::array<std::size_t, 3> jws_sizes{310, 850, 1190};  // versions 10, 18 and 22
  Dice dice(seed * 1000003U + static_cast<std::uint32_t>(number));
  const std::string jws = random_jws(dice, jws_sizes[static_cast<std::size_t>(number / 3 % 3)]);
  const auto code = draw_qr(jws);
  const auto text = to_numeric(jws);
  if (!code || !text) std::abort();
  const Recipe recipe =
      number % 3 == 2 ? camera_recipe(dice, code->modules) : screen_recipe(dice, number / 3 * 2 + number % 3);
  const Canvas canvas = photograph(*code, recipe, dice);
  DegradedPicture picture{*text, described(recipe, code->version), canvas.width, canvas.height, {}};
  picture.grey.reserve(canvas.light.size());
  for (const double light : canvas.light) {
    const double shown = std::clamp(recipe.inverted ? 255 - light : light, 0.0, 255.0);
    picture.grey.push_back(static_cast<std::uint8_t>(std::lround(shown)));
  }
  if (recipe.jpeg_quality > 0) jpeg_round_trip(picture.grey, picture.width, picture.height, recipe.jpeg_quality);
  return picture;
}

}  // namespace vhc
