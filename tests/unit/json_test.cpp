#include "vhc/json.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vhc/json_writer.h"

namespace vhc {
namespace {

std::string outcome(const std::string& text, const JsonLimits& limits = {}) {
  const auto document = JsonDocument::parse(text, limits);
  return document ? "ok" : std::string(name(document.error().code));
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

struct JsonCase {
  const char* name;
  std::string text;
  const char* expect;
};

class JsonCases : public testing::TestWithParam<JsonCase> {};

TEST_P(JsonCases, AreReadAsRfc8259Says) {
  EXPECT_EQ(outcome(GetParam().text), GetParam().expect);
}

const JsonCase json_cases[] = {
    {"EmptyObject", "{}", "ok"},
    {"Scalar", "1", "ok"},
    {"SpaceAround", " \r\n\t{\"a\" : [1 , 2]} \n", "ok"},
    {"Escapes", R"("\"\\\/\b\f\n\r\té😀")", "ok"},
    {"NumberBeyond64Bits", "[123456789012345678901234567890]", "ok"},
    {"NumberBeyondDouble", "[1e400,-1E+999]", "ok"},
    {"MinusZero", "-0", "ok"},
    {"LongMantissa", "[" + std::string(500, '9') + ".5e-1]", "ok"},
    {"HugeNumberThenControl", "[1e400,\"\x05\"]", "json.syntax"},
    {"HugeNumberThenBadUtf8", "[1e400,\"\xFF\"]", "json.utf8"},
    {"HugeNumberThenBadNumber", "[1e400,01]", "json.syntax"},
    {"HugeNumberThenText", "[1e400] x", "json.syntax"},
    {"HugeNumberThenOpenEnd", "[1e400,", "json.syntax"},
    {"HugeNumberAfterQuoteInString", R"(["\"1e400 \\",1e400])", "ok"},
    {"LeadingZeroBeyond64Bits", "[0123456789012345678901234567890]", "json.syntax"},
    {"HugeExponentWithoutDigits", "[1e400,1e]", "json.syntax"},
    {"Empty", "", "json.syntax"},
    {"OnlySpace", "  ", "json.syntax"},
    {"TrailingText", "{} x", "json.syntax"},
    {"TwoValues", "{}{}", "json.syntax"},
    {"TrailingNul", std::string("{}\0", 3), "json.syntax"},
    {"NulThenText", std::string("{}\0[", 4), "json.syntax"},
    {"NulInString", std::string("\"a\0b\"", 5), "json.syntax"},
    {"ControlInString", "\"a\nb\"", "json.syntax"},
    {"LeadingZero", "[01]", "json.syntax"},
    {"BareDot", "[1.]", "json.syntax"},
    {"Plus", "[+1]", "json.syntax"},
    {"TrailingComma", "[1,]", "json.syntax"},
    {"MissingComma", "[1 2]", "json.syntax"},
    {"SingleQuotes", "{'a':1}", "json.syntax"},
    {"NaN", "[NaN]", "json.syntax"},
    {"Comment", "[1/*x*/]", "json.syntax"},
    {"Unclosed", "{\"a\":[1,2", "json.syntax"},
    {"UnclosedString", "\"abc", "json.syntax"},
    {"BadEscape", R"("\x41")", "json.syntax"},
    {"ShortUnicodeEscape", R"("\u12")", "json.syntax"},
    {"ByteOrderMark", "\xEF\xBB\xBF{}", "json.byte_order_mark"},
    {"NotUtf8", "\"\xC3\x28\"", "json.utf8"},
    {"OverlongUtf8", "\"\xC0\xAF\"", "json.utf8"},
    {"SurrogateInUtf8", "\"\xED\xA0\x80\"", "json.utf8"},
    {"Duplicate", R"({"a":1,"b":2,"a":3})", "json.duplicate_name"},
    {"DuplicateAfterUnescaping", "{\"alg\":1,\"\\u0061lg\":2}", "json.duplicate_name"},
    {"DuplicateDeepInside", R"([{"a":{"b":{"x":1,"x":1}}}])", "json.duplicate_name"},
    {"DuplicateLongName", R"({"a_long_name":1,"b_long_name":2,"a_long_name":3})", "json.duplicate_name"},
    {"LongNamesThatEndAlike", R"({"a_long_name":1,"b_long_name":2,"aa_long_name":3})", "ok"},
    {"DuplicateOfTwoEscaped", R"({"\u0061":1,"\u0061":2})", "json.duplicate_name"},
    {"EscapedNamesThatDiffer", R"({"\u0061":1,"\u0062":2,"c":3})", "ok"},
    {"DuplicateEmptyName", R"({"":1,"":2})", "json.duplicate_name"},
    {"SameNameInOtherObjects", R"({"a":{"a":1},"b":{"a":1}})", "ok"},
    {"CaseDiffers", R"({"a":1,"A":2})", "ok"},
    {"DeepestAllowed", nested(64), "ok"},
    {"OneDeeper", nested(65), "json.too_deep"},
    {"VeryDeep", nested(5000), "json.too_deep"},
    {"UnclosedVeryDeep", std::string(60000, '['), "json.too_deep"},
};
INSTANTIATE_TEST_SUITE_P(Rows, JsonCases, testing::ValuesIn(json_cases),
                         [](const auto& row) { return row.param.name; });

TEST(Json, LoneSurrogatesAreRefusedWhateverTheirKind) {
  for (const char* text :
       {R"("\ud83d")", R"("\ude00")", R"("\ud83dx")", R"("\ud83d\n")", R"("\ud83dA")", R"("\ude00\ud83d")"}) {
    EXPECT_NE(outcome(text), "ok") << text;
  }
}

TEST(Json, SizeIsAcceptedAtTheLimitAndRefusedAbove) {
  const std::string text = "\"" + std::string(98, 'a') + "\"";
  EXPECT_EQ(outcome(text, {.max_bytes = 100}), "ok");
  EXPECT_EQ(outcome(text, {.max_bytes = 99}), "json.too_large");
}

TEST(Json, AnErrorNamesItsPlace) {
  const auto document = JsonDocument::parse("{\n \"a\": 1,\n \"a\": 2}");
  ASSERT_FALSE(document);
  EXPECT_NE(document.error().where.find("line 3"), std::string::npos) << document.error().where;
  const auto broken = JsonDocument::parse("{\n \"a\": tru}");
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().where.find("line 2"), std::string::npos) << broken.error().where;
}

TEST(Json, AnErrorNeverCarriesTheText) {
  const auto document = JsonDocument::parse(R"({"family":"Rivera","family":"Rivera"})");
  ASSERT_FALSE(document);
  EXPECT_EQ((document.error().what + document.error().where + document.error().hint).find("Rivera"), std::string::npos);
}

// Strings are read and written eight characters at a time: what has to be escaped is found at every place.
TEST(Json, WhatMustBeEscapedIsFoundWhereverItStands) {
  for (std::size_t size = 1; size < 40; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      for (const char special : {'"', '\\', '\x1f', '\0', '\x7f', ' ', '\n'}) {
        std::string text(size, 'x');
        text[place] = special;
        const auto document = JsonDocument::parse(JsonWriter().begin_array().string(text).end_array().take());
        ASSERT_TRUE(document) << size << " " << place;
        EXPECT_EQ(document->root().first()->string(), text);
        const bool plain = special == '\x7f' || special == ' ';
        EXPECT_EQ(outcome("[\"" + text + "\"]"), plain ? "ok" : "json.syntax") << size << " " << place;
      }
    }
  }
}

