// Twins under one number, names in capitals without accents, initials: one person or two.
#include "input/same_person.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace vhc {
namespace {

PersonName name(const std::string& family, std::vector<std::string> given) {
  return {.text = {}, .family = family, .given = std::move(given), .prefix = {}, .suffix = {}};
}

PersonName text(const std::string& whole) {
  return {.text = whole, .family = {}, .given = {}, .prefix = {}, .suffix = {}};
}

TEST(SamePerson, KeysThatAreNone) {
  for (const char* key : {"",
                          " ",
                          "0",
                          "00",
                          "0000",
                          "000",
                          "9999999",
                          "111",
                          "NULL",
                          "null",
                          " Null ",
                          "(null)",
                          "<NULL>",
                          "N/A",
                          "n/a",
                          "n.a.",
                          "NA",
                          "#N/A",
                          "NONE",
                          "None",
                          "UNKNOWN",
                          "unk",
                          "TEST",
                          "test",
                          "-",
                          ".",
                          "--",
                          "?",
                          "nil",
                          "undefined",
                          "xxx",
                          "XXXX",
                          "999-99-9999",
                          "000-00-0000",
                          "1.23E+11",
                          "1,23E+11",
                          "1E+05",
                          "####",
                          "\\N",
                          "-1",
                          "NaN",
                          "0.0",
                          "\xEF\xBC\x90",
                          "\xE2\x80\x94",
                          "0\xC2\xA0"
                          "0"}) {
    EXPECT_FALSE(is_usable_key(key)) << key;
  }
}

TEST(SamePerson, KeysThatTellPeopleApart) {
  for (const char* key : {"77", "1", "9", "10", "100", "A1", "0001", "MRN-0", "4E07", "TEST1", "N1", "1.5", "99",
                          "7777778", "unknown-4711", "A", "\xD0\xB0\xD0\xB1"}) {
    EXPECT_TRUE(is_usable_key(key)) << key;
  }
}

TEST(SamePerson, FoldingForgetsCaseAccentsPunctuationAndSpaces) {
  const auto same = [](const char* a, const char* b) { EXPECT_EQ(folded(a), folded(b)) << a << " and " << b; };
  same("O'Neil", "ONEIL");
  same("O\u2019Neil", "o neil");
  same("O\u02BCNeil", "ONEIL");
  same("Se\u00E1n", "SEAN");
  same("Sea\u0301n", "Se\u00E1n");
  same("N\u00FA\u00F1ez", "NUNEZ");
  same("Gro\u00DF", "GROSS");
  same("\u0141ukasz", "Lukasz");
  same("S\u00F8ren", "SOREN");
  same("\u00C6gir", "Aegir");
  same("\u0130nci", "Inci");
  same("I\u015F\u0131k", "ISIK");
  same("\u00DE\u00F3r", "Thor");
  same("Le Gall", "LEGALL");
  same("Mary-Ann", "mary ann");
  same("\u0418\u0412\u0410\u041D\u041E\u0412\u0410", "\u0418\u0432\u0430\u043D\u043E\u0432\u0430");
  same("\u039D\u03AF\u03BA\u03BF\u03C2", "\u039D\u0399\u039A\u039F\u03A3");
  same("\uFF21\uFF4E\uFF41", "Ana");
  same("Tha\u200Bo", "Thao");
  same("\u05D3\u05B8\u05D5\u05B4\u05D3", "\u05D3\u05D5\u05D3");
}

TEST(SamePerson, MarksThatAreLettersStay) {
  EXPECT_NE(folded("\u0915\u093F"), folded("\u0915\u0940"));  // ki, kii
  EXPECT_NE(folded("\u0E01\u0E34"), folded("\u0E01\u0E38"));
  EXPECT_NE(folded("\u304B"), folded("\u304C"));  // ka, ga
  EXPECT_NE(folded("Ana"), folded("Anna"));
  EXPECT_EQ(folded("-"), "-");
  EXPECT_EQ(folded("\xFF\xFE"), "\xFF\xFE");
}

TEST(SamePerson, FamilyAndFirstGivenNameCount) {
  const PersonName ana = name("Rivera", {"Ana"});
  EXPECT_TRUE(agrees(ana, name("RIVERA", {"ANA", "Luz"})));
  EXPECT_FALSE(agrees(ana, name("Rivera", {"Eva"})));
  EXPECT_FALSE(agrees(ana, name("Riviera", {"Ana"})));
  EXPECT_TRUE(agrees(ana, name("Rivera", {"A."})));
  EXPECT_TRUE(agrees(name("Rivera", {"a"}), ana));
  EXPECT_TRUE(agrees(name("Rivera", {"\u00C1"}), name("Rivera", {"Andr\u00E9s"})));
  EXPECT_FALSE(agrees(name("Rivera", {"E"}), ana));
  EXPECT_FALSE(agrees(name("R", {"Ana"}), ana));  // a family name is no initial
  EXPECT_FALSE(agrees(name("Rivera", {"An"}), ana));
  EXPECT_TRUE(agrees(name("Rivera", {"Mary Ann"}), name("Rivera", {"MARY", "ANN"})));
  EXPECT_FALSE(agrees(name("\u674E", {"\u660E"}), name("\u674E", {"\u660E\u83EF"})));  // Ming, Minghua
}

TEST(SamePerson, TextsAgreeWithTheirParts) {
  const PersonName ana = name("Rivera", {"Ana"});
  EXPECT_TRUE(agrees(text("Ana Rivera"), ana));
  EXPECT_TRUE(agrees(ana, text("RIVERA, ANA")));
  EXPECT_TRUE(agrees(text("A. Rivera"), ana));
  EXPECT_TRUE(agrees(text("Ana Luz Rivera"), ana));
  EXPECT_TRUE(agrees(text("Ana Garc\u00EDa Rivera"), name("Garcia Rivera", {"Ana", "Luz"})));
  EXPECT_TRUE(agrees(text("Mary Ann Gall"), name("Gall", {"Mary-Ann"})));
  EXPECT_FALSE(agrees(text("Eva Rivera"), ana));
  EXPECT_FALSE(agrees(text("Rivera"), ana));
  EXPECT_FALSE(agrees(text("Ana"), ana));
  EXPECT_TRUE(agrees(text("Suryani"), text("SURYANI")));
  EXPECT_TRUE(agrees(text("Suryani"), name("Suryani", {})));
  EXPECT_FALSE(agrees(text("Suryani"), text("Suryanti")));
  std::string long_text(100'000, ' ');
  for (std::size_t i = 0; i < long_text.size(); i += 2) long_text[i] = 'a';
  EXPECT_FALSE(agrees(text(long_text), ana));
}

TEST(SamePerson, TheFullerName) {
  EXPECT_TRUE(is_fuller(name("Whitlock", {"John"}), name("Whitlock", {"J"})));
  EXPECT_FALSE(is_fuller(name("Whitlock", {"J"}), name("Whitlock", {"John"})));
  EXPECT_FALSE(is_fuller(name("Whitlock", {"J", "Robert"}), name("Whitlock", {"John"})));
  EXPECT_TRUE(is_fuller(name("Whitlock", {"John", "R"}), name("Whitlock", {"John"})));
  EXPECT_TRUE(is_fuller(name("Whitlock", {"John", "Robert"}), name("Whitlock", {"John", "R."})));
  EXPECT_FALSE(is_fuller(name("Whitlock", {"John"}), name("WHITLOCK", {"JOHN"})));
  EXPECT_FALSE(is_fuller(text("Ana Rivera"), name("Rivera", {"Ana"})));
}

TEST(SamePerson, GroupingByTheWholeName) {
  EXPECT_EQ(folded(name("N\u00FA\u00F1ez", {"Jos\u00E9"})), folded(name("NUNEZ", {"JOSE"})));
  EXPECT_NE(folded(name("Nunez", {"Jose"})), folded(name("Nunez", {"Josefa"})));
  EXPECT_NE(folded(name("Nunez", {"Jose"})), folded(name("Nunez", {"Jose", "Luis"})));
  EXPECT_NE(folded(name("Ana", {"Rivera"})), folded(name("Rivera", {"Ana"})));
  EXPECT_EQ(folded(text("Suryani")), folded(text("SURYANI")));
}

TEST(SamePerson, AWordMayBeMisspelledByOneLetter) {
  const PersonName ana = name("Munoz", {"Ana"});
  for (const PersonName& like : {name("Munoz", {"Anna"}), name("Munos", {"Ana"}), name("Muoz", {"Ana"}),
                                 name("Ana", {"Munoz"}), name("Munoz-Garcia", {"Ana"}), name("Munoz", {})}) {
    EXPECT_TRUE(may_be_misspelled(like, ana)) << like.family;
    EXPECT_TRUE(may_be_misspelled(ana, like)) << like.family;
  }
  for (const PersonName& other : {name("Munoz", {"Berta"}), name("Munoz", {"Annae"}), name("Mnuoz", {"Ana"}),
                                  name("Garcia", {"Ana"}), name("", {})}) {
    EXPECT_FALSE(may_be_misspelled(other, ana)) << other.family;
    EXPECT_FALSE(may_be_misspelled(ana, other)) << other.family;
  }
  EXPECT_FALSE(may_be_misspelled(name("Li", {"Bo"}), name("Lu", {"Bo"})));  // short words are nothing but their letters
}

// A card keeps the key under which another order of its name is looked for.
TEST(SamePerson, OtherOrdersFindWhatIsKept) {
  const auto finds = [](const PersonName& sought, const PersonName& kept) {
    const std::vector<std::string> keys = name_keys(kept).kept;
    const std::vector<std::string> other = keys_of_other_orders(sought);
    return std::find_first_of(keys.begin(), keys.end(), other.begin(), other.end()) != keys.end();
  };
  const PersonName ana = name("Munoz", {"Ana"});
  EXPECT_TRUE(finds(name("Ana", {"Munoz"}), ana));
  EXPECT_TRUE(finds(name("Munoz Garcia", {"Ana"}), ana));
  EXPECT_TRUE(finds(ana, name("Munoz Garcia", {"Ana"})));
  EXPECT_TRUE(finds(ana, name("Garcia-Munoz", {"Ana"})));
  EXPECT_FALSE(finds(name("Ana", {"Garcia"}), ana));
  EXPECT_TRUE(keys_of_other_orders(name("Munoz", {})).empty());
  EXPECT_TRUE(
      keys_of_other_orders(name("a b c d e f g h", {"i j k l m n o p q"})).empty());  // more words than a name has
}

}  // namespace
}  // namespace vhc
