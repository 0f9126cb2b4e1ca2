#include <random>
#include <string>

#include <gtest/gtest.h>
#include <zlib.h>

#include "vhc/base64url.h"
#include "vhc/deflate.h"

namespace vhc {
namespace {

std::string decoded(std::string_view text) {
  const auto bytes = from_base64url(text);
  return bytes ? "ok:" + std::string(as_text(*bytes)) : std::string(name(bytes.error().code));
}

TEST(Base64url, TheTableOfWhatIsCanonicalAndWhatIsNot) {
  EXPECT_EQ(decoded(""), "ok:");
  EXPECT_EQ(decoded("Zg"), "ok:f");
  EXPECT_EQ(decoded("Zm8"), "ok:fo");
  EXPECT_EQ(decoded("Zm9v"), "ok:foo");
  EXPECT_EQ(decoded("Zm9vYg"), "ok:foob");
  EXPECT_EQ(decoded("-_-_"), "ok:\xfb\xff\xbf");
  EXPECT_EQ(decoded("Zg=="), "base64url.padding");
  EXPECT_EQ(decoded("Zm8="), "base64url.padding");
  EXPECT_EQ(decoded("="), "base64url.padding");
  EXPECT_EQ(decoded("+/+/"), "base64url.alphabet");
  EXPECT_EQ(decoded("Zm9v\n"), "base64url.alphabet");
  EXPECT_EQ(decoded("Zm 9v"), "base64url.alphabet");
  EXPECT_EQ(decoded("Z\xC3\xA9"), "base64url.alphabet");
  EXPECT_EQ(decoded("A"), "base64url.length");
  EXPECT_EQ(decoded("Zm9vY"), "base64url.length");
  EXPECT_EQ(decoded("Zh"), "base64url.stray_bits");
  EXPECT_EQ(decoded("Zm9"), "base64url.stray_bits");
}

TEST(Base64url, AnErrorNamesTheOffset) {
  EXPECT_EQ(from_base64url("Zm9vYm+y").error().where, "offset 6");
}

TEST(Base64url, WhatEncodesDecodesToItselfAtEveryLength) {
  Bytes bytes;
  for (int size = 0; size < 200; ++size) {
    const auto again = from_base64url(to_base64url(bytes));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, bytes);
    bytes.push_back(static_cast<std::uint8_t>(size * 37 + 11));
  }
}

TEST(Base64url, EveryTwoCharacterTextThatDecodesIsCanonical) {
  int accepted = 0;
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string text{static_cast<char>(a), static_cast<char>(b)};
      const auto bytes = from_base64url(text);
      if (!bytes) continue;
      ++accepted;
      EXPECT_EQ(to_base64url(*bytes), text);
    }
  }
  EXPECT_EQ(accepted, 256);
}

Bytes deflated_with(int window_bits, std::string_view text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  Bytes out(text.size() + 256);
  stream.next_in = const_cast<Bytef*>(as_bytes(text).data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string inflated(const Bytes& bytes, std::size_t most = max_payload_bytes) {
  const auto text = inflate_raw(bytes, most);
  return text ? "ok:" + *text : std::string(name(text.error().code));
}

TEST(Deflate, WhatIsDeflatedInflatesToItself) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{1000}, std::size_t{200'000}}) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + (i * i) % 26);
    EXPECT_EQ(inflated(deflate_raw(as_bytes(text))), "ok:" + text);
  }
}

// Less memory, the same bytes: other programs that use zlib's usual settings make the same card.
TEST(Deflate, TheBytesAreThoseOfZlibsUsualSettings) {
  std::mt19937 random{20261124};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes each time
  for (std::size_t size = 0; size < 5000; size += 1 + random() % 97) {
    std::string words;
    std::string noise;
    while (words.size() < size) words += R"({"status":"completed","lotNumber":")" + std::to_string(random() % 1000);
    while (noise.size() < size) noise += static_cast<char>(random() % 256);
    words.resize(size);
    EXPECT_EQ(deflate_raw(as_bytes(words)), deflated_with(-15, words)) << size;
    EXPECT_EQ(deflate_raw(as_bytes(noise)), deflated_with(-15, noise)) << size;
  }
}

TEST(Deflate, WrappersAreRefused) {
  EXPECT_EQ(inflated(deflated_with(15, "a zlib wrapper")), "deflate.broken");
  EXPECT_EQ(inflated(deflated_with(31, "a gzip wrapper")), "deflate.broken");
}

TEST(Deflate, TheStreamEndsExactly) {
  Bytes bytes = deflate_raw(as_bytes("a stream that ends"));
  Bytes longer = bytes;
  longer.push_back(0);
  EXPECT_EQ(inflated(longer), "deflate.trailing_bytes");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_NE(inflated(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size))).substr(0, 3), "ok:")
        << size;
  }
  EXPECT_EQ(inflated({}), "deflate.truncated");
}

TEST(Deflate, TheCeilingIsExact) {
  const Bytes bytes = deflate_raw(as_bytes(std::string(5000, 'x')));
  EXPECT_EQ(inflated(bytes, 5000), "ok:" + std::string(5000, 'x'));
  EXPECT_EQ(inflated(bytes, 4999), "deflate.too_large");
}

TEST(Deflate, ABombIsStoppedAtTheCeiling) {
  // A thousand bytes for every byte: 256 MiB from about 256 KiB.
  const Bytes bomb = deflate_raw(as_bytes(std::string(std::size_t{64} * 1024 * 1024, '\0')));
  EXPECT_LT(bomb.size(), 70'000U);
  EXPECT_EQ(inflated(bomb), "deflate.too_large");
}

}  // namespace
}  // namespace vhc
