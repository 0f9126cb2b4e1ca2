// What no picture may do: promise too much, hold too many codes, or give another text when it is broken.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "picture_making.h"
#include "vhc/picture.h"

namespace vhc {
namespace {

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

}  // namespace
}  // namespace vhc
