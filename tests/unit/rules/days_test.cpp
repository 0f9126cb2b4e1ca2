// Day arithmetic: months and years keep the day or take the month's last.
#include <gtest/gtest.h>

#include "rule_cases.h"
#include "rules/calendar.h"

namespace vhc {
namespace {

Day day(const char* text) {
  return Day{*parse_date(text)};
}

std::string added(const char* from, int count, Span::Unit unit) {
  return to_text(add(day(from), {count, unit}));
}

TEST(RuleDays, Add) {
  EXPECT_EQ("2027-02-28", added("2024-02-29", 3, Span::Unit::years));
  EXPECT_EQ("2028-02-29", added("2024-02-29", 4, Span::Unit::years));
  EXPECT_EQ("2025-02-28", added("2025-01-31", 1, Span::Unit::months));
  EXPECT_EQ("2024-02-29", added("2024-01-31", 1, Span::Unit::months));
  EXPECT_EQ("2025-01-31", added("2024-12-31", 1, Span::Unit::months));
  EXPECT_EQ("2024-03-01", added("2024-02-01", 29, Span::Unit::days));
  EXPECT_EQ("2021-03-10", added("2020-03-10", 12, Span::Unit::months));
}

TEST(RuleDays, ThatAreNotWholeStandForAllTheyMayBe) {
  const auto month = read_days("2024-02");
  ASSERT_TRUE(month);
  EXPECT_EQ(day("2024-02-01"), month->first);
  EXPECT_EQ(day("2024-02-29"), month->last);
  const auto year = read_days("2023");
  ASSERT_TRUE(year);
  EXPECT_EQ(day("2023-01-01"), year->first);
  EXPECT_EQ(day("2023-12-31"), year->last);
}

TEST(RuleDays, AreTheDaysOfThePlace) {
  const test::FixedCalendar west(-7);
  const auto when = read_when("2021-07-01T05:00:00Z", west);
  ASSERT_TRUE(when);
  EXPECT_EQ(day("2021-06-30"), when->first);
  EXPECT_TRUE(when->moment);
  EXPECT_FALSE(read_when("2021-07-01", west)->moment);
}

TEST(RuleDays, ThatCannotBeReadAreNone) {
  const test::FixedCalendar utc(0);
  for (const char* const text : {"", "21", "2021-13", "2021-00", "2021-7", "2021-02-30", "0000", "2021-07-01T10:00",
                                 "2021-07-01T10:00:00", "yesterday", "20210701", "2021/07", "+021", "2021-07-01Z"}) {
    EXPECT_FALSE(read_when(text, utc)) << text;
  }
}

}  // namespace
}  // namespace vhc
