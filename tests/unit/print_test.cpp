#include "vhc/print.h"

#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <regex>
#include <thread>

#include <gtest/gtest.h>
#include <png.h>

#include "vhc/numeric_qr.h"
#include "vhc/picture.h"

namespace vhc {
namespace {

// Characters of a compact JWS; what they say does not matter here.
std::string jws_of(std::size_t num_characters, unsigned seed) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::mt19937 random(seed);
  std::string jws;
  for (std::size_t i = 0; i < num_characters; ++i) jws += alphabet[random() % alphabet.size()];
  jws[num_characters / 4] = '.';
  jws[num_characters - 87] = '.';
  return jws;
}

QrImage drawn(std::size_t num_characters, unsigned seed = 1) {
  auto image = draw_qr(jws_of(num_characters, seed));
  EXPECT_TRUE(image) << num_characters;
  return image ? *image : QrImage{};
}

// The modules with their quiet zone.
std::vector<std::string> framed(const QrImage& image) {
  constexpr std::size_t edge = quiet_zone_modules;
  const std::size_t side = static_cast<std::size_t>(image.modules) + 2 * edge;
  std::vector<std::string> rows(side, std::string(side, ' '));
  for (int row = 0; row < image.modules; ++row) {
    for (int column = 0; column < image.modules; ++column) {
      if (!image.is_dark(row, column)) continue;
      rows[edge + static_cast<std::size_t>(row)][edge + static_cast<std::size_t>(column)] = '#';
    }
  }
  return rows;
}

struct VersionCase {
  std::size_t longest;  // JWS, in characters
  int version;
};
// SHC 11, column L.
constexpr VersionCase version_cases[] = {{317, 10}, {377, 11}, {432, 12}, {502, 13},  {541, 14},  {616, 15}, {695, 16},
                                         {765, 17}, {853, 18}, {942, 19}, {1021, 20}, {1107, 21}, {1195, 22}};

TEST(DrawQr, TakesTheSmallestVersionOnBothSidesOfEveryEdge) {
  for (const auto& [longest, version] : version_cases) {
    EXPECT_EQ(version, drawn(longest).version) << longest;
    EXPECT_EQ(version, drawn(longest - 1).version) << longest - 1;
    EXPECT_EQ(17 + 4 * version, drawn(longest).modules) << longest;
    if (version == max_single_qr_version) continue;
    EXPECT_EQ(version + 1, drawn(longest + 1).version) << longest + 1;
  }
}

TEST(DrawQr, WhatIsDrawnReadsBackAsTheSameText) {
  for (const auto& [longest, version] : version_cases) {
    for (const std::size_t length : {longest - 1, longest, std::min(longest + 1, max_single_qr_jws)}) {
      const std::string jws = jws_of(length, static_cast<unsigned>(length));
      const auto image = draw_qr(jws);
      ASSERT_TRUE(image) << length;
      const auto png = to_png(*image, default_pixels_per_module);
      ASSERT_TRUE(png) << length;
      const auto codes = read_codes(*png);
      ASSERT_TRUE(codes) << length;
      EXPECT_EQ(std::vector<std::string>{to_numeric(jws).value()}, texts_of(*codes)) << length;
    }
  }
}

TEST(DrawQr, OneCharacterTooManyIsRefusedWithLengthLimitAndWhatToDo) {
  const auto image = draw_qr(jws_of(1196, 1));
  ASSERT_FALSE(image);
  EXPECT_EQ(Errc::issue_too_long_for_qr, image.error().code);
  EXPECT_EQ("1196 characters, limit 1195", image.error().where);
  EXPECT_EQ("issue fewer doses a card, or write a file with --card", image.error().hint);
}

TEST(DrawQr, TextThatIsNoJwsIsRefused) {
  for (const std::string_view text : {"a b", "\n", "{}", "\xC3\xA4.b.c"}) EXPECT_FALSE(draw_qr(text)) << text;
}

TEST(DrawQr, SameTextGivesSameModulesOnTwoThreads) {
  std::vector<QrImage> first(20);
  std::vector<QrImage> second(20);
  const auto draw_all = [](std::vector<QrImage>& images) {
    for (unsigned i = 0; i < images.size(); ++i) images[i] = drawn(400 + 30 * i, i);
  };
  std::thread other(draw_all, std::ref(first));
  draw_all(second);
  other.join();
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].dark, second[i].dark) << i;
}

TEST(DefaultSize, IsWholePrinterDotsWithinWhatReadersLike) {
  for (const auto& [longest, version] : version_cases) {
    const QrImage image = drawn(longest);
    const double millimetres = default_symbol_millimetres(image);
    EXPECT_GE(millimetres, 45.0 - 1e-9) << version;
    EXPECT_LE(millimetres, 50.0) << version;
    const double module = millimetres / image.modules;
    EXPECT_GE(module, 0.42) << version;
    const double dots = module / 25.4 * 600.0;
    EXPECT_NEAR(std::round(dots), dots, 1e-9) << version;
  }
}