TEST(Json, CharactersBeyondAsciiAreNoEscapes) {
  const std::string text = "Zo\u00eb \u738b\u5c0f\u660e \U0001F489 \x7f \u00a0";
  const std::string json = JsonWriter().string(text).take();
  EXPECT_EQ(json, '"' + text + '"');
  EXPECT_EQ(JsonDocument::parse(json)->root().string(), text);
}

TEST(Json, ManyMembersAreCheckedForDuplicatesInGoodTime) {
  std::string text = "{";
  for (int i = 0; i < 8000; ++i) text += "\"n" + std::to_string(i) + "\":0,";
  EXPECT_EQ(outcome(text + "\"last\":0}"), "ok");
  EXPECT_EQ(outcome(text + "\"n4000\":0}"), "json.duplicate_name");
}

TEST(Json, ValuesAreFoundAndUnescaped) {
  const auto document =
      JsonDocument::parse(R"({"n":2.50,"s":"a\u00e9\ud83d\ude00\"","list":[true,null,"x"],"o":{"\u006b":1}})");
  ASSERT_TRUE(document);
  const JsonValue root = document->root();
  EXPECT_EQ(root.size(), 4U);
  EXPECT_EQ(root.find("n")->text(), "2.50");
  EXPECT_EQ(root.find_string("s"), "a\xC3\xA9\xF0\x9F\x98\x80\"");
  EXPECT_TRUE(root.find("list")->at(0)->boolean());
  EXPECT_TRUE(root.find("list")->at(1)->is(JsonKind::null));
  EXPECT_TRUE(root.find("list")->at(2)->equals("x"));
  EXPECT_FALSE(root.find("list")->at(3));
  EXPECT_TRUE(root.find("o")->find("k"));
  EXPECT_FALSE(root.find("missing"));
  EXPECT_FALSE(root.find_string("n"));
  EXPECT_TRUE(document->minified());
}

