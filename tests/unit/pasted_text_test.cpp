// Text as people paste it: what is taken for one code, and what is an answer of its own.
#include "scan/pasted_text.h"

#include <gtest/gtest.h>

#include "../support/test_issuer.h"
#include "scan/card_link.h"
#include "vhc/card_file.h"
#include "vhc/found_cards.h"
#include "vhc/numeric_qr.h"

namespace vhc {
namespace {

// Lines of `width` characters, each with something before it, ended by `end`.
std::string wrapped(std::string_view text, std::size_t width, const std::string& end, const std::string& before = "") {
  std::string lines;
  for (; !text.empty(); text.remove_prefix(std::min(width, text.size()))) {
    lines += before + std::string(text.substr(0, width)) + end;
  }
  return lines;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.') {
      encoded += c;
    } else {
      encoded += {'%', hex[byte >> 4U], hex[byte & 15U]};
    }
  }
  return encoded;
}

std::string utf16(std::string_view text, bool big, bool mark) {
  std::string bytes = mark ? (big ? "\xFE\xFF" : "\xFF\xFE") : "";
  for (const char c : text) bytes += big ? std::string{'\0', c} : std::string{c, '\0'};
  return bytes;
}

// A letter a card: "a" is the pharmacy's, "b" the other's, "?" one that has to be read again, "-" what is none.
class PastedText : public testing::Test {
 protected:
  TestIssuer pharmacy{"https://pharmacy.example/shc"};
  TestIssuer other{"https://other.example/shc"};
  std::string a = pharmacy.card();
  std::string b = other.card();
  std::string code_a = to_numeric(a).value();
  std::string code_b = to_numeric(b).value();

  char letter(const FoundCard& card) const {
    if (!card.recognised) return '-';
    if (!card.text) return '?';
    if (*card.text == a) return 'a';
    return *card.text == b ? 'b' : '?';
  }
  std::string letters(const std::vector<FoundCard>& cards) const {
    std::string text;
    for (const FoundCard& card : cards) text += letter(card);
    return text;
  }
  std::string read(std::string_view text) const {
    const auto cards = find_cards(text);
    return cards ? letters(*cards) : std::string(name(cards.error().code));
  }
};

TEST_F(PastedText, AWrappedCardIsOneCard) {
  for (const std::string& text : {code_a, a}) {
    for (const std::size_t width : {1U, 20U, 64U, 72U, 76U, 78U, 80U, 998U}) {
      const std::string_view whole = text;
      if (width == 1 && whole.starts_with("ey")) continue;  // its first line says nothing
      if (width == 1) {
        EXPECT_EQ("a", read("shc:/\n" + wrapped(whole.substr(5), width, "\n"))) << width;
        continue;
      }
      EXPECT_EQ("a", read(wrapped(whole, width, "\n"))) << width;
      EXPECT_EQ("a", read(wrapped(whole, width, "\r\n"))) << width;
      EXPECT_EQ("a", read(wrapped(whole, width, "\r"))) << width;
      EXPECT_EQ("a", read(wrapped(whole, width, "\n\n"))) << width;
      EXPECT_EQ("a", read(wrapped(whole, width, " \n", "    "))) << width;
      EXPECT_EQ("a", read(wrapped(whole, width, "\n", "> "))) << width;
      EXPECT_EQ("a", read(wrapped(whole, width, "\n", ">> "))) << width;
      if (width < 76) {
        EXPECT_EQ("a", read(wrapped(whole, width, "=\r\n"))) << width;
      }
    }
  }
  EXPECT_EQ("a", read("shc:/ " + wrapped(std::string_view(code_a).substr(5), 8, " ")));
  EXPECT_EQ("a", read("shc:/" + wrapped(std::string_view(code_a).substr(5), 4, "\xC2\xA0")));
}

TEST_F(PastedText, ALineBreakThatWrapsNothingIsAFault) {
  const std::size_t dot = a.find('.') + 1;
  EXPECT_EQ("?-", read(a.substr(0, dot) + "\n" + a.substr(dot)));
  EXPECT_EQ("a", read("Card: " + a.substr(0, 70) + "\n" + wrapped(std::string_view(a).substr(70), 76, "\n")));
}

TEST_F(PastedText, ACardEndsWithItsSignature) {
  for (const std::string& first : {code_a, a, wrapped(code_a, 70, "\n"), wrapped(a, 70, "\n")}) {
    EXPECT_EQ("a-", read(first + "\n4006381333931\n"));
    EXPECT_EQ("a-", read(first + "\nThanks\n"));
    EXPECT_EQ("a-a", read(first + "\nhello\n" + code_a));
    EXPECT_EQ("ab", read(first + "\n" + b));
    EXPECT_EQ("ab", read(first + "\n" + code_b));
    EXPECT_EQ("ab", read(first + " " + code_b));
    EXPECT_EQ("aba", read(first + "\n" + wrapped(code_b, 60, "\n") + a));
  }
}