// The rectangles of the path, drawn into a grid; each may cover only what no other covers.
std::vector<std::string> rasterised(const std::string& svg, std::size_t side, std::size_t& num_rectangles) {
  std::vector<std::string> rows(side, std::string(side, ' '));
  static const std::regex rectangle("M([0-9]+) ([0-9]+)h([0-9]+)v1h-([0-9]+)z");
  const std::size_t begin = svg.find(" d=\"") + 4;
  const std::string path = svg.substr(begin, svg.find('"', begin) - begin);
  std::size_t used = 0;
  for (auto it = std::sregex_iterator(path.begin(), path.end(), rectangle); it != std::sregex_iterator(); ++it) {
    used += static_cast<std::size_t>(it->length());
    ++num_rectangles;
    EXPECT_EQ((*it)[3], (*it)[4]);
    const std::size_t first = std::stoul((*it)[1]);
    std::string& row = rows.at(std::stoul((*it)[2]));
    for (std::size_t x = first; x < first + std::stoul((*it)[3]); ++x) {
      EXPECT_EQ(' ', row.at(x));
      row.at(x) = '#';
    }
    // A run ends where a light module begins: runs are as long as they can be.
    EXPECT_NE('#', row.at(first - 1));
  }
  EXPECT_EQ(path.size(), used) << "nothing but rectangles";
  return rows;
}

TEST(Svg, OnePathCoversExactlyTheDarkModules) {
  for (const std::size_t length : {317U, 760U, 1195U}) {
    const QrImage image = drawn(length);
    const std::string svg = to_svg(image, 45.0).value();
    const auto expected = framed(image);
    std::size_t num_runs = 0;
    for (const std::string& row : expected) {
      for (std::size_t x = 1; x < row.size(); ++x) num_runs += row[x] == '#' && row[x - 1] == ' ' ? 1U : 0U;
    }
    std::size_t num_rectangles = 0;
    EXPECT_EQ(expected, rasterised(svg, expected.size(), num_rectangles));
    EXPECT_EQ(num_runs, num_rectangles);
    EXPECT_EQ(svg.find("<path"), svg.rfind("<path"));
  }
}

