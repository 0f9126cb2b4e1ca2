#include "degraded_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <jpeglib.h>
#include <png.h>

#include "vhc/numeric_qr.h"
#include "vhc/print.h"

namespace vhc {
namespace {

struct Point {
  double x{};
  double y{};
};

// A plane picture, greys 0 to 255 without rounding.
struct Canvas {
  int width{};
  int height{};
  std::vector<float> greys;
  Canvas(int wide, int high, float grey)
      : width(wide), height(high), greys(static_cast<std::size_t>(wide) * static_cast<std::size_t>(high), grey) {}
  float& at(int x, int y) {
    return greys[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
  float at(int x, int y) const { return const_cast<Canvas*>(this)->at(x, y); }
};

// Takes places of the picture to places of the code: the plane of a sheet of paper seen from anywhere.
class View {
 public:
  // The corners of a square of this side, from the upper left clockwise.
  View(const std::array<Point, 4>& corners, double side) : corners_(corners), side_(side) {
    const auto& [a, b, c, d] = corners;
    const Point sum = {a.x - b.x + c.x - d.x, a.y - b.y + c.y - d.y};
    const Point e1 = {b.x - c.x, b.y - c.y};
    const Point e2 = {d.x - c.x, d.y - c.y};
    const double whole = e1.x * e2.y - e2.x * e1.y;
    const double g = (sum.x * e2.y - e2.x * sum.y) / whole;
    const double h = (e1.x * sum.y - sum.x * e1.y) / whole;
    const std::array<double, 9> to = {
        b.x - a.x + g * b.x, d.x - a.x + h * d.x, a.x, b.y - a.y + g * b.y, d.y - a.y + h * d.y, a.y, g, h, 1.0};
    // The adjoint is the inverse but for a factor, which does not matter.
    from_ = {to[4] * to[8] - to[5] * to[7], to[2] * to[7] - to[1] * to[8], to[1] * to[5] - to[2] * to[4],
             to[5] * to[6] - to[3] * to[8], to[0] * to[8] - to[2] * to[6], to[2] * to[3] - to[0] * to[5],
             to[3] * to[7] - to[4] * to[6], to[1] * to[6] - to[0] * to[7], to[0] * to[4] - to[1] * to[3]};
  }
  Point operator()(double x, double y) const {
    const double w = from_[6] * x + from_[7] * y + from_[8];
    return {side_ * (from_[0] * x + from_[1] * y + from_[2]) / w, side_ * (from_[3] * x + from_[4] * y + from_[5]) / w};
  }
  const std::array<Point, 4>& corners() const { return corners_; }

 private:
  std::array<Point, 4> corners_;
  double side_;
  std::array<double, 9> from_{};
};

// The corners of the code with its quiet zone, around the origin.
std::array<Point, 4> corners_of(const Damage& damage, double side, SeededNumbers& random) {
  const double half = side * damage.pixels_per_module / 2.0;
  std::array<Point, 4> corners = {Point{-half, -half}, {half, -half}, {half, half}, {-half, half}};
  // The far side is shorter and nearer; which side that is, is drawn.
  const double shrink = 1.0 - damage.perspective;
  const std::size_t far = random.below(4);
  const std::size_t next = (far + 1) % 4;
  Point& p = corners[far];
  Point& q = corners[next];
  const Point middle = {(p.x + q.x) / 2.0, (p.y + q.y) / 2.0};
  for (Point* corner : {&p, &q}) {
    corner->x = (middle.x + (corner->x - middle.x) * shrink) *
                (1.0 - damage.perspective / 3.0 * (std::abs(middle.x) > 1 ? 1 : 0));
    corner->y = (middle.y + (corner->y - middle.y) * shrink) *
                (1.0 - damage.perspective / 3.0 * (std::abs(middle.y) > 1 ? 1 : 0));
  }
  const double angle = damage.turn_degrees * 3.14159265358979 / 180.0;
  for (Point& corner : corners) {
    corner = {corner.x * std::cos(angle) - corner.y * std::sin(angle),
              corner.x * std::sin(angle) + corner.y * std::cos(angle)};
    if (damage.mirrored) corner.x = -corner.x;
  }
  return corners;
}

struct Box {
  double left, top, right, bottom;
};
Box box_of(const std::array<Point, 4>& corners) {
  Box box = {1e9, 1e9, -1e9, -1e9};
  for (const Point& p : corners) {
    box = {std::min(box.left, p.x), std::min(box.top, p.y), std::max(box.right, p.x), std::max(box.bottom, p.y)};
  }
  return box;
}

constexpr float paper = 232.0F;
constexpr float ink = 28.0F;
constexpr int frame_width = 1280;
constexpr int frame_height = 720;

// A desk with other things on it: sheets, dark things, lines as of print.
Canvas desk(SeededNumbers& random) {
  Canvas canvas(frame_width, frame_height, static_cast<float>(random.between(60.0, 200.0)));
  for (int i = 0; i < 12; ++i) {
    const int left = static_cast<int>(random.below(frame_width));
    const int top = static_cast<int>(random.below(frame_height));
    const int right = std::min(frame_width, left + 20 + static_cast<int>(random.below(500)));
    const int bottom = std::min(frame_height, top + 20 + static_cast<int>(random.below(300)));
    const auto grey = static_cast<float>(random.between(20.0, 245.0));
    const bool is_text = random.one_in(2);
    for (int y = top; y < bottom; ++y) {
      for (int x = left; x < right; ++x) {
        const bool on_line =
            (y - top) % 18 >= 6 && (y - top) % 18 < 14 && ((x * 7 + (y / 18) * 31) % 11 < 5) && x % 3 != 0;
        canvas.at(x, y) = is_text ? (on_line ? ink : paper) : grey;
      }
    }
  }
  return canvas;
}

void draw_code(Canvas& canvas, const View& view, const QrImage& code) {
  constexpr int samples = 3;  // a pixel, each way
  const double side = code.modules + 2.0 * quiet_zone_modules;
  const Box box = box_of(view.corners());
  const int left = std::max(0, static_cast<int>(box.left) - 1);
  const int right = std::min(canvas.width, static_cast<int>(box.right) + 2);
  const int bottom = std::min(canvas.height, static_cast<int>(box.bottom) + 2);
  for (int y = std::max(0, static_cast<int>(box.top) - 1); y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      float light = 0.0F;
      for (int i = 0; i < samples * samples; ++i) {
        const int across = i % samples;
        const int down = i / samples;
        const Point p = view(x + (across + 0.5) / samples, y + (down + 0.5) / samples);
        if (p.x < 0.0 || p.y < 0.0 || p.x >= side || p.y >= side) {
          light += canvas.at(x, y);
          continue;
        }
        const int column = static_cast<int>(p.x) - quiet_zone_modules;
        const int row = static_cast<int>(p.y) - quiet_zone_modules;
        const bool inside = column >= 0 && row >= 0 && column < code.modules && row < code.modules;
        light += inside && code.is_dark(row, column) ? ink : paper;
      }
      canvas.at(x, y) = light / (samples * samples);
    }
  }
}

void light(Canvas& canvas, const Damage& damage, const Box& code, SeededNumbers& random) {
  const double angle = random.between(0.0, 6.283);
  const double across = std::cos(angle);
  const double down = std::sin(angle);
  const Point lamp = {random.between(code.left, code.right), random.between(code.top, code.bottom)};
  const double reach = random.between(0.12, 0.3) * (code.right - code.left);
  for (int y = 0; y < canvas.height; ++y) {
    for (int x = 0; x < canvas.width; ++x) {
      const double place =
          0.5 + 0.5 * (across * (2.0 * x / canvas.width - 1.0) + down * (2.0 * y / canvas.height - 1.0)) / 1.42;
      double grey = canvas.at(x, y) * (1.0 - damage.gradient * place);
      if (damage.glare > 0.0) {
        const double far = ((x - lamp.x) * (x - lamp.x) + (y - lamp.y) * (y - lamp.y)) / (reach * reach);
        grey += (255.0 - grey) * damage.glare * std::exp(-far);
      }
      canvas.at(x, y) = static_cast<float>(grey);
    }
  }
}

void blur_line(const std::vector<float>& from, std::vector<float>& to, const std::vector<float>& bell) {
  const int size = static_cast<int>(from.size());
  const int radius = static_cast<int>(bell.size()) - 1;
  for (int i = 0; i < size; ++i) {
    float sum = bell[0] * from[static_cast<std::size_t>(i)];
    for (int k = 1; k <= radius; ++k) {
      sum += bell[static_cast<std::size_t>(k)] * (from[static_cast<std::size_t>(std::max(0, i - k))] +
                                                  from[static_cast<std::size_t>(std::min(size - 1, i + k))]);
    }
    to[static_cast<std::size_t>(i)] = sum;
  }
}

void blur_canvas(Canvas& canvas, double sigma) {
  std::vector<float> bell(static_cast<std::size_t>(std::ceil(3.0 * sigma)) + 1);
  float total = 0.0F;
  for (std::size_t i = 0; i < bell.size(); ++i) {
    bell[i] = static_cast<float>(std::exp(-static_cast<double>(i * i) / (2.0 * sigma * sigma)));
    total += i == 0 ? bell[i] : 2.0F * bell[i];
  }
  for (float& weight : bell) weight /= total;
  std::vector<float> from(static_cast<std::size_t>(canvas.width));
  std::vector<float> to(from.size());
  for (int y = 0; y < canvas.height; ++y) {
    for (int x = 0; x < canvas.width; ++x) from[static_cast<std::size_t>(x)] = canvas.at(x, y);
    blur_line(from, to, bell);
    for (int x = 0; x < canvas.width; ++x) canvas.at(x, y) = to[static_cast<std::size_t>(x)];
  }
  from.resize(static_cast<std::size_t>(canvas.height));
  to.resize(from.size());
  for (int x = 0; x < canvas.width; ++x) {
    for (int y = 0; y < canvas.height; ++y) from[static_cast<std::size_t>(y)] = canvas.at(x, y);
    blur_line(from, to, bell);
    for (int y = 0; y < canvas.height; ++y) canvas.at(x, y) = to[static_cast<std::size_t>(y)];
  }
}

GreyImage rounded(const Canvas& canvas, const Damage& damage, SeededNumbers& random) {
  GreyImage image(canvas.width, canvas.height);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    double grey = canvas.greys[i];
    if (damage.noise > 0.0) grey += damage.noise * random.normal();
    const double level = std::clamp(std::round(grey), 0.0, 255.0);
    image.pixels[i] = static_cast<std::uint8_t>(damage.inverted ? 255.0 - level : level);
  }
  return image;
}

std::string text_of_card(std::size_t num_characters, std::uint32_t seed) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  SeededNumbers random(seed);
  std::string jws;
  jws.reserve(num_characters);
  for (std::size_t i = 0; i < num_characters; ++i) {
    jws += alphabet[random.below(static_cast<std::uint32_t>(alphabet.size()))];
  }
  return jws;
}

std::string name_of(const QrImage& code, const Damage& d) {
  char text[200];
  std::snprintf(
      text, sizeof text, "V%d %.1fpx turn %.0f persp %.2f blur %.1f noise %.0f grad %.1f glare %.1f q%d%s%s%s",
      code.version, d.pixels_per_module, d.turn_degrees, d.perspective, d.blur, d.noise, d.gradient, d.glare,
      d.jpeg_quality, d.inverted ? " inverted" : "", d.mirrored ? " mirrored" : "", d.in_frame ? " frame" : "");
  return text;
}

}  // namespace

