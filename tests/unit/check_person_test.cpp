// Names that nobody has, names that lost their letters, births that cannot be.
#include <algorithm>

#include <gtest/gtest.h>

#include "input/clerk.h"
#include "vhc/time.h"

namespace vhc {
namespace {

constexpr PersonPlaces places{
    .base = "/p", .key = "/key", .family = "/family", .given = "/given", .birth = "/birth", .suffix = "/suffix"};

PersonName name(const std::string& family, std::vector<std::string> given, std::vector<std::string> suffix = {}) {
  return {.text = {}, .family = family, .given = std::move(given), .prefix = {}, .suffix = std::move(suffix)};
}

struct Checked {
  Intake person;

  std::vector<std::string> told() const {
    std::vector<std::string> all;
    for (const InputFinding& finding : person.findings)
      all.push_back(std::string(vhc::name(finding.code)) + finding.field);
    return all;
  }
};

Checked check(PersonName called, const std::vector<Errc>& allowed = {}, const std::string& born = "1984-06-15",
              const std::string& key = {}) {
  InputRules rules;
  rules.today = parse_date("2026-11-22").value();
  rules.zone_is_known = true;
  rules.allowed = allowed;
  Checked checked;
  checked.person.line = 7;
  checked.person.name = std::move(called);
  checked.person.birth_date = born;
  checked.person.person_key = key;
  Clerk(rules).check_person(checked.person, places);
  return checked;
}

using Told = std::vector<std::string>;
using Given = std::vector<std::string>;

TEST(CheckPerson, MarksOfTheStaffAreNoNames) {
  for (const char* family : {"Able (VOID)", "Able - cancelled", "XXDELETE Smith", "XX Smith", "ZZZTEST", "zztest",
                             "Smith TEST", "DO NOT USE Smith", "Duplicate", "Smith (DUPLICATE)", "Smith*MERGED*",
                             "Able 1900-01-01", "Able #10442", "Able DNU", "TestPatient", "Anonymous", "WALKIN"}) {
    EXPECT_EQ(check(name(family, {"Greta"})).told(), Told{"PLACEHOLDER_NAME/p/family"}) << family;
  }
  for (const char* given : {"Cy *refused*", "Ed DECEASED", "ZZGreta", "Jane 1900-01-01", "BABY BOY", "Baby Boy A",
                            "Anonymous", "Paciente", "Greta (VOID)", "Walk-in", "Test", "Greta Test"}) {
    EXPECT_EQ(check(name("Thorvald", {given})).told(), Told{"PLACEHOLDER_NAME/p/given"}) << given;
  }
  for (const char* whole : {"BABY BOY Thorvald", "ZZTEST Greta", "Greta Thorvald (VOID)", "Doe Jane 1900-01-01"}) {
    EXPECT_EQ(check({.text = whole}).told(), Told{"PLACEHOLDER_NAME/p/family"}) << whole;
  }
  for (const char* family : {"Testa", "Voight", "Boy", "Baker 3rd", "Muster", "Zapata", "Xu", "Del Rio", "Tester",
                             "Nouse", "Deletang", "Dupree", "Rivera1042"}) {
    EXPECT_EQ(check(name(family, {"Greta"})).told(), Told{}) << family;
  }
  for (const char* given : {"Dupe", "Bebe"}) {  // are names of people
    EXPECT_EQ(check(name("Adeyemi", {given})).told(), Told{}) << given;
  }
  EXPECT_FALSE(check(name("Able (VOID)", {"Greta"}), {Errc::in_placeholder_name}).person.refused) << "if it is so";
}

TEST(CheckPerson, TheFirstDayOfASpreadsheetIsNoBirthDate) {
  for (const char* born : {"1900-01-01", "1899-12-30", "1899-12-31"}) {
    EXPECT_EQ(check(name("Thorvald", {"Greta"}), {}, born).told(), Told{"BAD_DATE/p/birth"}) << born;
  }
  EXPECT_EQ(check(name("Thorvald", {"Greta"}), {}, "1900-01-02").told(), Told{});
}

TEST(CheckPerson, WordsForNoNameAreLeftOut) {
  for (const char* none : {"NULL", "null", "None", "nil", "N/A", "NA", "na", "NaN", "nan", "NMN", "nmi", "\\N", "#N/A",
                           "undefined", "Unknown", "DO NOT USE", ".", "-", "--"}) {
    const Checked middle = check(name("Thorvald", {"Greta", none}));
    EXPECT_EQ(middle.told(), Told{"NAME_PART_DROPPED/p/given"}) << none;
    EXPECT_EQ(middle.person.name.given, Given{"Greta"}) << none;
    const Checked suffix = check(name("Thorvald", {"Greta"}, {none}));
    EXPECT_EQ(suffix.told(), Told{"NAME_PART_DROPPED/p/suffix"}) << none;
    EXPECT_TRUE(suffix.person.name.suffix.empty());
    EXPECT_FALSE(suffix.person.refused);
    EXPECT_EQ(check(name("Thorvald", {none})).told(), Told{"PLACEHOLDER_NAME/p/given"}) << none;
    const Checked family = check(name(none, {"Greta"}));
    EXPECT_EQ(family.told(), Told{"PLACEHOLDER_NAME/p/family"}) << none;
    EXPECT_TRUE(family.person.refused);
    EXPECT_EQ(check(name(none, {})).told(), Told{"PLACEHOLDER_NAME/p/family"}) << none;
  }
  EXPECT_EQ(check(name("Thorvald", {"Greta", "DO", "NOT", "USE"})).person.name.given, Given{"Greta"});
  EXPECT_EQ(check(name("Thorvald", {"Greta", "NULL", "Lena"})).person.name.given, (Given{"Greta", "Lena"}));
}

TEST(CheckPerson, NamesThatLookLikeThemAreNames) {
  for (const char* some :
       {"Nan", "Na", "Nil", "Nina", "Noel", "Nan-Fei", "Nullmeier", "Nanette", "J.", "J", "\u674E"}) {
    const Checked middle = check(name("Thorvald", {"Greta", some}));
    EXPECT_EQ(middle.told(), Told{}) << some;
    EXPECT_EQ(middle.person.name.given, (Given{"Greta", some}));
    EXPECT_EQ(check(name(some, {"Greta"})).told(), Told{}) << some;
    EXPECT_EQ(check(name("Thorvald", {some})).told(), Told{}) << some;
  }
}

TEST(CheckPerson, ThePlaceholderIsToldWhereItStandsAndCanBeAllowed) {
  EXPECT_EQ(check(name("Thorvald", {"Baby", "Boy"})).told(), Told{"PLACEHOLDER_NAME/p/given"});
  EXPECT_EQ(check(name("Test", {"Greta"})).told(), Told{"PLACEHOLDER_NAME/p/family"});
  const Checked allowed = check(name("Null", {"Greta"}), {Errc::in_placeholder_name});
  EXPECT_FALSE(allowed.person.refused);
  EXPECT_EQ(allowed.told(), Told{"PLACEHOLDER_NAME/p/family"});
  EXPECT_EQ(allowed.person.findings.at(0).severity, Severity::warning);
  EXPECT_EQ(allowed.person.findings.at(0).line, 7);
}

TEST(CheckPerson, LettersThatWereLost) {
  for (const char* damaged : {"Mu\uFFFDoz", "Mu?oz", "?imek", "Mu??oz", "Garc\u00C3\u00ADa", "Nu\u00C3\u00B1ez",
                              "MU\u00C3\u0091OZ", "MU\u00C3\u2018OZ", "\u00C5\u00A0imek", "\u00C5 imek\u00C5\u00A1",
                              "Pe\u00C2\u00B4a", "O\u00E2\u20AC\u2122Brien", "O&#39;Brien", "O&#x27;Brien",
                              "Smith &amp; Jones", "Mu\\u00f1oz", "\u00D0\u0098\u00D0\u00B2"}) {
    const Checked family = check(name(damaged, {"Greta"}));
    EXPECT_EQ(family.told(), Told{"NAME_DAMAGED/p/family"}) << damaged;
    EXPECT_TRUE(family.person.refused);
    EXPECT_EQ(check(name("Soria", {damaged})).told(), Told{"NAME_DAMAGED/p/given"}) << damaged;
    EXPECT_EQ(check(name("Soria", {"Greta"}, {damaged})).told(), Told{"NAME_DAMAGED/p/suffix"}) << damaged;
  }
  const Checked allowed = check(name("Mu?oz", {"Greta"}), {Errc::in_name_damaged});
  EXPECT_FALSE(allowed.person.refused);
  EXPECT_EQ(allowed.person.name.family, "Mu?oz");
  EXPECT_EQ(allowed.told(), Told{"NAME_DAMAGED/p/family"});
  // Allowed or not, a control character never goes on a card.
  EXPECT_TRUE(check(name("MU\u00C3\u0091OZ", {"Greta"}), {Errc::in_name_damaged}).person.refused);
}

TEST(CheckPerson, LettersThatOnlyLookLost) {
  for (const char* whole : {"CONCEI\u00C7\u00C3O", "JO\u00C3O", "O\u2019Brien", "Si\u00E2n", "Smith & Jones",
                            "\u00C5berg", "JOS\u00C9\u00A0LUIS", "Espa\u00F1a", "\u00C2ngela", "Val\u00E9ry", "AT&T"}) {
    EXPECT_EQ(check(name(whole, {"Greta"})).told(), Told{}) << whole;
  }
}

TEST(CheckPerson, WhatCannotBeSeenVanishes) {
  EXPECT_EQ(check(name("Thor\u200Bvald", {"\uFEFFGreta"})).person.name.family, "Thorvald");
  EXPECT_EQ(check(name("Thorvald", {"\uFEFFGreta"})).person.name.given, Given{"Greta"});
  EXPECT_EQ(check(name("Thorvald", {"Greta\u00A0\u00A0Lena\u202F"})).person.name.given, Given{"Greta Lena"});
  EXPECT_EQ(check(name("  Le   Gall ", {"Greta"})).person.name.family, "Le Gall");
  EXPECT_EQ(check(name("Tho\u200Drvald", {"Greta"})).person.name.family, "Thorvald");
  EXPECT_EQ(check(name("\u0646\u06CC\u200C\u0627", {"Greta"})).person.name.family, "\u0646\u06CC\u200C\u0627");
  EXPECT_EQ(check(name("Thorvald", {"Greta", "\u200B"})).person.name.given, Given{"Greta"});
}

TEST(CheckPerson, MissingAndControlCharacters) {
  EXPECT_EQ(check(name("", {"Greta"})).told(), Told{"MISSING/p/family"});
  EXPECT_EQ(check(name("", {})).told(), Told{"MISSING/p/family"});
  EXPECT_EQ(check(name("\u200B", {" "})).told(), Told{"MISSING/p/family"});
  EXPECT_EQ(check(name("Thor\x01vald", {"Greta"})).told(), Told{"CONTROL_CHARACTER/p/family"});
  EXPECT_EQ(check(name("Thorvald", {"Gr\u202Eeta"})).told(), Told{"CONTROL_CHARACTER/p/given"});
  EXPECT_TRUE(check(name("Thorvald", {"Gr\u202Eeta"})).person.refused);
}

TEST(CheckPerson, OneWordIsAText) {
  const Checked one = check(name("Suryani", {""}));
  EXPECT_EQ(one.told(), Told{});
  EXPECT_EQ(one.person.name.text, "Suryani");
  EXPECT_TRUE(one.person.name.family.empty());
  EXPECT_EQ(check(name("Suharto", {}, {"Jr."})).person.name.text, "Suharto Jr.");
  PersonName both = name("Rivera", {"Ana"});
  both.text = "Something else";
  EXPECT_EQ(check(both).person.name.text, "");
  PersonName unsplit = name("Rivera", {});
  unsplit.text = "Ana Rivera";
  EXPECT_EQ(check(unsplit).person.name.text, "Ana Rivera");
  EXPECT_EQ(check(unsplit).person.name.family, "");
}

TEST(CheckPerson, BirthDates) {
  const auto told = [](const std::string& born) { return check(name("Rivera", {"Ana"}), {}, born).told(); };
  for (const char* good : {"1984-06-15", "1984-06", "1984", "1896-11-22", "1896-11", "1896", "2026-11-22"}) {
    EXPECT_EQ(told(good), Told{}) << good;
  }
  for (const char* bad : {"0001-01-01", "1753-01-01", "1800", "1896-11-21", "1896-10", "1895"}) {
    EXPECT_EQ(told(bad), Told{"BAD_DATE/p/birth"}) << bad;
  }
  for (const char* future : {"2026-11-23", "2026-12", "2027"}) {
    EXPECT_EQ(told(future), Told{"FUTURE_DATE/p/birth"}) << future;
  }
  EXPECT_EQ(told(""), Told{"MISSING/p/birth"});
}

TEST(CheckPerson, AKeyThatIsNoneIsEmptied) {
  const auto key = [](const std::string& written) {
    return check(name("Rivera", {"Ana"}), {}, "1984-06-15", written).person.person_key;
  };
  EXPECT_EQ(key("0\nWESTPARK&1.2.3&ISO"), "");
  EXPECT_EQ(key("NULL"), "");
  EXPECT_EQ(key("77\nWESTPARK"), "77\nWESTPARK");
  EXPECT_EQ(key("77\n0"), "77\n0");
}

}  // namespace
}  // namespace vhc
