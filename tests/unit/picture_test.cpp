#include "vhc/picture.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <numeric>
#include <random>
#include <sstream>

#include <gtest/gtest.h>
#include <png.h>

#include "picture/binarize.h"
#include "picture/codes.h"
#include "picture/corner_marks.h"
#include "picture/decode.h"
#include "picture/image_ops.h"
#include "vhc/numeric_qr.h"
#include "vhc/print.h"

namespace vhc {
namespace {

int num_corner_marks(const GreyImage& image, std::size_t limit) {
  return static_cast<int>(find_corner_marks(image, limit).size());
}

// The same numbers in every run.
std::mt19937 seeded(unsigned seed) {
  return std::mt19937(seed);
}

std::string jws_of(std::size_t num_characters, unsigned seed) {
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

Card card_of(std::size_t num_characters, unsigned seed = 1) {
  const std::string jws = jws_of(num_characters, seed);
  return {to_numeric(jws).value(), draw_qr(jws).value()};
}

using Texts = std::vector<std::string>;

Result<Texts> read_texts(ByteView picture, const PictureLimits& limits = {}) {
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

void append_bytes(png_structp png, png_bytep data, std::size_t size) {
  auto& out = *static_cast<Bytes*>(png_get_io_ptr(png));
  out.insert(out.end(), data, data + size);
}

Bytes write_png(std::size_t width, std::size_t height, const PngForm& form, const Bytes& samples) {
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
GreyImage grey_of(const QrImage& image, int scale) {
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

Bytes png_of(const GreyImage& grey) {
  return write_png(static_cast<std::size_t>(grey.width), static_cast<std::size_t>(grey.height), {}, grey.pixels);
}

void expect_text(const Bytes& png, const std::string& text, const char* what) {
  const auto texts = read_texts(png);
  ASSERT_TRUE(texts) << what << ": " << texts.error().what;
  EXPECT_EQ(Texts{text}, *texts) << what;
}

void expect_refused(ByteView picture, Errc code, const std::string& what) {
  const auto texts = read_texts(picture);
  ASSERT_FALSE(texts) << what;
  EXPECT_EQ(name(code), name(texts.error().code)) << what;
  EXPECT_FALSE(texts.error().hint.empty()) << what;
}

// ---- kinds

struct KindCase {
  std::string_view bytes;
  PictureKind kind;
  std::string_view where;
};

TEST(PictureKinds, AreToldByTheirFirstBytesAndNamedWhenTheyAreNotRead) {
  using namespace std::string_view_literals;
  constexpr KindCase cases[] = {
      {"GIF89a\1\0\1\0"sv, PictureKind::gif, "GIF picture"},
      {"GIF87a\1\0\1\0"sv, PictureKind::gif, "GIF picture"},
      {"BM\x46\0\0\0\0\0\0\0\x36"sv, PictureKind::bmp, "BMP picture"},
      {"RIFF\x10\0\0\0WEBPVP8 "sv, PictureKind::webp, "WebP picture"},
      {"II*\0\x08\0\0\0"sv, PictureKind::tiff, "TIFF picture"},
      {"MM\0*\0\0\0\x08"sv, PictureKind::tiff, "TIFF picture"},
      {"\0\0\0\x18"
       "ftypheic\0\0"sv,
       PictureKind::heif, "HEIF picture"},
      {"%PDF-1.7\n"sv, PictureKind::pdf, "PDF document"},
  };
  for (const KindCase& c : cases) {
    EXPECT_EQ(c.kind, picture_kind(as_bytes(c.bytes))) << c.where;
    const auto texts = read_texts(as_bytes(c.bytes));
    ASSERT_FALSE(texts);
    EXPECT_EQ(Errc::picture_kind, texts.error().code);
    EXPECT_EQ(c.where, texts.error().where);
    EXPECT_EQ("convert it to PNG or JPEG", texts.error().hint);
  }
}

TEST(PictureKinds, ThoseThatAreReadAreToldByTheirFirstBytesToo) {
  using namespace std::string_view_literals;
  EXPECT_EQ(PictureKind::png, picture_kind(as_bytes("\x89PNG\r\n\x1A\n"sv)));
  EXPECT_EQ(PictureKind::jpeg, picture_kind(as_bytes("\xFF\xD8\xFF\xE0\0\x10JFIF"sv)));
  EXPECT_EQ(PictureKind::pgm, picture_kind(as_bytes("P5\n1 1\n255\n\0"sv)));
  EXPECT_EQ(PictureKind::svg, picture_kind(as_bytes("<svg xmlns='x'/>"sv)));
  EXPECT_EQ(PictureKind::svg, picture_kind(as_bytes("\xEF\xBB\xBF <?xml version='1.0'?>\n<!-- c -->\n<svg/>"sv)));
}

TEST(PictureKinds, OtherBytesAreNone) {
  using namespace std::string_view_literals;
  for (const std::string_view text :
       {""sv, "shc:/5676"sv, "{}"sv, "<html>"sv, "BM but a text"sv, "RIFFxxxxWAVE"sv, "\x89PNG"sv, "P"sv, " "sv}) {
    EXPECT_EQ(PictureKind::none, picture_kind(as_bytes(text))) << text;
    expect_refused(as_bytes(text), Errc::picture_kind, std::string(text));
  }
}

// ---- forms of PNG

TEST(PngForms, EveryFormOfOnePictureGivesTheSameText) {
  const Card card = card_of(500);
  const GreyImage grey = grey_of(card.image, 3);
  const auto side = static_cast<std::size_t>(grey.width);
  // Samples of a pixel that is dark or light, for each form.
  struct FormCase {
    const char* name;
    PngForm form;
    Bytes dark;
    Bytes light;
  };
  const std::vector<png_color> black_white = {{0, 0, 0}, {255, 255, 255}};
  const std::vector<FormCase> forms = {
      {"grey 8", {}, {0}, {255}},
      {"grey 16", {.bits = 16}, {0x10, 0x00}, {0xF0, 0x00}},
      {"colour 8", {.colour_type = PNG_COLOR_TYPE_RGB}, {0, 0, 120}, {255, 255, 200}},
      {"colour 16", {.colour_type = PNG_COLOR_TYPE_RGB, .bits = 16}, {0, 0, 0, 0, 120, 1}, {255, 0, 255, 0, 200, 9}},
      {"grey, clear ground", {.colour_type = PNG_COLOR_TYPE_GRAY_ALPHA}, {0, 255}, {0, 0}},
      {"grey 16, clear ground", {.colour_type = PNG_COLOR_TYPE_GRAY_ALPHA, .bits = 16}, {0, 0, 255, 255}, {0, 0, 0, 0}},
      {"colour, clear ground", {.colour_type = PNG_COLOR_TYPE_RGB_ALPHA}, {0, 0, 0, 255}, {0, 0, 0, 0}},
      {"colour 16, clear ground",
       {.colour_type = PNG_COLOR_TYPE_RGB_ALPHA, .bits = 16},
       {0, 0, 0, 0, 0, 0, 255, 255},
       {0, 0, 0, 0, 0, 0, 0, 0}},
      {"colour, nearly clear ground", {.colour_type = PNG_COLOR_TYPE_RGB_ALPHA}, {0, 0, 0, 200}, {0, 0, 0, 40}},
      {"palette", {.colour_type = PNG_COLOR_TYPE_PALETTE, .palette = black_white}, {0}, {1}},
      {"palette, clear ground",
       {.colour_type = PNG_COLOR_TYPE_PALETTE, .palette = {{0, 0, 0}, {0, 0, 0}}, .palette_alpha = {255, 0}},
       {0},
       {1}},
      {"grey, one grey clear", {.clear_grey = 7}, {0}, {7}},
  };
  for (const FormCase& c : forms) {
    Bytes samples;
    for (const std::uint8_t pixel : grey.pixels) {
      const Bytes& sample = pixel == 0 ? c.dark : c.light;
      samples.insert(samples.end(), sample.begin(), sample.end());
    }
    PngForm form = c.form;
    expect_text(write_png(side, side, form, samples), card.text, c.name);
    form.interlace = PNG_INTERLACE_ADAM7;
    expect_text(write_png(side, side, form, samples), card.text, c.name);
  }
}

TEST(PngForms, FewBitsAPixel) {
  const Card card = card_of(500);
  const GreyImage grey = grey_of(card.image, 4);
  for (const int bits : {1, 2, 4}) {
    const auto per_byte = static_cast<std::size_t>(8 / bits);
    const auto side = static_cast<std::size_t>(grey.width);
    const std::size_t row_bytes = (side + per_byte - 1) / per_byte;
    Bytes samples(row_bytes * side);
    for (std::size_t y = 0; y < side; ++y) {
      for (std::size_t x = 0; x < side; ++x) {
        if (grey.pixels[y * side + x] == 0) continue;
        const unsigned shift =
            static_cast<unsigned>(8 - bits) - static_cast<unsigned>(x % per_byte) * static_cast<unsigned>(bits);
        std::uint8_t& byte = samples[y * row_bytes + x / per_byte];
        byte = static_cast<std::uint8_t>(byte | (((1U << bits) - 1U) << shift));
      }
    }
    expect_text(write_png(side, side, {.bits = bits}, samples), card.text, "few bits");
    expect_text(write_png(side, side, {.bits = bits, .interlace = PNG_INTERLACE_ADAM7}, samples), card.text,
                "interlaced");
  }
}

// ---- what a picture may look like

GreyImage turned(const GreyImage& from) {
  GreyImage to(from.height, from.width);
  for (int y = 0; y < from.height; ++y) {
    for (int x = 0; x < from.width; ++x) to.row(x)[from.height - 1 - y] = from.row(y)[x];
  }
  return to;
}

GreyImage mirrored(GreyImage image) {
  for (int y = 0; y < image.height; ++y) std::reverse(image.row(y), image.row(y) + image.width);
  return image;
}

TEST(ReadCodes, TurnedMirroredAndInvertedCodesAreRead) {
  const Card card = card_of(853);
  GreyImage image = grey_of(card.image, 3);
  for (int quarter = 0; quarter < 4; ++quarter, image = turned(image)) {
    expect_text(png_of(image), card.text, "turned");
    expect_text(png_of(mirrored(image)), card.text, "mirrored");
    expect_text(png_of(invert(image)), card.text, "inverted");
  }
}

GreyImage placed(const GreyImage& small, int width, int height, int left, int top) {
  GreyImage page(width, height);
  std::fill(page.pixels.begin(), page.pixels.end(), std::uint8_t{230});
  for (int y = 0; y < small.height; ++y) std::copy_n(small.row(y), small.width, page.row(top + y) + left);
  return page;
}

TEST(ReadCodes, LargePicturesAreReduced) {
  const Card card = card_of(760);
  for (const auto& [scale, width, height] :
       {std::array{6, 1990, 1400}, std::array{6, 2400, 1600}, std::array{8, 4000, 3000}, std::array{3, 3000, 2500}}) {
    const GreyImage page = placed(grey_of(card.image, scale), width, height, width / 3, height / 4);
    expect_text(png_of(page), card.text, std::to_string(width).c_str());
  }
}

TEST(ReadCodes, LargeInterlacedPicturesAreReducedToo) {
  const Card card = card_of(760);
  const GreyImage page = placed(grey_of(card.image, 8), 3000, 2000, 300, 500);
  expect_text(write_png(3000, 2000, {.interlace = PNG_INTERLACE_ADAM7}, page.pixels), card.text, "interlaced");
}

// What a picture is when it is reduced while its rows come must not depend on the order in which they come.
TEST(DecodePng, ReducedWhileDecodingIsWhatTheWholeOneReducedIs) {
  std::mt19937 random(7);
  for (const auto& [width, height] :
       {std::pair{1, 1}, {3, 2}, {4, 9}, {5, 5}, {8, 8}, {17, 31}, {64, 1}, {1, 64}, {203, 57}}) {
    GreyImage noise(width, height);
    for (std::uint8_t& pixel : noise.pixels) pixel = static_cast<std::uint8_t>(random());
    for (const int interlace : {PNG_INTERLACE_NONE, PNG_INTERLACE_ADAM7}) {
      const Bytes png = write_png(static_cast<std::size_t>(width), static_cast<std::size_t>(height),
                                  {.interlace = interlace}, noise.pixels);
      for (const int factor : {2, 4, 8}) {
        const auto reduced = png_decoder.decode(png, {width, height}, factor);
        ASSERT_TRUE(reduced) << width << " by " << height;
        EXPECT_EQ(reduce(noise, factor).pixels, reduced->pixels) << width << " by " << height << " / " << factor;
      }
      EXPECT_EQ(noise.pixels, png_decoder.decode(png, {width, height}, 1)->pixels);
    }
  }
}

TEST(DecodePng, ABrokenOneIsRefusedWhileItIsReducedToo) {
  const GreyImage grey = grey_of(card_of(317).image, 3);
  const auto side = static_cast<std::size_t>(grey.width);
  for (const int interlace : {PNG_INTERLACE_NONE, PNG_INTERLACE_ADAM7}) {
    const Bytes png = write_png(side, side, {.interlace = interlace}, grey.pixels);
    for (std::size_t size = 33; size + 12 < png.size(); size += 97) {
      EXPECT_FALSE(png_decoder.decode(ByteView(png).first(size), {grey.width, grey.height}, 4)) << size;
    }
    EXPECT_FALSE(png_decoder.decode(png, {grey.width, grey.height - 1}, 4)) << "another size than the header's";
  }
}

TEST(ReadCodes, BlurredAndNoisyCodesAreRead) {
  const Card card = card_of(760);
  const GreyImage image = grey_of(card.image, 4);
  for (const double sigma : {0.5, 1.0, 1.5}) expect_text(png_of(blur(image, sigma)), card.text, "blurred");
  std::mt19937 random = seeded(5);
  GreyImage noisy = image;
  for (std::uint8_t& pixel : noisy.pixels) {
    if (random() % 100 == 0) pixel = static_cast<std::uint8_t>(random() % 2 * 255);
  }
  expect_text(png_of(noisy), card.text, "salt and pepper");
  GreyImage shaded = image;  // from full light on the left to a quarter of it on the right
  for (int y = 0; y < shaded.height; ++y) {
    for (int x = 0; x < shaded.width; ++x) {
      shaded.row(y)[x] = static_cast<std::uint8_t>(shaded.row(y)[x] * (shaded.width - 3 * x / 4) / shaded.width);
    }
  }
  expect_text(png_of(shaded), card.text, "shaded");
}

TEST(ReadCodes, EveryCodeOfAPictureIsReadOnce) {
  for (const int num_codes : {2, 3, 4, 9, 12}) {
    constexpr int columns = 3;
    Texts expected;
    GreyImage page(columns * 300, (num_codes / columns + 1) * 300);
    std::fill(page.pixels.begin(), page.pixels.end(), std::uint8_t{255});
    for (int i = 0; i < num_codes; ++i) {
      const Card card = card_of(317, static_cast<unsigned>(i));
      const GreyImage code = grey_of(card.image, 4);
      expected.push_back(card.text);
      const int left = i % columns * 300;
      const int top = i / columns * 300;
      for (int y = 0; y < code.height; ++y) std::copy_n(code.row(y), code.width, page.row(top + y) + left);
    }
    const auto texts = read_texts(png_of(page));
    ASSERT_TRUE(texts) << num_codes;
    Texts found = *texts;
    std::sort(found.begin(), found.end());
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(expected, found) << num_codes;
  }
}

TEST(ReadCodes, ADamagedCodeNeverGivesAnotherText) {
  // The property that everything else stands on: what is read is what was drawn, or nothing.
  std::mt19937 random = seeded(9);
  int num_read = 0;
  for (unsigned round = 0; round < 60; ++round) {
    const Card card = card_of(317 + round * 14, round);
    GreyImage image = grey_of(card.image, 3);
    const auto one_in = 2 + random() % 60;
    for (std::uint8_t& pixel : image.pixels) {
      if (random() % one_in == 0) pixel = static_cast<std::uint8_t>(random());
    }
    const auto texts = read_texts(png_of(image));
    if (!texts) continue;
    ++num_read;
    EXPECT_EQ(Texts{card.text}, *texts) << round;
  }
  EXPECT_GT(num_read, 20) << "else this test shows nothing";
}

TEST(ReadCodes, EachCodeComesWithItsLevelAndDataCodewords) {
  struct FormCase {
    std::size_t num_characters;
    int version;
    std::size_t num_codewords;
  };
  // The numbers of data codewords at level L are those of ISO/IEC 18004, table 7.
  constexpr FormCase cases[] = {{317, 10, 274}, {765, 17, 647}, {1195, 22, 1006}};
  for (const FormCase& c : cases) {
    const Card card = card_of(c.num_characters);
    ASSERT_EQ(c.version, card.image.version);
    const auto codes = read_codes(png_of(grey_of(card.image, 3)));
    ASSERT_TRUE(codes);
    ASSERT_EQ(1U, codes->size());
    EXPECT_EQ(card.text, codes->front().text);
    EXPECT_EQ('L', codes->front().level);
    EXPECT_EQ(c.num_codewords, codes->front().data_codewords.size());
    EXPECT_EQ(4, static_cast<unsigned char>(codes->front().data_codewords[0]) >> 4) << "a byte segment comes first";
  }
}

// ---- refusals

TEST(Refusals, PicturesWithoutACodeSaySo) {
  GreyImage empty(200, 150);
  expect_refused(png_of(empty), Errc::picture_no_code, "black");
  expect_refused(png_of(invert(empty)), Errc::picture_no_code, "white");
  expect_refused(png_of(GreyImage(1, 1)), Errc::picture_no_code, "one pixel");
  expect_refused(png_of(GreyImage(1, 3000)), Errc::picture_no_code, "one column");
  expect_refused(png_of(GreyImage(3000, 1)), Errc::picture_no_code, "one row");
  std::mt19937 random = seeded(3);
  for (std::uint8_t& pixel : empty.pixels) pixel = static_cast<std::uint8_t>(random());
  expect_refused(png_of(empty), Errc::picture_no_code, "noise");
}

TEST(Refusals, EveryPrefixOfAPictureIsUnreadable) {
  const Card card = card_of(317);
  const Bytes png = to_png(card.image, 2).value();
  ASSERT_TRUE(read_codes(png));
  for (std::size_t size = 0; size < png.size(); ++size) {
    expect_refused(ByteView(png).first(size), size < 8 ? Errc::picture_kind : Errc::picture_unreadable,
                   std::to_string(size) + " bytes");
  }
}

TEST(Refusals, BytesAfterTheEndAreNotLookedAt) {
  const Card card = card_of(317);
  Bytes png = to_png(card.image, 2).value();
  png.insert(png.end(), 1000, 0xAA);
  expect_text(png, card.text, "trailing bytes");
}

TEST(Refusals, AnyOneBitChangedGivesTheSameTextOrARefusal) {
  const Card card = card_of(317);
  const Bytes png = to_png(card.image, 2).value();
  std::size_t num_refused = 0;
  for (std::size_t i = 0; i < png.size(); ++i) {
    Bytes changed = png;
    changed[i] = static_cast<std::uint8_t>(changed[i] ^ (1U << i % 8));
    const auto texts = read_texts(changed);
    if (!texts) ++num_refused;
    EXPECT_EQ(Texts{card.text}, texts.value_or(Texts{card.text})) << i;
  }
  EXPECT_GT(num_refused, png.size() * 9 / 10) << "the check sums are looked at";
}

std::uint32_t crc_of(ByteView bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

void put_number(Bytes& bytes, std::size_t at, std::uint32_t number) {
  for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
}

// The picture with another header, its check sum mended.
Bytes with_header(Bytes png, std::uint32_t width, std::uint32_t height) {
  put_number(png, 16, width);
  put_number(png, 20, height);
  put_number(png, 29, crc_of(ByteView(png).subspan(12, 17)));
  return png;
}

// The picture with a chunk after its header.
Bytes with_chunk(const Bytes& png, std::string_view type, ByteView content) {
  Bytes chunk(8);
  put_number(chunk, 0, static_cast<std::uint32_t>(content.size()));
  std::copy(type.begin(), type.end(), chunk.begin() + 4);
  chunk.insert(chunk.end(), content.begin(), content.end());
  const std::uint32_t crc = crc_of(ByteView(chunk).subspan(4));
  chunk.resize(chunk.size() + 4);
  put_number(chunk, chunk.size() - 4, crc);
  Bytes out = png;
  out.insert(out.begin() + 33, chunk.begin(), chunk.end());
  return out;
}

TEST(Refusals, HeadersThatPromiseTooMuchAreRefusedBeforeAnythingIsDecoded) {
  const Bytes png = to_png(card_of(317).image, 2).value();
  struct HeaderCase {
    std::uint32_t width;
    std::uint32_t height;
    Errc code;
  };
  constexpr HeaderCase cases[] = {
      {65'000, 65'000, Errc::picture_too_large},
      {0x7FFFFFFF, 0x7FFFFFFF, Errc::picture_too_large},
      {0xFFFFFFFF, 0xFFFFFFFF, Errc::picture_too_large},
      {0xFFFFFFFF, 1, Errc::picture_too_large},
      {1, 32'768, Errc::picture_too_large},
      {32'768, 1, Errc::picture_too_large},
      {8'000, 5'001, Errc::picture_too_large},
      {8'000, 5'000, Errc::picture_unreadable},
      {32'767, 1, Errc::picture_unreadable},
      {0, 10, Errc::picture_unreadable},
      {10, 0, Errc::picture_unreadable},
      {0, 0, Errc::picture_unreadable},
  };
  for (const HeaderCase& c : cases) {
    expect_refused(with_header(png, c.width, c.height), c.code,
                   std::to_string(c.width) + " by " + std::to_string(c.height));
  }
}

TEST(Refusals, LimitsHoldExactlyAtTheCeiling) {
  const Card card = card_of(317);
  const Bytes png = to_png(card.image, 2).value();
  const std::size_t side = 2U * static_cast<std::size_t>(card.image.modules + 2 * quiet_zone_modules);
  EXPECT_TRUE(read_codes(png, {png.size(), side * side, side}));
  for (const PictureLimits& limits :
       {PictureLimits{png.size() - 1, side * side, side}, PictureLimits{png.size(), side * side - 1, side},
        PictureLimits{png.size(), side * side, side - 1}}) {
    const auto texts = read_texts(png, limits);
    ASSERT_FALSE(texts);
    EXPECT_EQ(Errc::picture_too_large, texts.error().code);
  }
}

TEST(Refusals, OtherChunksAreSkippedWhateverIsInThem) {
  const Card card = card_of(317);
  const Bytes png = to_png(card.image, 2).value();
  const Bytes junk(50'000, 0x41);
  // acTL and fcTL make an animated PNG: its first picture is read.
  for (const std::string_view type :
       {"tEXt", "zTXt", "iTXt", "iCCP", "sPLT", "eXIf", "tIME", "gAMA", "vhCa", "acTL", "fcTL"}) {
    expect_text(with_chunk(png, type, junk), card.text, type.data());
    expect_text(with_chunk(png, type, {}), card.text, type.data());
  }
  Bytes many = png;
  for (int i = 0; i < 300; ++i) many = with_chunk(many, "tEXt", as_bytes("k\0v"));
  expect_text(many, card.text, "300 chunks");
}

TEST(Refusals, UnknownChunksThatMustBeUnderstoodAreRefused) {
  const Bytes png = to_png(card_of(317).image, 2).value();
  expect_refused(with_chunk(png, "VHCA", as_bytes("x")), Errc::picture_unreadable, "critical chunk");
  expect_refused(with_chunk(png, "IHDR", ByteView(png).subspan(16, 13)), Errc::picture_unreadable, "two headers");
}

// A corner mark of a code, `scale` pixels a module.
void draw_mark(GreyImage& image, int left, int top, int scale) {
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

GreyImage filled(int width, int height, std::uint8_t grey) {
  GreyImage image(width, height);
  std::fill(image.pixels.begin(), image.pixels.end(), grey);
  return image;
}

TEST(Refusals, AFloodOfCodesIsRefusedQuickly) {
  // Each mark alone costs nothing; zxing-cpp would try every three of them.
  GreyImage flood = filled(1000, 1000, 255);
  for (int y = 0; y + 9 < flood.height; y += 9) {
    for (int x = 0; x + 9 < flood.width; x += 9) draw_mark(flood, x, y, 1);
  }
  expect_refused(png_of(flood), Errc::picture_too_many_codes, "12,000 marks");
}

// Grey with grain, as a dark photo has: no code, and not too many of them.
TEST(Refusals, GrainIsNoCrowdOfCodes) {
  for (const double sigma : {5.0, 20.0}) {
    std::mt19937 random(7);
    std::normal_distribution<double> grain(128.0, sigma);
    GreyImage noise = filled(3200, 2400, 0);
    for (std::uint8_t& pixel : noise.pixels) pixel = static_cast<std::uint8_t>(std::clamp(grain(random), 0.0, 255.0));
    EXPECT_FALSE(is_crowd(noise)) << sigma;
    FoundCodes found;
    find_codes(noise, found);
    EXPECT_TRUE(found.crowded) << "it is not searched: " << sigma;
  }
}

TEST(Refusals, TheCeilingOfCornerMarksHoldsExactly) {
  for (const std::size_t num_marks : {max_corner_marks, max_corner_marks + 1}) {
    GreyImage image = filled(400, 400, 255);
    for (std::size_t i = 0; i < num_marks; ++i) {
      draw_mark(image, static_cast<int>(i % 12) * 33 + 2, static_cast<int>(i / 12) * 33 + 2, 3);
    }
    FoundCodes found;
    find_codes(image, found);
    EXPECT_EQ(num_marks > max_corner_marks, found.crowded) << num_marks;
    EXPECT_TRUE(found.codes.empty());
  }
}

// ---- image operations

TEST(ImageOps, AnEvenGreyStaysWhatItIs) {
  for (const int width : {1, 2, 3, 7, 40}) {
    for (const int grey : {0, 1, 128, 254, 255}) {
      const GreyImage even = filled(width, 5, static_cast<std::uint8_t>(grey));
      const auto is_even = [grey](const GreyImage& image) {
        return std::all_of(image.pixels.begin(), image.pixels.end(), [grey](int pixel) { return pixel == grey; });
      };
      EXPECT_TRUE(is_even(reduce(even, 2))) << width;
      EXPECT_TRUE(is_even(reduce(even, 3))) << width;
      EXPECT_TRUE(is_even(enlarge_by_half(even))) << width;
      EXPECT_TRUE(is_even(blur(even, 1.0))) << width;
      EXPECT_TRUE(is_even(sharpen(even))) << width;
    }
  }
}

TEST(ImageOps, ReduceGivesTheMeanOfWhatThereIs) {
  GreyImage image(3, 3);
  image.pixels = {10, 20, 30, 40, 50, 60, 70, 80, 90};
  const GreyImage half = reduce(image, 2);
  EXPECT_EQ(2, half.width);
  EXPECT_EQ(2, half.height);
  EXPECT_EQ((std::vector<std::uint8_t>{30, 45, 75, 90}), half.pixels);
  EXPECT_EQ(image.pixels, reduce(image, 1).pixels);
  EXPECT_EQ((std::vector<std::uint8_t>{50}), reduce(image, 4).pixels);
}

TEST(ImageOps, EnlargeKeepsASlopeASlope) {
  GreyImage slope(20, 3);
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 20; ++x) slope.row(y)[x] = static_cast<std::uint8_t>(12 * x);
  }
  const GreyImage large = enlarge_by_half(slope);
  ASSERT_EQ(30, large.width);
  ASSERT_EQ(5, large.height);
  for (int x = 3; x < 27; ++x) EXPECT_NEAR(12.0 * ((x + 0.5) / 1.5 - 0.5), large.row(2)[x], 1.0) << x;
}

TEST(ImageOps, BlurSpreadsAPointEvenlyAndLosesNothing) {
  GreyImage point(21, 21);
  point.row(10)[10] = 255;
  const GreyImage blurred = blur(point, 1.0);
  for (int i = 0; i < 21; ++i) {
    EXPECT_EQ(blurred.row(10)[i], blurred.row(10)[20 - i]);
    EXPECT_EQ(blurred.row(10)[i], blurred.row(i)[10]);
  }
  EXPECT_NEAR(255.0 / (2.0 * 3.14159265), blurred.row(10)[10], 1.0);
  EXPECT_NEAR(255, std::accumulate(blurred.pixels.begin(), blurred.pixels.end(), 0), 12) << "rounding of 49 pixels";
}

TEST(ImageOps, SharpenMakesAnEdgeSteeper) {
  GreyImage edge(20, 20);
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 20; ++x) edge.row(y)[x] = static_cast<std::uint8_t>(x < 10 ? 100 : 150);
  }
  const GreyImage soft = blur(edge, 1.0);
  const GreyImage sharp = sharpen(soft);
  EXPECT_LT(sharp.row(10)[9], soft.row(10)[9]);
  EXPECT_GT(sharp.row(10)[10], soft.row(10)[10]);
  EXPECT_EQ(100, sharp.row(10)[0]);
  EXPECT_EQ(150, sharp.row(10)[19]);
}

TEST(ImageOps, InvertTwiceIsNothing) {
  GreyImage image(256, 1);
  std::iota(image.pixels.begin(), image.pixels.end(), std::uint8_t{0});
  EXPECT_EQ(255, invert(image).pixels[0]);
  EXPECT_EQ(image.pixels, invert(invert(image)).pixels);
}

TEST(Binarize, GivesBackBlackAndWhiteAndFollowsTheLight) {
  const GreyImage code = grey_of(card_of(500).image, 4);
  EXPECT_EQ(code.pixels, binarize(code).pixels);
  GreyImage dim = code;
  for (int y = 0; y < dim.height; ++y) {
    for (int x = 0; x < dim.width; ++x) {
      const int light =
          80 + 170 * x / dim.width;  // what is dark on the right is lighter than what is light on the left
      dim.row(y)[x] = static_cast<std::uint8_t>(dim.row(y)[x] == 0 ? light / 2 : light);
    }
  }
  EXPECT_EQ(code.pixels, binarize(dim).pixels);
  for (const int side : {1, 7, 8, 9, 41}) EXPECT_EQ(side, binarize(filled(side, side, 200)).width);
}

TEST(CornerMarks, ACodeHasThreeWhicheverWayItIsTurned) {
  for (const int scale : {2, 3, 4, 9}) {
    GreyImage image = grey_of(card_of(317).image, scale);
    for (int quarter = 0; quarter < 4; ++quarter, image = turned(image)) {
      EXPECT_GE(num_corner_marks(image, 100), 3) << scale;
      EXPECT_LE(num_corner_marks(image, 100), 6) << scale;
    }
  }
}

TEST(CornerMarks, CountingStopsAtTheLimit) {
  const GreyImage image = grey_of(card_of(317).image, 3);
  EXPECT_EQ(0, num_corner_marks(image, 0));
  EXPECT_EQ(2, num_corner_marks(image, 2));
  EXPECT_EQ(0, num_corner_marks(filled(500, 500, 255), 10));
  EXPECT_EQ(0, num_corner_marks(filled(500, 500, 0), 10));
  EXPECT_EQ(0, num_corner_marks(filled(1, 1, 0), 10));
}

TEST(CornerMarks, AreCountedOnceEachAndALargeOneHidesNone) {
  GreyImage image = filled(800, 800, 255);
  draw_mark(image, 50, 50, 100);
  EXPECT_EQ(1, num_corner_marks(image, 1000));
  int num_marks = 1;
  // In the core of the large one, off the lines through its middle, on light ground.
  for (int y = 260; y < 380; y += 20) {
    for (int x = 420; x < 540; x += 20) {
      if (std::abs(x + y - 800) < 40) continue;
      for (int row = y - 2; row < y + 9; ++row) std::fill_n(image.row(row) + x - 2, 11, std::uint8_t{255});
      draw_mark(image, x, y, 1);
      ++num_marks;
    }
  }
  EXPECT_GT(num_marks, 20);
  EXPECT_GE(num_corner_marks(image, 1000), num_marks - 1);
}

// ---- other people's pictures

struct Row {
  std::vector<std::string> files;
  std::string verifier;
};

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

bool is_png(const std::string& file) {
  return file.ends_with(".png");
}

std::vector<Row> png_rows(std::istream& in) {
  std::vector<Row> rows;
  for (std::string line; std::getline(in, line);) {
    const auto columns = split(line, '\t');
    if (columns.size() < 7 || columns[1] != "qr") continue;
    const auto files = split(columns[0], '+');
    if (std::all_of(files.begin(), files.end(), is_png)) rows.push_back({files, columns[6]});
  }
  return rows;
}

Bytes file_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Vectors, EveryPngOfACardThatIsAcceptedGivesItsText) {
  const std::filesystem::path folder = std::filesystem::path(VHC_VECTORS) / "shc";
  std::ifstream table(folder / "expectations.tsv");
  if (!table) GTEST_SKIP() << "no vectors at " << folder;
  int num_rows = 0;
  int num_read = 0;
  for (const Row& row : png_rows(table)) {
    if (row.verifier != "accept") continue;
    ++num_rows;
    bool read = true;
    for (const std::string& file : row.files) {
      const auto texts = read_texts(file_bytes(folder / file));
      const bool is_one_card = texts && texts->size() == 1 && parse_chunk(texts->front());
      EXPECT_TRUE(is_one_card) << file;
      read = read && is_one_card;
    }
    num_read += read ? 1 : 0;
  }
  std::cout << "PNG pictures read: " << num_read << " of " << num_rows << '\n';
  EXPECT_GT(num_rows, 0);
  EXPECT_EQ(num_rows, num_read);
}

}  // namespace
}  // namespace vhc