Bytes jpeg_of(const GreyImage& image, int quality, JpegForm form) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &memory, &size);
  jpeg.image_width = static_cast<JDIMENSION>(image.width);
  jpeg.image_height = static_cast<JDIMENSION>(image.height);
  jpeg.input_components = 1;
  jpeg.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, quality, TRUE);
  if (form == JpegForm::progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  for (int y = 0; y < image.height; ++y) {
    auto* row = const_cast<JSAMPROW>(image.row(y));
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  Bytes bytes(memory, memory + size);
  std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc): libjpeg allocated it so
  return bytes;
}

GreyImage from_jpeg(const Bytes& file) {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, file.data(), static_cast<unsigned long>(file.size()));
  jpeg_read_header(&jpeg, TRUE);
  jpeg_start_decompress(&jpeg);
  GreyImage image(static_cast<int>(jpeg.output_width), static_cast<int>(jpeg.output_height));
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = image.row(static_cast<int>(jpeg.output_scanline));
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  return image;
}

Bytes png_of(const GreyImage& image) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(image.width);
  png.height = static_cast<png_uint_32>(image.height);
  png.format = PNG_FORMAT_GRAY;
  png.flags = PNG_IMAGE_FLAG_FAST;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  Bytes bytes(size);
  if (png_image_write_to_memory(&png, bytes.data(), &size, 0, image.pixels.data(), 0, nullptr) == 0) std::abort();
  bytes.resize(size);
  return bytes;
}

