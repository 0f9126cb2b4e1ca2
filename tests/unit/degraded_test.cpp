// Pictures as people hold them up. The set counts only when it is hard: zxing-cpp alone may read 88 % of it at most.
#include <iostream>

#include <gtest/gtest.h>

#include "../support/degraded_share.h"

namespace vhc {
namespace {

TEST(DegradedPictures, MostAreReadAndNoneWrongly) {
  constexpr std::uint32_t set = 1;
  const DegradedShare share = read_degraded_set(set);
  std::cout << described(share, set) << '\n';
  EXPECT_LE(share.plain_percent(), 88.0) << "else the set shows nothing";
  EXPECT_GE(share.ours_percent(), 95.0);
  EXPECT_EQ(0, share.wrong);
}

TEST(DegradedPictures, ASeedGivesTheSamePictureEachTimeAndAnotherOneAnother) {
  const Recipe made = recipe(5, 1);
  const Bytes file = degrade(made.num_characters, made.damage, made.seed).file;
  EXPECT_EQ(file, degrade(made.num_characters, made.damage, made.seed).file);
  EXPECT_NE(file, degrade(made.num_characters, made.damage, made.seed + 1).file);
}

}  // namespace
}  // namespace vhc
