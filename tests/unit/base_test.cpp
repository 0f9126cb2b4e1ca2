#include <set>
#include <string>
#include <type_traits>

#include <gtest/gtest.h>

#include "vhc/checked.h"
#include "vhc/display_text.h"
#include "vhc/errors.h"
#include "vhc/secret.h"
#include "vhc/time.h"

namespace vhc {
namespace {

static_assert(!std::is_constructible_v<IssuerUrl, KeyId>);  // one kind of id is not another
static_assert(!std::is_copy_constructible_v<Secret>);

TEST(ErrorTable, EveryNameStandsOnceAndIsFound) {
  std::set<std::string_view> names;
  for (const ErrorInfo& row : error_table()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(find_error(row.name), row.code);
    EXPECT_EQ(info(row.code).name, row.name);
    EXPECT_FALSE(row.sentence.empty()) << row.name;
    EXPECT_NE(row.sentence.back(), '.') << row.name;
  }
  EXPECT_EQ(find_error("no.such_name"), std::nullopt);
}

TEST(ErrorTable, ExitCodesAreThoseOfTheTable) {
  const std::set<int> known{2, 3, 4, 5, 6, 70, 130};
  for (const ErrorInfo& row : error_table()) EXPECT_TRUE(known.contains(row.exit_code)) << row.name;
}

TEST(Errors, OfAPersonsRecordAreNoneOfTheFolderOrTheCommand) {
  for (const ErrorInfo& row : error_table()) {
    if (row.about == ErrorAbout::record) {
      EXPECT_EQ(row.exit_code, 4) << row.name;
    }
    for (const char* area : {"cli.", "io.", "ledger.", "journal.", "folder.", "key.", "key_file.", "crl.", "trust."}) {
      if (!row.name.starts_with(area)) continue;
      EXPECT_EQ(row.about, ErrorAbout::command) << row.name;
    }
  }
  for (const Errc code : {Errc::in_bad_structure, Errc::issue_too_long_for_qr, Errc::input_too_large, Errc::json_syntax,
                          Errc::in_issued_differently, Errc::payload_fhir_bundle}) {
    EXPECT_EQ(info(code).about, ErrorAbout::record) << name(code);
  }
  for (const Errc code : {Errc::rule_v9, Errc::tables_form, Errc::issue_self_check, Errc::issue_exp_not_after_nbf}) {
    EXPECT_EQ(info(code).about, ErrorAbout::command) << name(code);
  }
}

struct UrlCase {
  const char* name;
  const char* url;
  const char* expect;
};

class IssuerUrlCases : public testing::TestWithParam<UrlCase> {};

TEST_P(IssuerUrlCases, ParsesAsTheRulesSay) {
  const auto url = IssuerUrl::parse(GetParam().url);
  EXPECT_EQ(url ? "ok" : name(url.error().code), std::string_view(GetParam().expect));
}

constexpr UrlCase url_cases[] = {
    {"Plain", "https://pharmacy.example/shc", "ok"},
    {"HostOnly", "https://pharmacy.example", "ok"},
    {"Port", "https://pharmacy.example:8443/shc", "ok"},
    {"UpperCaseHostIsKept", "https://Pharmacy.Example/SHC", "ok"},
    {"TrailingSlash", "https://pharmacy.example/shc/", "iss.trailing_slash"},
    {"OnlyTheScheme", "https://", "iss.trailing_slash"},
    {"NotHttps", "http://pharmacy.example/shc", "iss.not_https"},
    {"UpperCaseScheme", "HTTPS://pharmacy.example/shc", "iss.not_https"},
    {"Empty", "", "iss.not_https"},
    {"Query", "https://pharmacy.example/shc?a=1", "iss.characters"},
    {"Fragment", "https://pharmacy.example/shc#a", "iss.characters"},
    {"User", "https://me@pharmacy.example/shc", "iss.characters"},
    {"Space", "https://pharmacy.example/a b", "iss.characters"},
    {"Control", "https://pharmacy.example/a\nb", "iss.characters"},
    {"Backslash", "https://pharmacy.example/a\\b", "iss.characters"},
    {"EncodedNul", "https://pharmacy.example/a%00b", "iss.characters"},
    {"HostNotAscii", "https://apoth\xC3\xA9ke.example/shc", "iss.characters"},
    {"AddressLiteral", "https://[::1]/shc", "iss.characters"},
    {"EmptyPort", "https://pharmacy.example:/shc", "iss.characters"},
};
INSTANTIATE_TEST_SUITE_P(Rows, IssuerUrlCases, testing::ValuesIn(url_cases),
                         [](const auto& row) { return row.param.name; });

TEST(IssuerUrl, LongestIsAcceptedAndOneMoreIsNot) {
  const std::string start = "https://pharmacy.example/";
  EXPECT_TRUE(IssuerUrl::parse(start + std::string(max_iss_bytes - start.size(), 'a')));
  EXPECT_FALSE(IssuerUrl::parse(start + std::string(max_iss_bytes - start.size() + 1, 'a')));
}

TEST(KeyId, IsExactly43CharactersOfBase64url) {
  EXPECT_TRUE(KeyId::parse("3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s"));
  EXPECT_FALSE(KeyId::parse("3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9"));
  EXPECT_FALSE(KeyId::parse("3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s0"));
  EXPECT_FALSE(KeyId::parse("3Kfdg+XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s"));
}

TEST(RevocationId, HasOneTo24CharactersAndNoDot) {
  EXPECT_TRUE(RevocationId::parse("a"));
  EXPECT_TRUE(RevocationId::parse(std::string(24, 'a')));
  EXPECT_FALSE(RevocationId::parse(""));
  EXPECT_FALSE(RevocationId::parse(std::string(25, 'a')));
  EXPECT_FALSE(RevocationId::parse("abc.1636977600"));
}

struct TimeCase {
  const char* text;
  std::int64_t seconds;  // -1: refused
};

TEST(Time, Rfc3339IsReadExactlyAndNothingElse) {
  const TimeCase cases[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2026-12-01T00:00:00Z", 1796083200},
      {"2026-12-01T00:00:00.999Z", 1796083200},
      {"2026-12-01T01:00:00+01:00", 1796083200},
      {"2026-11-30T18:30:00-05:30", 1796083200},
      {"2026-12-01t00:00:00z", 1796083200},
      {"9999-12-31T23:59:59Z", 253402300799},
      {"2024-02-29T00:00:00Z", 1709164800},
      {"2026-02-29T00:00:00Z", -1},
      {"2026-12-01T24:00:00Z", -1},
      {"2026-12-01T23:59:60Z", -1},
      {"2026-12-01T00:00:00", -1},
      {"2026-12-01T00:00:00.Z", -1},
      {"2026-12-01 00:00:00Z", -1},
      {"2026-12-01", -1},
      {"1969-12-31T23:59:59Z", -1},
      {"1970-01-01T00:00:00+00:01", -1},
      {"2026-12-01T00:00:00Zx", -1},
      {"", -1},
  };
  for (const TimeCase& row : cases) {
    const auto time = parse_time(row.text);
    EXPECT_EQ(time ? time->time_since_epoch().count() : -1, row.seconds) << row.text;
  }
}

TEST(Time, WhatIsWrittenIsReadBack) {
  for (const std::int64_t seconds :
       {std::int64_t{0}, std::int64_t{951782400}, std::int64_t{1796083199}, std::int64_t{253402300799}}) {
    const UnixTime time{std::chrono::seconds{seconds}};
    const auto again = parse_time(to_rfc3339(time));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, time);
  }
}

TEST(NumericDate, KeepsWholeSecondsOfAnyJsonNumber) {
  const TimeCase cases[] = {
      {"0", 0},
      {"-0", 0},
      {"0.0", 0},
      {"0e5", 0},
      {"1795308698", 1795308698},
      {"1795308698.068", 1795308698},
      {"1795308698.999999999999999999", 1795308698},
      {"1.795308698068e9", 1795308698},
      {"1795308698068e-3", 1795308698},
      {"1E3", 1000},
      {"1e+3", 1000},
      {"999e-3", 0},
      {"0.9", 0},
      {"0.00001e5", 1},
      {"253402300799", 253402300799},
      {"253402300800", -1},
      {"1.6e12", -1},
      {"1e400", -1},
      {"1e-400", 0},
      {"-1", -1},
      {"-0.5", -1},
      {"1e99999999999999999999", -1},
      {"", -1},
      {"00000000000000000000000000000000000005e0", 5},
  };
  for (const TimeCase& row : cases) {
    const auto time = parse_numeric_date(row.text);
    EXPECT_EQ(time ? time->time_since_epoch().count() : -1, row.seconds) << row.text;
  }
}

TEST(Duration, HasANumberAndAUnit) {
  EXPECT_EQ(parse_duration("90d").value(), std::chrono::hours{90 * 24});
  EXPECT_EQ(parse_duration("12h").value(), std::chrono::hours{12});
  EXPECT_EQ(parse_duration("30m").value(), std::chrono::minutes{30});
  EXPECT_EQ(parse_duration("999999999d").value().count(), 999999999LL * 86400);
  for (const char* text : {"", "d", "90", "-1d", "1.5h", "9999999999d", "1w", "1 d"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Date, IsACalendarDay) {
  EXPECT_EQ(to_date(parse_date("2024-02-29").value()), "2024-02-29");
  for (const char* text :
       {"2023-02-29", "2024-13-01", "2024-00-10", "2024-1-01", "20240101", "2024-01-01T00:00:00Z", ""}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(DisplayedText, HidesWhatCouldDeceive) {
  EXPECT_EQ(displayed("Rivera, Ana"), "Rivera, Ana");
  EXPECT_EQ(displayed("a\x1b[2Jb\n"), "a\xEF\xBF\xBD[2Jb\xEF\xBF\xBD");
  EXPECT_EQ(displayed("\xE2\x80\xAE"
                      "abc"),
            "\xEF\xBF\xBD"
            "abc");                                                              // right-to-left override
  EXPECT_EQ(displayed("\xE2\x80\xA8\xEF\xBB\xBF"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // line separator, byte order mark
  EXPECT_EQ(displayed("\xF3\xA0\x80\x81"), "\xEF\xBF\xBD");                      // a tag
  const std::string long_name(4000, 'a');
  EXPECT_EQ(printable(long_name + "\x1b\xff\xE2\x80\xAE\n"),
            long_name + "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(printable("Mu\xC3\xB1oz"), "Mu\xC3\xB1oz");
  EXPECT_EQ(displayed("\xE2\x80\x8D"), "\xE2\x80\x8D");                          // joiners stay
  EXPECT_EQ(displayed("\xC0\x80\xFF"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // not UTF-8
  EXPECT_EQ(displayed("\xE4\xB8\xAD\xF0\x9F\x8C\x8D"), "\xE4\xB8\xAD\xF0\x9F\x8C\x8D");
}

TEST(DisplayedText, KeepsThreeMarksInARowAnd128Characters) {
  const std::string mark = "\xCC\x81";
  EXPECT_EQ(displayed("e" + mark + mark + mark + mark + mark), "e" + mark + mark + mark);
  EXPECT_EQ(displayed(std::string(128, 'a')), std::string(128, 'a'));
  EXPECT_EQ(displayed(std::string(129, 'a')), std::string(128, 'a') + "\xE2\x80\xA6");
}

TEST(Secret, StartsZeroedMovesAndShrinks) {
  Secret secret(32);
  for (const std::uint8_t byte : secret.expose()) EXPECT_EQ(byte, 0);
  secret.expose()[0] = 7;
  Secret moved = std::move(secret);
  EXPECT_EQ(moved.size(), 32U);
  EXPECT_EQ(moved.expose()[0], 7);
  moved.shrink(1);
  EXPECT_EQ(moved.size(), 1U);
}

}  // namespace
}  // namespace vhc