DegradedPicture degrade(std::size_t num_characters, const Damage& damage, std::uint32_t seed) {
  SeededNumbers random(seed);
  const std::string jws = text_of_card(num_characters, seed);
  const QrImage code = draw_qr(jws).value();
  const double side = code.modules + 2.0 * quiet_zone_modules;
  std::array<Point, 4> corners = corners_of(damage, side, random);
  const Box box = box_of(corners);
  Canvas canvas = damage.in_frame ? desk(random)
                                  : Canvas(static_cast<int>(std::ceil(box.right - box.left)) + 2,
                                           static_cast<int>(std::ceil(box.bottom - box.top)) + 2, paper);
  const double room_x = canvas.width - (box.right - box.left);
  const double room_y = canvas.height - (box.bottom - box.top);
  // An upright picture begins with a pixel's edge, as programs draw it.
  const bool is_upright = damage.turn_degrees == 0.0 && damage.perspective == 0.0 && !damage.in_frame;
  const Point shift = {(is_upright ? 1.0 : random.between(0.0, room_x)) - box.left,
                       (is_upright ? 1.0 : random.between(0.0, room_y)) - box.top};
  for (Point& corner : corners) corner = {corner.x + shift.x, corner.y + shift.y};
  draw_code(canvas, View(corners, side), code);
  light(canvas, damage, box_of(corners), random);
  if (damage.blur > 0.0) blur_canvas(canvas, damage.blur);
  DegradedPicture picture{.name = name_of(code, damage),
                          .text = to_numeric(jws).value(),
                          .grey = rounded(canvas, damage, random),
                          .file = {},
                          .decoded = {}};
  if (damage.jpeg_quality > 0) {
    picture.file = jpeg_of(picture.grey, damage.jpeg_quality);
    picture.decoded = from_jpeg(picture.file);
  } else {
    picture.file = png_of(picture.grey);
    picture.decoded = picture.grey;
  }
  return picture;
}

}  // namespace vhc
