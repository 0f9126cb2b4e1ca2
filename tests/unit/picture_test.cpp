#include "vhc/picture.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include "../support/read_file.h"
#include "picture/decode.h"
#include "picture/image_ops.h"
#include "picture_making.h"

namespace vhc {
namespace {

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

// ---- other people's pictures

struct Row {
  std::vector<std::string> files;
  std::string verifier;
};

bool is_png(const std::string& file) {
  return file.ends_with(".png");
}

std::vector<Row> png_rows(std::istream& in) {
  std::vector<Row> rows;
  for (std::string line; std::getline(in, line);) {
    const auto columns = test::split(line, '\t');
    if (columns.size() < 7 || columns[1] != "qr") continue;
    const auto files = test::split(columns[0], '+');
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
