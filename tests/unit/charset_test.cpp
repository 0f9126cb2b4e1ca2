// Letters of other sets: read by the one that is stated, or not at all.
#include "input/charset.h"

#include <gtest/gtest.h>

namespace vhc {
namespace {

TEST(Charset, NamesAreComparedWhole) {
  EXPECT_EQ(charset_of(""), Hl7Charset::utf8);
  EXPECT_EQ(charset_of("UNICODE UTF-8"), Hl7Charset::utf8);
  EXPECT_EQ(charset_of("unicode utf-8 "), Hl7Charset::utf8);
  EXPECT_EQ(charset_of("ASCII"), Hl7Charset::ascii);
  EXPECT_EQ(charset_of("8859/1"), Hl7Charset::iso_8859_1);
  EXPECT_EQ(charset_of("8859/11"), Hl7Charset::iso_8859_11);
  EXPECT_EQ(charset_of("8859/13"), Hl7Charset::iso_8859_13);
  for (const char* name : {"8859/15", "ISO-8859-15", "8859-15", "iso-8859-15", "ISO8859-15"}) {
    EXPECT_EQ(charset_of(name), Hl7Charset::iso_8859_15) << name;
  }
  for (const char* name :
       {"8859/0", "8859/12", "8859/17", "8859/150", "8859/1X", "8859/", "8859", "8859/01", "8859/-1", "ISO-8859-1:1987",
        "UNICODE", "UNICODE UTF-16", "WINDOWS-1250", "BIG-5", "ISO IR87", "ASCII2", "NONE", "1234^^^^MR"}) {
    EXPECT_FALSE(charset_of(name)) << name;
  }
}

TEST(Charset, EachSetHasItsLetters) {
  EXPECT_EQ(to_utf8(Hl7Charset::iso_8859_1, "Mu\xF1oz"), "Mu\u00F1oz");
  EXPECT_EQ(to_utf8(Hl7Charset::iso_8859_1, "\xA6IMEK"), "\u00A6IMEK");
  EXPECT_EQ(to_utf8(Hl7Charset::iso_8859_15, "\xA6IMEK"), "\u0160IMEK");
  EXPECT_EQ(to_utf8(Hl7Charset::iso_8859_2, "\xA3UK"), "\u0141UK");
  EXPECT_EQ(to_utf8(Hl7Charset::iso_8859_5, "\xB8\xB2"), "\u0418\u0412");
  EXPECT_EQ(to_utf8(Hl7Charset::iso_8859_7, "\xD0\xC1"), "\u03A0\u0391");
  EXPECT_EQ(to_utf8(Hl7Charset::iso_8859_10, "\xAF"), "\u014A");
  EXPECT_EQ(to_utf8(Hl7Charset::iso_8859_11, "\xA1"), "\u0E01");
  EXPECT_EQ(to_utf8(Hl7Charset::iso_8859_16, "\xAA"), "\u0218");
  EXPECT_EQ(to_utf8(Hl7Charset::utf8, "Mu\u00F1oz"), "Mu\u00F1oz");
}

TEST(Charset, AllSetsAreThere) {
  for (int part = 1; part <= 16; ++part) {
    const auto set = charset_of("8859/" + std::to_string(part));
    EXPECT_TRUE(!set || is_in(*set, "A\xE0\xF2")) << part;
    EXPECT_EQ(set.has_value(), part != 12);
  }
}

TEST(Charset, AByteWithoutACharacterIsNothing) {
  EXPECT_FALSE(to_utf8(Hl7Charset::iso_8859_7, "A\xFF"));
  EXPECT_FALSE(is_in(Hl7Charset::iso_8859_7, "A\xFF"));
  EXPECT_FALSE(to_utf8(Hl7Charset::iso_8859_3, "\xA5"));
  EXPECT_FALSE(to_utf8(Hl7Charset::iso_8859_6, "\xA1"));
  EXPECT_FALSE(to_utf8(Hl7Charset::ascii, "Mu\u00F1oz"));
  EXPECT_FALSE(to_utf8(Hl7Charset::utf8, "Mu\xF1oz"));
  EXPECT_TRUE(is_in(Hl7Charset::ascii, "Munoz"));
}

}  // namespace
}  // namespace vhc