TEST(Json, PointersNameThePlaceAndNoOddNames) {
  const auto document = JsonDocument::parse(R"({"entry":[{"resource":{}},{"resource":{"John Anyperson":[0,1]}}]})");
  ASSERT_TRUE(document);
  const auto odd = document->root().find("entry")->at(1)->find("resource")->find("John Anyperson");
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->at(1)->pointer(), "/entry/1/resource/?/1");
  EXPECT_EQ(document->root().pointer(), "");
}

TEST(Minify, KeepsEveryDigitAndDropsOnlyWhiteSpace) {
  const auto document = JsonDocument::parse(
      R"( { "a" : 2.50 , "b":[ 1e3, 100.000, -0, 123456789012345678901234567890 ],"c":"x\/y A\n" } )");
  ASSERT_TRUE(document);
  EXPECT_FALSE(document->minified());
  EXPECT_EQ(minify(document->root()),
            R"({"a":2.50,"b":[1e3,100.000,-0,123456789012345678901234567890],"c":"x/y A\n"})");
}

// Texts are looked at eight bytes at a time: every length, and the odd character at every place.
TEST(JsonWriter, EscapesAtEveryPlaceOfEveryLength) {
  for (const char odd : {'"', '\\', '\n', '\x1f', '\x7f', '\xC3'}) {
    for (std::size_t length = 1; length <= 26; ++length) {
      for (std::size_t place = 0; place < length; ++place) {
        std::string text(length, 'a');
        text[place] = odd;
        if (odd == '\xC3') text.insert(place + 1, "\xA9");
        EXPECT_EQ(JsonWriter(1).string(text).take(), nlohmann::json(text).dump()) << length << " " << place;
      }
    }
  }
}

TEST(JsonWriter, IsEmptyAfterItsTextWasTaken) {
  JsonWriter writer(4);
  EXPECT_EQ("\"longer than was expected\"", writer.string("longer than was expected").take());
  EXPECT_EQ("", writer.text());
}

TEST(JsonWriter, EscapesWhatMustBeEscapedAndNothingElse) {
  JsonWriter writer;
  writer.begin_object()
      .member(std::string_view("a\"b"), "\x01\t\\\xC3\xA9")
      .member("n", std::int64_t{-5})
      .member("t", true)
      .name("e")
      .begin_array();
  writer.null().begin_object().end_object().end_array().end_object();
  EXPECT_EQ(writer.text(), "{\"a\\\"b\":\"\\u0001\\t\\\\\xC3\xA9\",\"n\":-5,\"t\":true,\"e\":[null,{}]}");
  EXPECT_TRUE(JsonDocument::parse(writer.take()));
}

// A literal that needs escapes does not compile; a name of short or long text is found whatever stands beside it.
TEST(JsonValue, NamesThatLookAlikeAreToldApart) {
  const auto document =
      JsonDocument::parse(R"({"ab":1,"ba":2,"xfamily":3,"family":4,"\u0066amily2":5,"a":6,"":7,"aaab":8,"aab":9})")
          .value();
  const JsonValue root = document.root();
  for (const auto& [name, value] : {std::pair{"ab", "1"},
                                    {"ba", "2"},
                                    {"xfamily", "3"},
                                    {"family", "4"},
                                    {"family2", "5"},
                                    {"a", "6"},
                                    {"", "7"},
                                    {"aaab", "8"},
                                    {"aab", "9"}}) {
    ASSERT_TRUE(root.find(name)) << name;
    EXPECT_EQ(root.find(name)->text(), value) << name;
  }
  for (const char* const missing : {"b", "Family", "amily", "bb", "aaaab", "\\u0066amily2"})
    EXPECT_FALSE(root.find(missing));
  EXPECT_EQ(root.find("family2")->raw_name(), "\\u0066amily2");
}

}  // namespace
}  // namespace vhc
