// Amounts are compared as they are written, digit by digit.
#include <gtest/gtest.h>

#include "rules/other_leaves.h"

namespace vhc {
namespace {

TEST(RuleAmounts, AreComparedExactly) {
  EXPECT_TRUE(is_at_least("10", "10"));
  EXPECT_TRUE(is_at_least("10.0", "10"));
  EXPECT_TRUE(is_at_least("1e1", "10"));
  EXPECT_TRUE(is_at_least("10.000000000000000000000000001", "10"));
  EXPECT_FALSE(is_at_least("9.999999999999999999999999999", "10"));
  EXPECT_FALSE(is_at_least("0", "0.5"));
  EXPECT_TRUE(is_at_least("0.5", "0"));
  EXPECT_TRUE(is_at_least("0", "0.0"));
  EXPECT_TRUE(is_at_least("-1", "-2"));
  EXPECT_FALSE(is_at_least("-2", "-1"));
  EXPECT_FALSE(is_at_least("-1", "0"));
  EXPECT_TRUE(is_at_least("0", "-1"));
  EXPECT_TRUE(is_at_least("-0", "0"));
  EXPECT_TRUE(is_at_least("0.10", "0.09"));
}

TEST(RuleAmounts, ThatAreNoneAreNotEnough) {
  for (const char* const text : {"", "-", ">10", "10 mIU", "1.", ".5", "1e", "1e99999", "0x10", "NaN", "1,5",
                                 "11111111111111111111111111111111111111111111111111111111111111111"}) {
    EXPECT_FALSE(is_at_least(text, "0")) << text;
    EXPECT_FALSE(is_at_least("1", text)) << text;
  }
}

}  // namespace
}  // namespace vhc