TEST_F(PastedText, AForeignLineSwallowsNothing) {
  EXPECT_EQ("-a-b", read("HC1:XX\n" + code_a + "\nhttps://example.com/menu\n" + b));
  EXPECT_EQ("-a", read("Here is my card:\n" + code_a));
  EXPECT_EQ("a", read("My card: " + code_a + " thanks"));
  EXPECT_EQ("a", read("shc%3A%2F" + code_a.substr(5)));
  EXPECT_EQ("-", read("shc:" + code_a.substr(5)));
  EXPECT_EQ("-", read("shc: what is it?"));
  EXPECT_EQ("-ab-", read("Dear all,\n" + code_a + "\n" + code_b + "\nRegards"));
  EXPECT_EQ("-a", read("{\"a\":\"b\n" + code_a));
  EXPECT_EQ("-a", read("{\"resourceType\":\"Bundle\"}\n" + code_a));
  EXPECT_EQ("a-", read(code_a + "\nBEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD\n"));
  EXPECT_EQ("-", read("BEGIN:VCARD\nVERSION:3.0\nFN:A B\nEND:VCARD\n"));
  EXPECT_EQ("-", read("Some prose\nof two lines.\n"));
  EXPECT_EQ("-", read(std::string("\x1f\x8b\0\n{\nnoise\n{x\n\0\n", 18)));
  EXPECT_EQ("--", read("https://example.com/a\nhttps://example.com/b\n"));
}

TEST_F(PastedText, ABrokenCardIsOneAnswerAndTheNextIsRead) {
  std::string lost = code_a;
  lost.erase(40, 1);
  std::string misread = code_a;
  misread[100] = 'O';
  for (const std::string& broken : {lost, misread}) {
    EXPECT_EQ("?", read(broken));
    EXPECT_EQ("?", read(wrapped(broken, 76, "\n")));
    EXPECT_EQ("?b", read(wrapped(broken, 76, "\n") + code_b));
    EXPECT_EQ("?b", read(wrapped(broken, 76, "\n") + wrapped(b, 76, "\n")));
  }
  EXPECT_EQ("?b", read(a.substr(0, a.size() / 2) + "\n" + b));
}

TEST_F(PastedText, WhatStandsAroundACodeIsTakenOff) {
  for (const std::string& card : {code_a, a}) {
    for (const char* const before :
         {"]Q1", "]Q3", "]d2", "]z1", "\"", "'", "<", "(", "`", "\xE2\x80\x9C", "\xC2\xAB", "> ", "\xEF\xBB\xBF"}) {
      EXPECT_EQ("a", read(before + card)) << before;
    }
    for (const char* const behind : {"\"", "'", ">", ")", ",", "\xE2\x80\x9D", ";", "\xC2\xBB"})
      EXPECT_EQ("a", read(card + behind)) << behind;
    for (const bool big : {false, true}) {
      EXPECT_EQ("a", read(utf16(card + "\r\n", big, true)));
      EXPECT_EQ("a", read(utf16(card, big, false)));
    }
  }
}

TEST_F(PastedText, ALinkThatCarriesACardIsTheCard) {
  const std::string digits = code_a.substr(5);
  const std::string file = percent_encoded(to_card_file({a}));
  for (const std::string& link :
       {"https://redirect.health.apple.com/SMARTHealthCard/" + digits, "https://app.example/SMARTHealthCard/#" + digits,
        "https://app.example/i/SMARTHealthCard/#" + file, "https://app.example/x#" + file,
        "https://viewer.example/#" + code_a, "HTTPS://APP.EXAMPLE/SMARTHEALTHCARD/#" + file}) {
    EXPECT_EQ("a", read(link)) << link.substr(0, 60);
    EXPECT_EQ("a", read(wrapped(link, 76, "\n"))) << link.substr(0, 60);
    EXPECT_EQ("a", read("<" + link + ">")) << link.substr(0, 60);
    EXPECT_EQ("a-", read(link + "\nhello world")) << link.substr(0, 60);
    EXPECT_EQ("a", letters(find_cards_in_codes(std::vector<std::string>{link}).value())) << link.substr(0, 60);
  }
  EXPECT_EQ("ab", read("https://app.example/SMARTHealthCard/#" + percent_encoded(to_card_file({a, b}))));
  EXPECT_EQ("?", read("https://redirect.health.apple.com/SMARTHealthCard/" + digits.substr(1)));
}

TEST(CardLink, WhatCarriesNoCardIsNoCard) {
  for (const char* const link :
       {"", "https://", "https://example.com/menu", "https://viewer.example/#shlink:/eyJ1cmwiOiJ",
        "https://a.example/#", "https://a.example/SMARTHealthCard/",
        "https://a.example/SMARTHealthCard/#%7B%22a%22%3A1%7D", "#%7B", "shc:/5676", "https://a.example/#%7",
        "https://a.example/#%7B%22verifiableCredential%22%3", "https://a.example/1234",
        "https://a.example/#%7Bverifiable%ZZ%7D"}) {
    EXPECT_FALSE(card_in_link(link)) << link;
  }
}