TEST(Svg, SaysItsSizeInMillimetresAndKeepsEdgesSharp) {
  const QrImage image = drawn(1195);
  const std::string svg = to_svg(image, 52.5).value();  // half a millimetre a module, 105 modules
  EXPECT_NE(std::string::npos, svg.find(R"(width="56.500mm" height="56.500mm" viewBox="0 0 113 113")"))
      << svg.substr(0, 200);
  EXPECT_NE(std::string::npos, svg.find(R"(shape-rendering="crispEdges")"));
  EXPECT_NE(std::string::npos, svg.find("<title>SMART Health Card QR code</title>"));
  EXPECT_NE(std::string::npos, svg.find(R"(<rect width="113" height="113" fill="#fff"/>)"));
}

TEST(Svg, SizesOutOfRangeAreRefused) {
  const QrImage image = drawn(400);
  for (const double bad : {0.0, -1.0, 0.99, 1000.1, 1e300, std::numeric_limits<double>::infinity(),
                           std::numeric_limits<double>::quiet_NaN()}) {
    const auto svg = to_svg(image, bad);
    ASSERT_FALSE(svg) << bad;
    EXPECT_EQ(Errc::usage, svg.error().code);
  }
  for (const double good : {1.0, 1000.0}) EXPECT_TRUE(to_svg(image, good)) << good;
}

// The picture as grey pixels, by libpng's own simple interface.
std::vector<std::string> pixels_of(const Bytes& png, int scale) {
  png_image picture{};
  picture.version = PNG_IMAGE_VERSION;
  EXPECT_NE(0, png_image_begin_read_from_memory(&picture, png.data(), png.size()));
  picture.format = PNG_FORMAT_GRAY;
  Bytes grey(PNG_IMAGE_SIZE(picture));
  EXPECT_NE(0, png_image_finish_read(&picture, nullptr, grey.data(), 0, nullptr));
  const auto step = static_cast<std::size_t>(scale);
  const std::size_t side = picture.width / step;
  std::vector<std::string> rows(side, std::string(side, ' '));
  for (std::size_t y = 0; y < picture.height; ++y) {
    for (std::size_t x = 0; x < picture.width; ++x) {
      const char seen = grey[y * picture.width + x] == 0 ? '#' : ' ';
      char& module = rows[y / step][x / step];
      if (y % step == 0 && x % step == 0) module = seen;
      EXPECT_EQ(module, seen) << x << "," << y;
    }
  }
  return rows;
}

TEST(Png, HasOneBitAPixelAndShowsTheModules) {
  const QrImage image = drawn(760);
  for (const int scale : {1, 2, 3, 4, 7, 8, max_pixels_per_module}) {
    const Bytes png = to_png(image, scale).value();
    const auto side = static_cast<std::uint32_t>((image.modules + 2 * quiet_zone_modules) * scale);
    ASSERT_GT(png.size(), 33U);
    EXPECT_EQ("\x89PNG\r\n\x1A\n", as_text(png).substr(0, 8));
    EXPECT_EQ("IHDR", as_text(png).substr(12, 4));
    EXPECT_EQ(side, png[18] * 256U + png[19]);
    EXPECT_EQ(side, png[22] * 256U + png[23]);
    EXPECT_EQ(1, png[24]) << "bits";
    EXPECT_EQ(0, png[25]) << "grey";
    EXPECT_EQ(0, png[28]) << "not interlaced";
    EXPECT_EQ(framed(image), pixels_of(png, scale)) << scale;
  }
}

TEST(Png, ScalesOutOfRangeAreRefused) {
  const QrImage image = drawn(400);
  for (const int bad : {0, -1, max_pixels_per_module + 1, std::numeric_limits<int>::max()}) {
    const auto png = to_png(image, bad);
    ASSERT_FALSE(png) << bad;
    EXPECT_EQ(Errc::usage, png.error().code);
  }
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string without(std::string text, std::string_view part) {
  for (std::size_t at = 0; (at = text.find(part)) != std::string::npos;) text.erase(at, part.size());
  return text;
}

// Reads half blocks back; `ink` is what an inked half stands for.
std::vector<std::string> modules_of_half_blocks(const std::string& text, char ink, char ground) {
  const std::map<std::string, std::pair<bool, bool>> glyphs = {
      {" ", {false, false}}, {"▀", {true, false}}, {"▄", {false, true}}, {"█", {true, true}}};
  std::vector<std::string> rows;
  for (const std::string& line : lines_of(text)) {
    std::string upper;
    std::string lower;
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t size = line[at] == ' ' ? 1 : 3;
      const auto [up, down] = glyphs.at(line.substr(at, size));
      upper += up ? ink : ground;
      lower += down ? ink : ground;
      at += size;
    }
    rows.push_back(upper);
    rows.push_back(lower);
  }
  return rows;
}

TEST(Terminal, HalfBlocksInColourShowTheModulesBlackOnWhite) {
  const QrImage image = drawn(760);
  const std::string text = to_terminal(image, {.half_blocks = true, .colour = true});
  for (const std::string& line : lines_of(text)) {
    EXPECT_TRUE(line.starts_with("\033[30;107m"));
    EXPECT_TRUE(line.ends_with("\033[0m"));
  }
  auto rows = modules_of_half_blocks(without(without(text, "\033[30;107m"), "\033[0m"), '#', ' ');
  EXPECT_EQ(std::string(rows.back().size(), ' '), rows.back()) << "an odd number of rows ends in white";
  rows.pop_back();
  EXPECT_EQ(framed(image), rows);
}

TEST(Terminal, HalfBlocksWithoutColourInkTheLightModules) {
  const QrImage image = drawn(760);
  const std::string text = to_terminal(image, {.half_blocks = true, .colour = false});
  EXPECT_EQ(std::string::npos, text.find('\033'));
  auto rows = modules_of_half_blocks(text, ' ', '#');
  rows.pop_back();
  EXPECT_EQ(framed(image), rows);
}

std::vector<std::string> each_character_once(std::vector<std::string> rows) {
  for (std::string& row : rows) {
    std::string half;
    for (std::size_t x = 0; x + 1 < row.size(); x += 2) {
      EXPECT_EQ(row[x], row[x + 1]);
      half += row[x];
    }
    row = half;
  }
  return rows;
}

TEST(Terminal, AsciiWithoutColourInksTheLightModules) {
  const QrImage image = drawn(760);
  auto rows = each_character_once(lines_of(to_terminal(image, {.half_blocks = false, .colour = false})));
  for (std::string& row : rows) {
    for (char& c : row) c = c == '#' ? ' ' : '#';
  }
  EXPECT_EQ(framed(image), rows);
}

TEST(Terminal, AsciiInColourPaintsSpaces) {
  const QrImage image = drawn(760);
  std::vector<std::string> rows;
  for (std::string line : lines_of(to_terminal(image, {.half_blocks = false, .colour = true}))) {
    ASSERT_TRUE(line.ends_with("\033[0m"));
    line.resize(line.size() - 4);
    std::string row;
    char ink = '?';
    for (std::size_t at = 0; at < line.size();) {
      if (line.compare(at, 6, "\033[107m") == 0) {
        ink = ' ';
        at += 6;
      } else if (line.compare(at, 5, "\033[40m") == 0) {
        ink = '#';
        at += 5;
      } else {
        ASSERT_EQ(' ', line[at++]);
        row += ink;
      }
    }
    rows.push_back(row);
  }
  EXPECT_EQ(framed(image), each_character_once(rows));
}

}  // namespace
}  // namespace vhc
