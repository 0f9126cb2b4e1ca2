// Cards as pictures, in every form that a test asks for.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <png.h>

#include "picture/codes.h"
#include "picture/corner_marks.h"
#include "picture/image_ops.h"
#include "vhc/numeric_qr.h"
#include "vhc/picture.h"
#include "vhc/print.h"

namespace vhc {

inline int num_corner_marks(const GreyImage& image, std::size_t limit) {
  return static_cast<int>(find_corner_marks(image, limit).size());
}

// The same numbers in every run.
inline std::mt19937 seeded(unsigned seed) {
  return std::mt19937(seed);
}

inline std::string jws_of(std::size_t num_characters, unsigned seed) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::mt19937 random = seeded(seed);
  std::string jws;
  for (std::size_t i = 0; i < num_characters; ++i) jws += alphabet[random() % alphabet.size()];
  return jws;
}

struct Card {
  std::string text;  // of its code
  QrImage image;
};

inline Card card_of(std::size_t num_characters, unsigned seed = 1) {
  const std::string jws = jws_of(num_characters, seed);
  return {to_numeric(jws).value(), draw_qr(jws).value()};
}

using Texts = std::vector<std::string>;

inline Result<Texts> read_texts(ByteView picture, const PictureLimits& limits = {}) {
  auto codes = read_codes(picture, limits);
  if (!codes) return tl::unexpected(codes.error());
  return texts_of(*std::move(codes));
}

// A picture in any of PNG's forms; `samples` are those of a row after another, 8 or 16 bits each.
struct PngForm {
  int colour_type = PNG_COLOR_TYPE_GRAY;
  int bits = 8;
  int interlace = PNG_INTERLACE_NONE;
  std::vector<png_color> palette{};
  std::vector<png_byte> palette_alpha{};
  int clear_grey = -1;  // the grey that is transparent
};

inline void append_bytes(png_structp png, png_bytep data, std::size_t size) {
  auto& out = *static_cast<Bytes*>(png_get_io_ptr(png));
  out.insert(out.end(), data, data + size);
}

inline Bytes write_png(std::size_t width, std::size_t height, const PngForm& form, const Bytes& samples) {
  Bytes out;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &out, append_bytes, nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), form.bits,
               form.colour_type, form.interlace, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!form.palette.empty()) png_set_PLTE(png, info, form.palette.data(), static_cast<int>(form.palette.size()));
  if (!form.palette_alpha.empty()) {
    png_set_tRNS(png, info, form.palette_alpha.data(), static_cast<int>(form.palette_alpha.size()), nullptr);
  }
  if (form.clear_grey >= 0) {
    const png_color_16 clear = {0, 0, 0, 0, static_cast<png_uint_16>(form.clear_grey)};
    png_set_tRNS(png, info, nullptr, 0, &clear);
  }
  png_write_info(png, info);
  const std::size_t row_bytes = samples.size() / height;
  std::vector<png_bytep> rows;
  for (std::size_t y = 0; y < height; ++y) rows.push_back(const_cast<png_bytep>(samples.data()) + y * row_bytes);
  png_write_image(png, rows.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return out;
}

// The code with its quiet zone, each module `scale` pixels wide.
inline GreyImage grey_of(const QrImage& image, int scale) {
  const int side = (image.modules + 2 * quiet_zone_modules) * scale;
  GreyImage grey(side, side);
  std::fill(grey.pixels.begin(), grey.pixels.end(), std::uint8_t{255});
  const int edge = quiet_zone_modules * scale;
  for (int y = 0; y < image.modules * scale; ++y) {
    for (int x = 0; x < image.modules * scale; ++x) {
      if (image.is_dark(y / scale, x / scale)) grey.row(y + edge)[x + edge] = 0;
    }
  }
  return grey;
}

inline Bytes png_of(const GreyImage& grey) {
  return write_png(static_cast<std::size_t>(grey.width), static_cast<std::size_t>(grey.height), {}, grey.pixels);
}

inline void expect_text(const Bytes& png, const std::string& text, const char* what) {
  const auto texts = read_texts(png);
  ASSERT_TRUE(texts) << what << ": " << texts.error().what;
  EXPECT_EQ(Texts{text}, *texts) << what;
}

inline void expect_refused(ByteView picture, Errc code, const std::string& what) {
  const auto texts = read_texts(picture);
  ASSERT_FALSE(texts) << what;
  EXPECT_EQ(name(code), name(texts.error().code)) << what;
  EXPECT_FALSE(texts.error().hint.empty()) << what;
}

inline GreyImage turned(const GreyImage& from) {
  GreyImage to(from.height, from.width);
  for (int y = 0; y < from.height; ++y) {
    for (int x = 0; x < from.width; ++x) to.row(x)[from.height - 1 - y] = from.row(y)[x];
  }
  return to;
}

inline GreyImage mirrored(GreyImage image) {
  for (int y = 0; y < image.height; ++y) std::reverse(image.row(y), image.row(y) + image.width);
  return image;
}

inline void draw_mark(GreyImage& image, int left, int top, int scale) {
  for (int y = 0; y < 7 * scale; ++y) {
    for (int x = 0; x < 7 * scale; ++x) {
      const int column = x / scale;
      const int row = y / scale;
      const bool ring = column == 0 || column == 6 || row == 0 || row == 6;
      const bool core = column >= 2 && column <= 4 && row >= 2 && row <= 4;
      image.row(top + y)[left + x] = ring || core ? 0 : 255;
    }
  }
}

inline GreyImage filled(int width, int height, std::uint8_t grey) {
  GreyImage image(width, height);
  std::fill(image.pixels.begin(), image.pixels.end(), grey);
  return image;
}

}  // namespace vhc
