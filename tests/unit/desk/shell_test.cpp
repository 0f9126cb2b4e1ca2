// What the program makes of words that are typed: zones, dates of flags, words for a shell, slips of the finger.
#include <filesystem>

#include <gtest/gtest.h>

#include "shell/date_flag.h"
#include "shell/shell_word.h"
#include "shell/suggestion.h"
#include "shell/zone.h"

namespace vhc {
namespace {

// ---- zones

TEST(TimeZone, IsOneOfTheDatabaseAndNothingElse) {
  for (const char* good : {"UTC", "America/Chicago", "Europe/Berlin", "Asia/Kolkata"}) {
    EXPECT_TRUE(TimeZone::find(good)) << good;
  }
  for (const char* bad : {"", "America", "America/Nowhere", "../../etc/passwd", "/etc/passwd", "CST6CDT,M3", "+05:00",
                          "america chicago"}) {
    const auto refused = TimeZone::find(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, Errc::issuer_zone) << bad;
  }
}

std::string day_in(const char* zone, const char* time) {
  return to_date(TimeZone::find(zone).value().day_of(parse_time(time).value()));
}

TEST(TimeZone, HasItsOwnDay) {
  EXPECT_EQ(day_in("UTC", "2026-03-01T00:00:00Z"), "2026-03-01");
  EXPECT_EQ(day_in("America/Chicago", "2026-03-01T05:59:59Z"), "2026-02-28");
  EXPECT_EQ(day_in("America/Chicago", "2026-03-01T06:00:00Z"), "2026-03-01");
  EXPECT_EQ(day_in("America/Chicago", "2026-07-01T04:59:59Z"), "2026-06-30");  // summer time
  EXPECT_EQ(day_in("America/Chicago", "2026-07-01T05:00:00Z"), "2026-07-01");
  EXPECT_EQ(day_in("Asia/Kolkata", "2026-12-31T18:29:59Z"), "2026-12-31");
  EXPECT_EQ(day_in("Asia/Kolkata", "2026-12-31T18:30:00Z"), "2027-01-01");
}

std::string offset_in(const char* zone, const char* day, int minutes) {
  const auto date = parse_date(day).value();
  const auto offset =
      TimeZone::find(zone).value().offset_at(std::chrono::local_days{date} + std::chrono::minutes{minutes});
  return offset ? std::to_string(std::chrono::duration_cast<std::chrono::minutes>(*offset).count()) : "none";
}

TEST(TimeZone, HasNoOffsetForATimeThatItsClocksSkipped) {
  EXPECT_EQ(offset_in("America/Chicago", "2026-03-08", 119), "-360");
  EXPECT_EQ(offset_in("America/Chicago", "2026-03-08", 120), "none");
  EXPECT_EQ(offset_in("America/Chicago", "2026-03-08", 179), "none");
  EXPECT_EQ(offset_in("America/Chicago", "2026-03-08", 180), "-300");
}

TEST(TimeZone, TakesTheEarlierOfATimeThatWasShownTwice) {
  EXPECT_EQ(offset_in("America/Chicago", "2026-11-01", 59), "-300");
  EXPECT_EQ(offset_in("America/Chicago", "2026-11-01", 60), "-300");
  EXPECT_EQ(offset_in("America/Chicago", "2026-11-01", 119), "-300");
  EXPECT_EQ(offset_in("America/Chicago", "2026-11-01", 120), "-360");
}

// ---- dates of flags

TEST(DateFlag, IsADayOfTheCalendar) {
  for (const char* bad : {"", "1979", "1979-04", "1979-4-12", "12/04/1979", "1979-02-29", "1979-13-01", "1979-04-12 ",
                          "1979-04-12T00:00", "19790412", "tomorrow"}) {
    const auto refused = check_date_flag(std::string(bad), "--birth-date", false);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, Errc::in_bad_date);
    EXPECT_EQ(refused.error().where, "--birth-date");
    EXPECT_EQ(refused.error().what.find("1979"), std::string::npos) << "no date of a person in an error";
  }
  EXPECT_TRUE(check_date_flag(std::string("1980-02-29"), "--birth-date", false));
  EXPECT_TRUE(check_date_flag(std::nullopt, "--birth-date", false));
}

TEST(DateFlag, OfABirthMayBeAYearOrAMonth) {
  for (const char* good : {"1979", "1979-04", "1979-04-12"}) {
    EXPECT_TRUE(check_date_flag(std::string(good), "--birth-date", true)) << good;
  }
  for (const char* bad : {"", "197", "19790", "1979-13", "1979-00", "1979-4", "1979/04", "abcd", "1979-04-31"}) {
    EXPECT_FALSE(check_date_flag(std::string(bad), "--birth-date", true)) << bad;
  }
}

// ---- words

TEST(ShellWord, IsTypedAsItStandsOrQuoted) {
  const std::pair<const char*, const char*> cases[] = {
      {"cards.csv", "cards.csv"},
      {"/a/b-c_d.e:f,g+h=i@j%k", "/a/b-c_d.e:f,g+h=i@j%k"},
      {"", "''"},
      {"clinic day.csv", "'clinic day.csv'"},
      {"it's", "'it'\\''s'"},
      {"'", "''\\'''"},
      {"$(rm)", "'$(rm)'"},
      {"a;b", "'a;b'"},
      {"a\nb", "'a\nb'"},
      {"`x`", "'`x`'"},
      {"~", "'~'"},
      {"*", "'*'"},
      {"\\", "'\\'"},
      {"caf\xC3\xA9", "'caf\xC3\xA9'"},
  };
  for (const auto& [word, wanted] : cases) EXPECT_EQ(shell_word(word), wanted) << word;
}

TEST(Suggestion, IsTheNearestWordWithinTwoSlips) {
  const std::vector<std::string> words{"verify", "issue", "inspect", "trust", "key", "ls"};
  const std::pair<const char*, const char*> cases[] = {
      {"verfy", "verify"},
      {"verifyy", "verify"},
      {"evrify", "verify"},
      {"vrfy", "verify"},
      {"VERIFY", ""},
      {"isue", "issue"},
      {"isseu", "issue"},
      {"issued", "issue"},
      {"keys", "key"},
      {"kye", "key"},
      {"trsut", "trust"},
      {"xyz", ""},
      {"", ""},
      {"vfy", "key"},
      {"sl", "ls"},
      {"xx", ""},  // every letter of "ls" would be another
  };
  for (const auto& [typed, word] : cases) {
    const std::string wanted = *word == '\0' ? "" : "did you mean \"" + std::string(word) + "\"?";
    EXPECT_EQ(suggestion(typed, words), wanted) << typed;
  }
  EXPECT_EQ(suggestion("verify", {}), "");
  EXPECT_EQ(suggestion(std::string(41, 'v'), {std::string(41, 'v')}), "");  // nobody types such a word
  EXPECT_NE(suggestion(std::string(40, 'v'), {std::string(40, 'v')}), "");
}

}  // namespace
}  // namespace vhc
