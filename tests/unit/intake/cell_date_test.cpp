// Dates, times and zones as people, spreadsheets and HL7 write them: read as the one day they are, or not at all.
#include "input/cell_date.h"

#include <gtest/gtest.h>

#include "input/hl7_date.h"
#include "input/local_time.h"

namespace vhc {
namespace {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""min;

const std::chrono::year_month_day today = parse_date("2026-11-22").value();

std::string day(std::string_view cell, DateOrder order = DateOrder::unstated, bool partial = false) {
  const CellDate date = read_cell_date(cell, order, today, partial);
  if (date.is_serial) return "serial";
  return date.day + (date.completed_year ? "?" : "");
}

struct DayCase {
  const char* cell;
  const char* day;
};

TEST(CellDate, IsADayOfTheCalendarOrNone) {
  for (const auto& [cell, wanted] : {
           DayCase{"2024-02-29", "2024-02-29"},
           {"2023-02-29", ""},
           {"2000-02-29", "2000-02-29"},
           {"1900-02-29", ""},
           {"2024-02-30", ""},
           {"2024-04-31", ""},
           {"2024-00-10", ""},
           {"2024-13-01", ""},
           {"2024-01-00", ""},
           {"2024-01-32", ""},
           {"2024-1-5", "2024-01-05"},
           {"2024/01/05", "2024-01-05"},
           {"2024.1.5", "2024-01-05"},
           {"2024/01-05", ""},
           {"20240105", "2024-01-05"},
           {"20240229", "2024-02-29"},
           {"20230229", ""},
           {"2024010", ""},
           {"202401050", ""},
           {" 2024-01-05 ", "2024-01-05"},
           {"", ""},
           {" ", ""},
           {"1900-01-01", "1900-01-01"},
           {"1899-12-31", ""},
           {"9999-12-31", "9999-12-31"},
           {"10000-01-01", ""},
           {"0000-01-01", ""},
           {"-2024-01-05", ""},
           {"2024-01-05x", ""},
           {"2024--01-05", ""},
           {"today", ""},
       }) {
    EXPECT_EQ(day(cell), wanted) << cell;
  }
}

TEST(CellDate, HasATimeBehindItOrNothing) {
  for (const char* good : {"2024-01-05 14:00", "2024-01-05T14:00:30Z", "2024-01-05t14:00", "2024-01-05 2:30 PM",
                           "20240105 140030", "2024-01-05T23:59:59.999+05:30"}) {
    EXPECT_EQ(day(good), "2024-01-05") << good;
  }
  for (const char* bad : {"2024-01-05 24:00", "2024-01-05 14:60", "2024-01-05 x", "2024-01-0514:00", "2024-01-05 13 PM",
                          "2024-01-05 13:00 PM", "2024-01-05,14:00", "2024-01-05T"}) {
    EXPECT_EQ(day(bad), "") << bad;
  }
}

TEST(CellDate, OfThreeNumbersIsReadInTheStatedOrderAlone) {
  const struct {
    const char* cell;
    const char* unstated;
    const char* mdy;
    const char* dmy;
  } cases[] = {
      {"03/04/2024", "", "2024-03-04", "2024-04-03"},
      {"3/4/2024", "", "2024-03-04", "2024-04-03"},
      {"3.4.2024", "", "2024-03-04", "2024-04-03"},
      {"3-4-2024", "", "2024-03-04", "2024-04-03"},
      {"13/04/2024", "", "", "2024-04-13"},
      {"04/13/2024", "", "2024-04-13", ""},
      {"32/01/2024", "", "", ""},
      {"3/4-2024", "", "", ""},
      {"3/4/202", "", "", ""},
      {"3/4/20245", "", "", ""},
      {"003/4/2024", "", "", ""},
      {"3/4", "", "", ""},
      {"3/4/2024/5", "", "", ""},
      {"2024-04-03", "2024-04-03", "2024-04-03", "2024-04-03"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(day(one.cell), one.unstated) << one.cell;
    EXPECT_EQ(day(one.cell, DateOrder::ymd), one.unstated) << one.cell;
    EXPECT_EQ(day(one.cell, DateOrder::mdy), one.mdy) << one.cell;
    EXPECT_EQ(day(one.cell, DateOrder::dmy), one.dmy) << one.cell;
  }
}

TEST(CellDate, OfAYearOfTwoDigitsIsTheLatestThatIsNotToCome) {
  for (const auto& [cell, wanted] : {DayCase{"11/22/26", "2026-11-22?"},
                                     {"11/23/26", "1926-11-23?"},
                                     {"1/1/27", "1927-01-01?"},
                                     {"1/1/00", "2000-01-01?"},
                                     {"12/31/99", "1999-12-31?"},
                                     {"2/29/24", "2024-02-29?"},
                                     {"2/29/25", "?"}}) {
    EXPECT_EQ(day(cell, DateOrder::mdy), wanted) << cell;
  }
}

TEST(CellDate, InWordsIsReadWithoutAnOrder) {
  for (const char* good : {"15 Jun 1984", "15-JUN-1984", "Jun 15, 1984", "June 15th 1984", "1984 June 15",
                           "15. Juni 1984", "15 de junio de 1984", "15 juin 1984", "15/Jun/1984"}) {
    EXPECT_EQ(day(good), "1984-06-15") << good;
  }
  EXPECT_EQ(day("1er ao\xC3\xBBt 1984"), "1984-08-01");
  EXPECT_EQ(day("15 Jun 84"), "1984-06-15?");
  for (const char* bad : {"15 Jux 1984", "Jun 1984", "15 Jun", "31 Jun 1984", "15 Jun 198", "15 15 1984",
                          "Jun Jun 1984", "15 Jun 1984 x", "115 Jun 1984"}) {
    EXPECT_EQ(day(bad), "") << bad;
  }
}

// Whether a year can be true, the clerk looks.
TEST(CellDate, OfABirthMayBeAYearOrAMonth) {
  for (const auto& [cell, wanted] : {DayCase{"1984", "1984"},
                                     {"1984-06", "1984-06"},
                                     {"1984-13", ""},
                                     {"1984-00", ""},
                                     {"198", ""},
                                     {"1984-6", ""},
                                     {"1984/06", ""},
                                     {"0000", "0000"},
                                     {"1850-01-01", "1850-01-01"},
                                     {"1000-01-01", "1000-01-01"},
                                     {"0999-12-31", ""}}) {
    EXPECT_EQ(day(cell, DateOrder::unstated, true), wanted) << cell;
  }
  EXPECT_EQ(day("1984"), "");
  EXPECT_EQ(day("1984-06"), "");
}

TEST(CellDate, OfFiveDigitsIsASpreadsheetsNumber) {
  for (const char* serial : {"46356", "46356.25", "46356,25", "00000"}) EXPECT_EQ(day(serial), "serial") << serial;
  for (const char* none : {"4635", "463567", "46356.", "46356.x", "46356 "}) {
    EXPECT_EQ(day(none), std::string(none) == "46356 " ? "serial" : "") << none;
  }
}

TEST(PossibleOrders, AreThoseThatTheCalendarHas) {
  const struct {
    const char* cell;
    bool mdy, dmy, same;
  } cases[] = {
      {"03/04/2024", true, true, false},   {"13/04/2024", false, true, false},  {"04/13/2024", true, false, false},
      {"11/11/2025", true, true, true},    {"31/02/2024", false, false, false}, {"02/29/23", true, false, false},
      {"2024-03-04", false, false, false}, {"", false, false, false},           {"x", false, false, false},
      {"3/4/24", true, true, false},       {"20240304", false, false, false}};
  for (const auto& one : cases) {
    const DateOrders orders = possible_orders(one.cell);
    EXPECT_EQ(orders.mdy, one.mdy) << one.cell;
    EXPECT_EQ(orders.dmy, one.dmy) << one.cell;
    if (one.same) {
      EXPECT_TRUE(orders.same) << one.cell;
    }
  }
}

TEST(IssuerDay, IsThatOfTheIssuersZoneForAMoment) {
  InputRules rules;
  rules.zone_day = [](UnixTime time) {
    return std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(time - 5h)};
  };
  const auto day_of = [&rules](std::string_view cell) {
    return issuer_day(read_cell_date(cell, DateOrder::unstated, today, false), rules);
  };
  EXPECT_EQ(day_of("2024-01-05T04:59:59Z"), "2024-01-04");
  EXPECT_EQ(day_of("2024-01-05T05:00:00Z"), "2024-01-05");
  EXPECT_EQ(day_of("2024-01-05T23:30:00-08:00"), "2024-01-06");
  EXPECT_EQ(day_of("2024-03-01 01:00 UTC"), "2024-02-29");
  EXPECT_EQ(day_of("2024-01-05T00:00:00"), "2024-01-05");  // without a zone it is the day that is written
  EXPECT_EQ(day_of("2024-01-05"), "2024-01-05");
  rules.zone_day = {};
  EXPECT_EQ(day_of("2024-01-05T04:59:59Z"), "2024-01-05");
}

// ---- times

std::string clock(std::string_view text) {
  const auto time = read_clock(text);
  if (!time) return "none";
  return std::to_string(time->hours) + " " + std::to_string(time->minutes) + " " + std::to_string(time->seconds) +
         (time->zone.empty() ? "" : " " + std::string(time->zone));
}

TEST(Clock, HasHoursAndMinutesAtLeast) {
  for (const auto& [text, wanted] : {
           DayCase{"14:00", "14 0 0"},
           {"T14:00:30", "14 0 30"},
           {"t1400", "14 0 0"},
           {"140030Z", "14 0 30 Z"},
           {"0:00", "0 0 0"},
           {"23:59:59", "23 59 59"},
           {"24:00", "none"},
           {"14:60", "none"},
           {"14:00:60", "none"},
           {"14", "none"},
           {"14:", "none"},
           {"14:0", "none"},
           {"14:000", "none"},
           {"140", "none"},
           {"14000", "none"},
           {"", "none"},
           {"T", "none"},
           {"14:00:30.5", "14 0 30"},
           {"14:00:30,123-05:00", "14 0 30 -05:00"},
           {"14:00:30.", "none"},
           {"12:00 AM", "0 0 0"},
           {"12:00 PM", "12 0 0"},
           {"2:30 p.m.", "14 30 0"},
           {"2:30 P. M.", "14 30 0"},
           {"11:59 am", "11 59 0"},
           {"0:30 AM", "none"},
           {"13:30 PM", "none"},
           {"14:00 EST", "14 0 0 EST"},
           {"14:00 Nonsense", "none"},
           {"14:00 +0530", "14 0 0 +0530"},
           {"14:00 ABCDEF", "none"},
           {"-1:00", "none"},
       }) {
    EXPECT_EQ(clock(text), wanted) << text;
  }
}

TEST(ZoneOffset, IsFourteenHoursAtMost) {
  for (const auto& [text, minutes] : {std::pair("Z", 0),
                                      {"z", 0},
                                      {"UTC", 0},
                                      {"GMT", 0},
                                      {"+00:00", 0},
                                      {"-05:00", -300},
                                      {"+0530", 330},
                                      {"+01", 60},
                                      {"-14:00", -840},
                                      {"+14:59", 899}}) {
    const auto offset = zone_offset(text);
    ASSERT_TRUE(offset) << text;
    EXPECT_EQ(*offset, std::chrono::minutes{minutes}) << text;
  }
  for (const char* none : {"", "EST", "+15:00", "+05:60", "05:00", "+5", "+053", "+05:3", "+05:300", "*05:00", "utc",
                           "+ab:cd", "--5:00"}) {
    EXPECT_FALSE(zone_offset(none)) << none;
  }
}

std::string told(const LocalTime& time) {
  if (time.fault) return std::string(name(*time.fault));
  return time.text + (time.assumed ? "?" : "");
}

TEST(Hl7Time, HasAZoneOrTheIssuersOrNone) {
  InputRules rules;
  const auto read = [&rules](const char* written) { return told(hl7_time(written, rules)); };
  EXPECT_EQ(read("202610300930-0500"), "2026-10-30T09:30:00-05:00");
  EXPECT_EQ(read("20261030093015.1234+0000"), "2026-10-30T09:30:15+00:00");
  EXPECT_EQ(read("202610300930"), "MISSING_ZONE");
  rules.zone_offset = [](std::chrono::local_seconds) { return std::optional<std::chrono::seconds>(-5h - 30min); };
  EXPECT_EQ(read("202610300930"), "2026-10-30T09:30:00-05:30?");
  EXPECT_EQ(read("202610300930+0100"), "2026-10-30T09:30:00+01:00");  // what is written wins
  rules.zone_offset = [](std::chrono::local_seconds) { return std::optional<std::chrono::seconds>(); };
  EXPECT_EQ(read("202610300230"), "MISSING_ZONE");  // a time that the clocks skipped
  for (const char* bad : {"", "20261030", "2026103009", "20261030093", "202610302430-0500", "202610300960-0500",
                          "202602300930-0500", "20261030093060-0500", "202610300930-050", "202610300930-1500",
                          "202610300930x", "2026-10-30T09:30Z", "196910300930-0500"}) {
    EXPECT_EQ(read(bad), "BAD_DATE") << bad;
  }
}

TEST(TimeOfDay, IsPutBehindItsDay) {
  const InputRules rules;
  EXPECT_EQ(told(time_of_day("2026-10-30", "2:30 PM UTC", rules)), "2026-10-30T14:30:00Z");
  EXPECT_EQ(told(time_of_day("2026-10-30", "T14:00:30-05", rules)), "2026-10-30T14:00:30-05:00");
  EXPECT_EQ(told(time_of_day("2026-10-30", "14:00", rules)), "MISSING_ZONE");
  EXPECT_EQ(told(time_of_day("2026-10-30", "", rules)), "BAD_DATE");
  EXPECT_EQ(told(time_of_day("2026-10-30", "14:00 EST", rules)), "BAD_DATE");
  EXPECT_EQ(told(time_of_day("2026-02-30", "14:00Z", rules)), "BAD_DATE");
}

// ---- HL7

TEST(Hl7Day, IsEightDigitsWithATimeOrNothingBehindThem) {
  for (const auto& [written, wanted] : {
           DayCase{"20240229", "2024-02-29"},
           {"20230229", ""},
           {"2024022", ""},
           {"202402290", ""},
           {"2024022912", "2024-02-29"},
           {"20240229123", ""},
           {"202402291230", "2024-02-29"},
           {"20240229123045", "2024-02-29"},
           {"20240229123060", "2024-02-29"},
           {"20240229123061", ""},
           {"2024022924", ""},
           {"202402291260", ""},
           {"20240229123045.5", "2024-02-29"},
           {"20240229123045.", ""},
           {"202402291230.5", ""},
           {"20240229-0500", "2024-02-29"},
           {"20240229-050", ""},
           {"20240229-05:00", ""},
           {"20240229+0000", "2024-02-29"},
           {"20240229 ", ""},
           {" 20240229", ""},
           {"2024-02-29", ""},
           {"", ""},
           {"00000000", ""},
           {"202402", ""},
           {"2024", ""},
       }) {
    EXPECT_EQ(hl7_day(written), wanted) << written;
  }
}

TEST(Hl7PartialDay, MayBeAYearOrAMonth) {
  for (const auto& [written, wanted] : {DayCase{"2024", "2024"},
                                        {"202402", "2024-02"},
                                        {"202413", ""},
                                        {"202400", ""},
                                        {"20240229", "2024-02-29"},
                                        {"202", ""},
                                        {"20240", ""},
                                        {"2024-0500", ""},
                                        {"202402-0500", ""},
                                        {"", ""},
                                        {"20xx", ""}}) {
    EXPECT_EQ(hl7_partial_day(written), wanted) << written;
  }
}

}  // namespace
}  // namespace vhc
