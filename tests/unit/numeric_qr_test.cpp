#include "vhc/numeric_qr.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace vhc {
namespace {

std::string read(std::string_view text) {
  const auto jws = from_numeric(text);
  return jws ? "ok:" + *jws : std::string(name(jws.error().code));
}

TEST(NumericQr, EachCharacterIsItsValueLess45) {
  EXPECT_EQ(to_numeric("-.09AZ_az").value(), "shc:/000103122045505277");
  EXPECT_EQ(read("shc:/000103122045505277"), "ok:-.09AZ_az");
}

TEST(NumericQr, OnlyPairsThatStandForACharacterOfAJwsAreRead) {
  const std::string alphabet = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
  for (int pair = 0; pair < 100; ++pair) {
    const std::string text =
        std::string("shc:/") + static_cast<char>('0' + pair / 10) + static_cast<char>('0' + pair % 10);
    const char wanted = static_cast<char>(pair + 45);
    const bool is_character = alphabet.find(wanted) != std::string::npos;
    EXPECT_EQ(read(text), is_character ? std::string("ok:") + wanted : "numeric.pair_out_of_range") << pair;
  }
}

TEST(NumericQr, LongestSingleCardIsAcceptedAndOneMoreIsNot) {
  EXPECT_TRUE(to_numeric(std::string(max_single_qr_jws, 'a')));
  const auto longer = to_numeric(std::string(max_single_qr_jws + 1, 'a'));
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().code, Errc::issue_too_long_for_qr);
  EXPECT_EQ(longer.error().where, "1196 characters, limit 1195");
}

TEST(NumericQr, NoCharacterOutsideAJwsIsWritten) {
  for (int c = 0; c < 256; ++c) {
    const std::string text(1, static_cast<char>(c));
    const auto numeric = to_numeric(text);
    if (numeric) {
      EXPECT_EQ(from_numeric(*numeric).value(), text);
    }
  }
  EXPECT_FALSE(to_numeric("a=b"));
  EXPECT_FALSE(to_numeric("a b"));
}

TEST(NumericQr, WhatIsNoCodeIsRefusedWithItsReason) {
  EXPECT_EQ(read(""), "numeric.prefix");
  EXPECT_EQ(read("shc:"), "numeric.prefix");
  EXPECT_EQ(read("shx:/00"), "numeric.prefix");
  EXPECT_EQ(read(" shc:/00"), "numeric.prefix");
  EXPECT_EQ(read("shc:/"), "numeric.empty");
  EXPECT_EQ(read("shc://00"), "numeric.not_a_digit");
  EXPECT_EQ(read("shc:/00a0"), "numeric.not_a_digit");
  EXPECT_EQ(read("shc:/00 00"), "numeric.not_a_digit");
  EXPECT_EQ(read("shc:/567"), "numeric.odd_length");
  EXPECT_EQ(read("shc:/" + std::string(2 * max_jws_chars, '0')), "ok:" + std::string(max_jws_chars, '-'));
  EXPECT_EQ(read("shc:/" + std::string(2 * max_jws_chars + 2, '0')), "numeric.too_long");
}

TEST(NumericQr, ThePrefixMayBeFoldedAndIsRemembered) {
  EXPECT_EQ(read("SHC:/5677"), "ok:ez");
  EXPECT_TRUE(parse_chunk("SHC:/5677")->folded);
  EXPECT_FALSE(parse_chunk("shc:/5677")->folded);
}

struct ChunkCase {
  const char* name;
  std::vector<const char*> codes;
  const char* expect;
};

class ChunkCases : public testing::TestWithParam<ChunkCase> {};

TEST_P(ChunkCases, AreJoinedAsTheSpecificationSays) {
  std::vector<QrChunk> chunks;
  std::string got;
  for (const char* code : GetParam().codes) {
    auto chunk = parse_chunk(code);
    if (!chunk) {
      got = name(chunk.error().code);
      break;
    }
    chunks.push_back(*chunk);
  }
  if (got.empty()) {
    const auto jws = join_chunks(chunks);
    got = jws ? "ok:" + *jws : std::string(name(jws.error().code)) + " " + jws.error().where;
  }
  EXPECT_EQ(got, GetParam().expect);
}

const ChunkCase chunk_cases[] = {
    {"InOrder", {"shc:/1/2/52", "shc:/2/2/53"}, "ok:ab"},
    {"AnyOrder", {"shc:/3/3/54", "shc:/1/3/52", "shc:/2/3/53"}, "ok:abc"},
    {"EqualRepeatIsHarmless", {"shc:/2/2/53", "shc:/1/2/52", "shc:/2/2/53"}, "ok:ab"},
    {"OneOfOne", {"shc:/1/1/52"}, "ok:a"},
    {"MissingPartsAreNamed", {"shc:/2/4/53"}, "chunks.missing part 2 of 4 read; scan 1, 3 and 4"},
    {"TwoOfThree", {"shc:/3/3/53", "shc:/1/3/52"}, "chunks.missing parts 1 and 3 of 3 read; scan 2"},
    {"TotalsDiffer", {"shc:/1/2/52", "shc:/2/3/53"}, "chunks.total "},
    {"DifferentRepeat", {"shc:/1/2/52", "shc:/1/2/53"}, "chunks.conflict part 1"},
    {"OrdinalZero", {"shc:/0/2/52"}, "chunks.ordinal"},
    {"OrdinalAboveTotal", {"shc:/3/2/52"}, "chunks.ordinal"},
    {"TotalZero", {"shc:/1/0/52"}, "chunks.ordinal"},
    {"LeadingZero", {"shc:/01/2/52"}, "numeric.not_a_digit"},
    {"ThreeDigits", {"shc:/1/100/52"}, "numeric.not_a_digit"},
    {"Negative", {"shc:/-1/2/52"}, "numeric.not_a_digit"},
    {"NoTotal", {"shc:/1/52"}, "numeric.not_a_digit"},
    {"FourSlashes", {"shc:/1/2/3/52"}, "numeric.not_a_digit"},
    {"EmptyPart", {"shc:/1/2/"}, "numeric.empty"},
    {"Nothing", {}, "numeric.empty "},
};
INSTANTIATE_TEST_SUITE_P(Rows, ChunkCases, testing::ValuesIn(chunk_cases),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace vhc