TEST_F(PastedText, OtherCodesInAPictureAreANote) {
  const std::vector<std::string> picture{"https://example.com/menu", code_a, "WIFI:S:x;;"};
  const auto cards = find_cards_in_codes(picture);
  ASSERT_TRUE(cards);
  EXPECT_EQ("a", letters(*cards));
  ASSERT_EQ(1U, cards->front().findings.size());
  EXPECT_EQ(Errc::card_other_code_beside, cards->front().findings.front().code);
  EXPECT_EQ(Severity::note, cards->front().findings.front().severity);
  EXPECT_EQ("--", letters(find_cards_in_codes(std::vector<std::string>{"https://a.example", "x"}).value()));
}

TEST_F(PastedText, CardsComeAsSoonAsTheyAreWhole) {
  CardReader reader;
  EXPECT_EQ("a", letters(reader.line(code_a)));
  EXPECT_EQ("-", letters(reader.line("https://example.com/menu")));
  const std::string_view half = std::string_view(code_b).substr(0, 300);
  EXPECT_EQ("", letters(reader.line(half)));
  EXPECT_EQ("b", letters(reader.line(std::string_view(code_b).substr(300))));
  EXPECT_EQ("", letters(reader.line(half)));
  EXPECT_EQ("?", letters(reader.pause())) << "nobody waits for what never comes";
  EXPECT_EQ("", letters(reader.pause()));
  EXPECT_EQ("b", letters(reader.line(b)));
  EXPECT_EQ("", letters(reader.end().value()));
}

TEST_F(PastedText, PartsOfASetWaitForTheOthers) {
  const auto part = [this](int ordinal, std::size_t from) {
    return "shc:/" + std::to_string(ordinal) + "/3/" + code_a.substr(5 + from, ordinal == 3 ? std::string::npos : 200);
  };
  CardReader reader;
  EXPECT_EQ("", letters(reader.line(part(2, 200))));
  EXPECT_EQ("", letters(reader.pause()));
  EXPECT_EQ("part 2 of 3 read; scan 1 and 3", reader.missing());
  EXPECT_EQ("", letters(reader.line(part(2, 200)))) << "the same once more";
  EXPECT_EQ("", letters(reader.line(part(3, 400))));
  EXPECT_EQ("", letters(reader.pause()));
  EXPECT_EQ("parts 2 and 3 of 3 read; scan 1", reader.missing());
  EXPECT_EQ("", letters(reader.line(part(1, 0))));
  EXPECT_EQ("a", letters(reader.pause()));
  EXPECT_EQ("", reader.missing());
  // Somebody else's card comes before the set is whole.
  EXPECT_EQ("", letters(reader.line(part(1, 0))));
  EXPECT_EQ("?b", letters(reader.line(code_b)));
  EXPECT_EQ("", letters(reader.end().value()));
}

TEST_F(PastedText, FilesAmongLines) {
  const std::string file = to_card_file({a});
  EXPECT_EQ("a", read(wrapped(file, 70, "\n")));
  EXPECT_EQ("ab", read(file + "\n" + to_card_file({b})));
  CardReader reader;
  EXPECT_EQ("", letters(reader.line("{\"verifiableCredential\": [")));
  EXPECT_EQ("", letters(reader.pause()));
  EXPECT_EQ("", letters(reader.line("\"" + a + "\"")));
  EXPECT_EQ("a", letters(reader.line("]}")));
  EXPECT_EQ("-", letters(reader.line("{\"verifiableCredential\":[]}"))) << "an answer among others";
  CardReader first;
  EXPECT_EQ("", letters(first.line("{\"verifiableCredential\":[]}")));
  EXPECT_EQ("-b", letters(first.line(b)));
  CardReader empty;
  EXPECT_EQ("", letters(empty.line("{\"verifiableCredential\":[]}")));
  EXPECT_EQ(Errc::card_none, empty.end().error().code);
  EXPECT_EQ(Errc::card_none, CardReader().end().error().code);
}

// What was made to keep a reader busy: time grows with the text alone.
TEST(PastedTextLimits, ManySmallPiecesTakeNoLongerThanTheirBytes) {
  std::string digits = "shc:/";
  for (int i = 0; i < 300'000; ++i) digits += "5\n";
  EXPECT_EQ(1U, find_cards(digits)->size());
  CardReader reader;
  for (int i = 0; i < 200'000; ++i) {
    EXPECT_TRUE(reader.line("shc:/1/99/5676").empty());
    if (i % 1000 == 0) {
      EXPECT_TRUE(reader.pause().empty());
    }
  }
  std::string open = "{\"a\":\"";
  for (int i = 0; i < 200'000; ++i) open += "x\n";
  EXPECT_EQ(1U, find_cards(open)->size());
}

}  // namespace
}  // namespace vhc
