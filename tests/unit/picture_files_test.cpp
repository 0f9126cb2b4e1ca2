// Kinds of pictures beside PNG: what they may look like, and what is refused.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include <gtest/gtest.h>
#include <jpeglib.h>

#include "../support/degraded_pictures.h"
#include "vhc/picture.h"
#include "vhc/print.h"

namespace vhc {
namespace {

using Texts = std::vector<std::string>;

void expect_text(const Bytes& file, const std::string& text, const std::string& what) {
  const auto codes = read_codes(file);
  ASSERT_TRUE(codes) << what << ": " << codes.error().what;
  EXPECT_EQ(Texts{text}, texts_of(*codes)) << what;
}

void expect_refused(ByteView file, Errc code, const std::string& what) {
  const auto codes = read_codes(file);
  ASSERT_FALSE(codes) << what;
  EXPECT_EQ(name(code), name(codes.error().code)) << what;
  EXPECT_FALSE(codes.error().where.empty()) << what;
  EXPECT_FALSE(codes.error().hint.empty()) << what;
}

// A clean picture of version 10.
DegradedPicture picture_of(double pixels_per_module) {
  return degrade(317, {.pixels_per_module = pixels_per_module}, 1);
}

Bytes as_text_bytes(const std::string& text) {
  return {text.begin(), text.end()};
}

// ---- JPEG

struct JpegShape {
  J_COLOR_SPACE space = JCS_GRAYSCALE;  // of the file
  bool every_coefficient_apart = false;
};

// The picture in three or four equal colours, or in one.
Bytes jpeg_in(const GreyImage& image, const JpegShape& shape) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &memory, &size);
  const bool is_print = shape.space == JCS_CMYK || shape.space == JCS_YCCK;
  const int samples = shape.space == JCS_GRAYSCALE ? 1 : is_print ? 4 : 3;
  jpeg.image_width = static_cast<JDIMENSION>(image.width);
  jpeg.image_height = static_cast<JDIMENSION>(image.height);
  jpeg.input_components = samples;
  jpeg.in_color_space = samples == 1 ? JCS_GRAYSCALE : is_print ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_colorspace(&jpeg, shape.space);
  std::vector<jpeg_scan_info> scans;
  if (shape.every_coefficient_apart) {
    scans.push_back({.comps_in_scan = 3, .component_index = {0, 1, 2, 0}, .Ss = 0, .Se = 0, .Ah = 0, .Al = 0});
    for (int coefficient = 1; coefficient < 64; ++coefficient) {
      for (int component = 0; component < 3; ++component) {
        scans.push_back({.comps_in_scan = 1,
                         .component_index = {component, 0, 0, 0},
                         .Ss = coefficient,
                         .Se = coefficient,
                         .Ah = 0,
                         .Al = 0});
      }
    }
    jpeg.scan_info = scans.data();
    jpeg.num_scans = static_cast<int>(scans.size());
  }
  jpeg_start_compress(&jpeg, TRUE);
  std::vector<JSAMPLE> row(static_cast<std::size_t>(image.width * samples));
  for (int y = 0; y < image.height; ++y) {
    for (int i = 0; i < image.width * samples; ++i) {
      // Ink is given as Adobe's programs do: as light; the fourth is no ink at all.
      const bool is_black_ink = is_print && i % 4 == 3;
      row[static_cast<std::size_t>(i)] = is_black_ink ? JSAMPLE{255} : image.row(y)[i / samples];
    }
    JSAMPROW start = row.data();
    jpeg_write_scanlines(&jpeg, &start, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  Bytes bytes(memory, memory + size);
  std::free(memory);  // NOLINT(cppcoreguidelines-no-malloc): libjpeg allocated it so
  return bytes;
}

TEST(Jpeg, EveryFormOfOnePictureGivesTheSameText) {
  const DegradedPicture picture = picture_of(4);
  expect_text(jpeg_of(picture.grey, 90), picture.text, "grey");
  expect_text(jpeg_of(picture.grey, 30), picture.text, "small");
  expect_text(jpeg_of(picture.grey, 90, JpegForm::progressive), picture.text, "progressive");
  expect_text(jpeg_in(picture.grey, {.space = JCS_YCbCr}), picture.text, "colour");
  expect_text(jpeg_in(picture.grey, {.space = JCS_RGB}), picture.text, "colour as it is");
  expect_text(jpeg_in(picture.grey, {.space = JCS_CMYK}), picture.text, "print");
  expect_text(jpeg_in(picture.grey, {.space = JCS_YCCK}), picture.text, "print of the other kind");
}

GreyImage on_page(const GreyImage& small, int width, int height) {
  GreyImage page(width, height);
  std::fill(page.pixels.begin(), page.pixels.end(), std::uint8_t{230});
  for (int y = 0; y < small.height; ++y) std::copy_n(small.row(y), small.width, page.row(200 + y) + 300);
  return page;
}

TEST(Jpeg, LargePicturesAreReducedAndSmallCodesInThemFoundAllTheSame) {
  const DegradedPicture large = picture_of(9);
  expect_text(jpeg_of(on_page(large.grey, 4000, 3000), 80), large.text, "12 megapixels");
  const DegradedPicture small = picture_of(3);
  expect_text(jpeg_of(on_page(small.grey, 3000, 2000), 90), small.text, "a small code in 6 megapixels");
  expect_text(jpeg_of(on_page(small.grey, 3000, 2000), 90, JpegForm::progressive), small.text, "progressive");
}

TEST(Jpeg, EveryPrefixIsUnreadable) {
  const DegradedPicture picture = picture_of(3);
  for (const JpegForm form : {JpegForm::baseline, JpegForm::progressive}) {
    const Bytes jpeg = jpeg_of(picture.grey, 60, form);
    // The end marker is two bytes; without it alone nothing is missing.
    for (std::size_t size = 3; size + 2 < jpeg.size(); size += size < 700 ? 1 : 61) {
      expect_refused(ByteView(jpeg).first(size), Errc::picture_unreadable, std::to_string(size) + " bytes");
    }
  }
}

TEST(Jpeg, AChangedByteGivesTheSameTextOrARefusal) {
  const DegradedPicture picture = picture_of(3);
  const Bytes jpeg = jpeg_of(picture.grey, 60);
  for (std::size_t i = 3; i < jpeg.size(); i += 7) {
    Bytes changed = jpeg;
    changed[i] = static_cast<std::uint8_t>(changed[i] ^ (1U << i % 8));
    const auto codes = read_codes(changed);
    if (codes) {
      EXPECT_EQ(Texts{picture.text}, texts_of(*codes)) << i;
    }
  }
}

// The picture with another size in its header.
Bytes with_size(Bytes jpeg, unsigned width, unsigned height) {
  for (std::size_t i = 2; i + 9 < jpeg.size(); i += 2U + jpeg[i + 2] * 256U + jpeg[i + 3]) {
    if (jpeg[i + 1] != 0xC0) continue;
    const std::array<unsigned, 4> bytes = {height >> 8U, height & 0xFFU, width >> 8U, width & 0xFFU};
    std::copy(bytes.begin(), bytes.end(), jpeg.begin() + static_cast<std::ptrdiff_t>(i) + 5);
    break;
  }
  return jpeg;
}

TEST(Jpeg, HeadersThatPromiseTooMuchAreRefusedBeforeAnythingIsDecoded) {
  const Bytes jpeg = jpeg_of(picture_of(3).grey, 60);
  expect_refused(with_size(jpeg, 65'500, 65'500), Errc::picture_too_large, "65,500 each way");
  expect_refused(with_size(jpeg, 32'768, 8), Errc::picture_too_large, "a side too long");
  expect_refused(with_size(jpeg, 8'000, 5'001), Errc::picture_too_large, "one row above 40 megapixels");
  expect_refused(with_size(jpeg, 8'000, 5'000), Errc::picture_unreadable, "40 megapixels that are not there");
  expect_refused(with_size(jpeg, 0, 10), Errc::picture_unreadable, "nothing wide");
  expect_refused(with_size(jpeg, 10, 0), Errc::picture_unreadable, "nothing high");
}

TEST(Jpeg, AFloodOfScansIsRefused) {
  const Bytes flood = jpeg_in(picture_of(3).grey, {.space = JCS_YCbCr, .every_coefficient_apart = true});
  expect_refused(flood, Errc::picture_too_complex, "190 scans");
}

TEST(Jpeg, AProgressivePictureTooLargeToBeKeptWholeIsRefused) {
  GreyImage image(8, 8);
  Bytes jpeg = jpeg_in(image, {.space = JCS_YCbCr});
  jpeg = with_size(jpeg, 8'000, 5'000);
  const std::array<std::uint8_t, 2> progressive = {0xFF, 0xC2};
  const std::array<std::uint8_t, 2> baseline = {0xFF, 0xC0};
  const auto at = std::search(jpeg.begin(), jpeg.end(), baseline.begin(), baseline.end());
  ASSERT_NE(jpeg.end(), at);
  std::copy(progressive.begin(), progressive.end(), at);
  at[11] = 0x11;  // as many samples of the first colour as of the others: 240 MB in all
  expect_refused(jpeg, Errc::picture_too_large, "240 MB of coefficients");
}

// ---- too much of it

TEST(Floods, AThousandCodesInOnePictureAreRefused) {
  const QrImage code = draw_qr("a.b.c").value();
  constexpr int columns = 32;
  constexpr int scale = 2;
  const int side = (code.modules + 2 * quiet_zone_modules) * scale;
  GreyImage page(columns * side, columns * side);
  for (int y = 0; y < page.height; ++y) {
    for (int x = 0; x < page.width; ++x) {
      const int row = y % side / scale - quiet_zone_modules;
      const int column = x % side / scale - quiet_zone_modules;
      const bool inside = row >= 0 && column >= 0 && row < code.modules && column < code.modules;
      page.row(y)[x] = inside && code.is_dark(row, column) ? 0 : 255;
    }
  }
  expect_refused(png_of(page), Errc::picture_too_many_codes, "1,024 codes as PNG");
  expect_refused(jpeg_of(page, 80), Errc::picture_too_many_codes, "1,024 codes as JPEG");
}

// ---- PGM

Bytes pgm_of(const GreyImage& image, const std::string& header) {
  Bytes file = as_text_bytes(header);
  file.insert(file.end(), image.pixels.begin(), image.pixels.end());
  return file;
}

TEST(Pgm, IsReadWithAndWithoutComments) {
  const DegradedPicture picture = picture_of(4);
  const std::string side = std::to_string(picture.grey.width) + " " + std::to_string(picture.grey.height);
  expect_text(pgm_of(picture.grey, "P5\n" + side + "\n255\n"), picture.text, "plain");
  expect_text(pgm_of(picture.grey, "P5\n# drawn\n#\n" + side + "\n255 "), picture.text, "comments");
  Bytes longer = pgm_of(picture.grey, "P5\n" + side + "\n255\n");
  longer.insert(longer.end(), 100, 0);
  expect_text(longer, picture.text, "bytes behind the end");
}

TEST(Pgm, BrokenFilesAreRefused) {
  struct FileCase {
    const char* text;
    Errc code;
  };
  constexpr FileCase cases[] = {
      {"P5\n", Errc::picture_unreadable},
      {"P5\n1", Errc::picture_unreadable},
      {"P5\n1 1", Errc::picture_unreadable},
      {"P5\n1 1\n255", Errc::picture_unreadable},
      {"P5\n1 1\n255\n", Errc::picture_unreadable},
      {"P5\n0 1\n255\n", Errc::picture_unreadable},
      {"P5\n1 0\n255\n", Errc::picture_unreadable},
      {"P5\n1 1\n65535\nxx", Errc::picture_unreadable},
      {"P5\n-1 1\n255\nx", Errc::picture_unreadable},
      {"P5\n2 2\n255\nxxx", Errc::picture_unreadable},
      {"P5\n# no end", Errc::picture_unreadable},
      {"P5\n99999999999999999999 1\n255\nx", Errc::picture_unreadable},
      {"P5\n18446744073709551615 18446744073709551615\n255\nx", Errc::picture_too_large},
      {"P5\n8000 5001\n255\nx", Errc::picture_too_large},
      {"P5\n8000 5000\n255\nx", Errc::picture_unreadable},
      {"P5\n1 1\n255\nx", Errc::picture_no_code},
  };
  for (const FileCase& c : cases) expect_refused(as_bytes(c.text), c.code, c.text);
}

}  // namespace
}  // namespace vhc
