// Words beside codes, names that are none, numbers of events: what contradicts, what stands for nobody, what is one.
#include <gtest/gtest.h>

#include "card/characters.h"
#include "card/placeholder_name.h"
#include "card/spreadsheet_text.h"
#include "codes/vaccine_words.h"
#include "input/event_number.h"
#include "input/name_text.h"
#include "vhc/same_person.h"

namespace vhc {
namespace {

// ---- words of vaccines

TEST(VaccineWords, ContradictWhereTheyNameAnotherKind) {
  const CodeTables& tables = *CodeTables::built_in();
  const struct {
    const char* text;
    const char* cvx;
    bool other;
  } cases[] = {
      {"Influenza", "140", false},
      {"flu shot", "140", false},
      {"COVID-19", "140", true},
      {"COVID-19", "208", false},
      {"SARS-CoV-2 mRNA", "208", false},
      {"influenza", "208", true},
      {"Flu/COVID combined", "208", false},  // one of the words fits
      {"Hep A", "08", true},
      {"Hepatitis B", "08", false},
      {"HepB adult", "08", false},
      {"hepatitis a", "08", true},
      {"", "208", false},
      {"some product", "208", false},  // names none that is known
      {"fluid", "208", false},         // no whole word
      {"influenzae", "208", false},
      {"covidian", "140", false},
      {"COVID", "140", true},
      {"covid.", "140", true},
      {"COVID-19", "000", false},  // nothing is known of the code
      {"COVID-19", "", false},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(names_another_vaccine(tables, one.text, one.cvx), one.other) << one.text << " " << one.cvx;
  }
}

// ---- names

TEST(NameText, IsCleanedOfWhatNobodySees) {
  const std::pair<const char*, const char*> cases[] = {
      {"Ana", "Ana"},
      {" Ana  Maria ", "Ana Maria"},
      {"\tAna\r\n", "Ana"},
      {"Ana\xC2\xA0Maria", "Ana Maria"},
      {"Ana\xE2\x80\x8BMaria", "AnaMaria"},
      {"\xEF\xBB\xBF"
       "Ana",
       "Ana"},
      {"Ana\xC2\xADMaria", "AnaMaria"},
      {"Ana\xE2\x80\x8DMaria", "AnaMaria"},                              // no joiner between Latin letters
      {"\xD9\x85\xE2\x80\x8C\xD9\x85", "\xD9\x85\xE2\x80\x8C\xD9\x85"},  // one that letters are written by
      {"\xE2\x80\x8C\xD9\x85\xE2\x80\x8C", "\xD9\x85"},                  // at the ends it means nothing
      {"\xE3\x80\x80\xE5\xB1\xB1\xE3\x80\x80\xE7\x94\xB0", "\xE5\xB1\xB1 \xE7\x94\xB0"},
      {"", ""},
      {"  ", ""},
      {"\xE2\x80\x8B", ""},
  };
  for (const auto& [written, wanted] : cases) EXPECT_EQ(cleaned_name(written), wanted) << written;
}

TEST(NameText, ThatLostLettersIsDamaged) {
  for (const char* damaged :
       {"Mu?oz", "?lvarez", "Muno?", "Mu\xEF\xBF\xBDoz", "Mu\xC3\x83\xC2\xB1oz", "O&#39;Brien", "O&#x27;Brien",
        "Mu&ntilde;oz", "Mu\\u00f1oz", "Mu\\XF1\\oz", "a\\b", "\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2"}) {
    EXPECT_TRUE(is_damaged_name(damaged)) << damaged;
  }
  for (const char* good : {"", "Ana", "O'Brien", "Mu\xC3\xB1oz", "?", "Ana ?", "Smith & Sons", "A & B", "R&D",
                           "\xC3\x82ngela", "AT&T Inc", "Ana & Co;"}) {
    EXPECT_FALSE(is_damaged_name(good)) << good;
  }
}

std::string placeholder(const std::string& family, std::vector<std::string> given, const std::string& text = "") {
  PersonName name;
  name.text = text;
  name.family = family;
  name.given = std::move(given);
  const auto part = placeholder_part(name);
  EXPECT_EQ(is_placeholder(name), part.has_value());
  if (!part) return "";
  return *part == NamePart::family ? "family" : "given";
}

TEST(PlaceholderName, IsToldByTheWholeGivenNameOrTheFamilyName) {
  for (const char* given :
       {"BABY", "Baby Boy", "baby girl", "BABYBOY", "Boy", "NEWBORN", "Baby Boy #2", "BOY A", "Twin Girl"}) {
    EXPECT_EQ(placeholder("Rivera", {given}), "given") << given;
  }
  for (const char* given : {"Ana", "Babyface", "Boyd", "Baker", "Ana Baby", "Guy"}) {
    EXPECT_EQ(placeholder("Rivera", {given}), "") << given;
  }
  EXPECT_EQ(placeholder("Baby", {"Ana"}), "");
  EXPECT_EQ(placeholder("Boy", {"Ana"}), "");
}

TEST(NoName, IsWhatDatabasesAndFormsWrite) {
  for (const char* none : {"NULL", "null", "nil", "NaN", "#N/A", "N/A", "NMN", "-", "--", "none", "None"}) {
    EXPECT_TRUE(is_no_name(none)) << none;
  }
  for (const char* one : {"Nan", "Na", "Nil", "Ana", "Nullmeier", "A", "X"}) EXPECT_FALSE(is_no_name(one)) << one;
}

TEST(Letters, AreComparedWithoutAccentsMarksAndCase) {
  const std::pair<const char*, const char*> cases[] = {{"O'N\xC3\xA9il", "oneil"},
                                                       {"SMITH-JONES", "smithjones"},
                                                       {" a b ", "ab"},
                                                       {"", ""},
                                                       {"'-", ""},
                                                       {"Mu\xC3\xB1oz", "munoz"},
                                                       {"n\xCC\x83", "n"},
                                                       {"A1", "a1"}};
  for (const auto& [written, wanted] : cases) EXPECT_EQ(letters_of(written), wanted) << written;
  EXPECT_EQ(characters_of("a\xFF\xC3\xA9"), U"a\uFFFD\u00E9");
  std::string out;
  for (const char32_t c : {U'a', U'\u00E9', U'\u20AC', U'\U0001F600'}) append_utf8(out, c);
  EXPECT_EQ(out, "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
}

TEST(SpreadsheetText, ThatLostItsDigitsIsTold) {
  for (const char* damaged : {"1.00E+05", "1,00E+05", "1E+05", "#", "####", "#####", "1.2e+10"}) {
    EXPECT_TRUE(is_spreadsheet_damage(damaged)) << damaged;
  }
  for (const char* good : {"", "4E07", "1E5", "EN6207", "100000", "1.5", "E+05"}) {
    EXPECT_FALSE(is_spreadsheet_damage(good)) << good;
  }
  EXPECT_EQ(without_spreadsheet_quotes("=\"00123\""), "00123");
  EXPECT_EQ(without_spreadsheet_quotes("=\"\""), "");
  for (const char* other : {"", "00123", "\"00123\"", "=\"00123", "=00123", "=\""}) {
    EXPECT_EQ(without_spreadsheet_quotes(other), other);
  }
}

// ---- numbers of events

TEST(EventNumber, IsOneHoweverItIsWritten) {
  const struct {
    const char* a;
    const char* b;
    bool one;
  } cases[] = {
      {"5", "5", true},
      {"5", "6", false},
      {"7008", "007008", true},
      {"7008", "7008.0", true},
      {"ab", "AB", true},
      {"ab", "abc", false},
      {"5^CLIN", "5", true},
      {"5^CLIN", "5^clin", true},
      {"5^CLIN", "5^LAB", false},
      {"5^CLIN", "5^CLIN^1.2.3^ISO", true},
      {"5^A^1.2.3", "5^B^1.2.3", true},
      {"5^A^1.2.3", "5^B^1.2.4", false},
      {"", "", false},
      {"5", "", false},

      {"Immunization/5", "Immunization/5", false},  // a FHIR id is exact, and compared elsewhere
      {"5\nT", "5\nT", true},
      {"5\nT", "5\nU", false},
      {"5\nT", "5", false},
      {" 5 ", "5", true},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(is_one_number(one.a, one.b), one.one) << one.a << " " << one.b;
    EXPECT_EQ(is_one_number(one.b, one.a), one.one) << one.b << " " << one.a;
  }
}

TEST(EventNumber, OfTheFillerComesFirst) {
  const struct {
    EventNumbers a;
    EventNumbers b;
    NumberMatch match;
  } cases[] = {
      {{"F1", "P1"}, {"F1", "P1"}, NumberMatch::same},    {{"F1", "P1"}, {"F1", "P2"}, NumberMatch::same},
      {{"F1", "P1"}, {"F2", "P1"}, NumberMatch::unclear}, {{"F1", "P1"}, {"F2", "P2"}, NumberMatch::other},
      {{"P1", "P1"}, {"F1", "P1"}, NumberMatch::same},  // one has the placer's alone
      {{"P1", "P1"}, {"P1", "P1"}, NumberMatch::same},    {{"P1", "P1"}, {"P2", "P2"}, NumberMatch::other},
      {{"F1", ""}, {"F1", ""}, NumberMatch::same},        {{"F1", ""}, {"F2", ""}, NumberMatch::other},
      {{"", ""}, {"", ""}, NumberMatch::other},           {{"F1", "P1"}, {"", ""}, NumberMatch::other},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(match(one.a, one.b), one.match) << one.a.event << " " << one.a.also << " / " << one.b.event;
    EXPECT_EQ(match(one.b, one.a), one.match) << one.b.event << " " << one.b.also << " / " << one.a.event;
  }
}

}  // namespace
}  // namespace vhc
