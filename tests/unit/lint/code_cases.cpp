// The text of codes, the parts of a set, and the form of codes.
#include "lint_case.h"
#include "vhc/numeric_qr.h"

namespace vhc {
namespace {

std::string digits(std::string_view jws) {
  std::string text;
  for (const char c : jws) {
    const std::string number = std::to_string(c - '-');
    text += number.size() == 1 ? "0" + number : number;
  }
  return text;
}

std::string part(int ordinal, int total, std::string_view jws) {
  return "shc:/" + std::to_string(ordinal) + "/" + std::to_string(total) + "/" + digits(jws);
}

ReadCode text_of(std::string text) {
  return {.text = std::move(text), .data_codewords = {}};
}

LintCase parts_case(const char* name, const std::vector<std::string>& texts, std::vector<std::string> expected) {
  LintCase lint_case{name, LintKind::qrnumeric, {}, std::move(expected)};
  for (const std::string& text : texts) lint_case.codes.push_back(text_of(text));
  return lint_case;
}

// A card that is too long for one code, by random digits that nothing compresses.
std::string long_card() {
  std::string noise;
  for (std::uint32_t i = 0, state = 1; i < 900; ++i) {
    state = state * 1664525U + 1013904223U;
    noise += static_cast<char>('a' + (state >> 24U) % 26);
  }
  return lint_issuer().card(with(good_payload(), "Rivera", noise));
}

// Data codewords put together bit by bit.
class Codewords {
 public:
  Codewords& put(unsigned value, std::size_t bits) {
    for (; bits > 0; --bits) bits_.push_back((value >> (bits - 1) & 1U) != 0);
    return *this;
  }
  // Versions 10 to 26.
  Codewords& bytes(std::string_view text) {
    put(4, 4).put(static_cast<unsigned>(text.size()), 16);
    for (const char c : text) put(static_cast<unsigned char>(c), 8);
    return *this;
  }
  Codewords& numeric(std::string_view text) {
    put(1, 4).put(static_cast<unsigned>(text.size()), 12);
    for (; text.size() >= 3; text.remove_prefix(3))
      put(static_cast<unsigned>(std::stoi(std::string(text.substr(0, 3)))), 10);
    if (text.size() == 2) put(static_cast<unsigned>(std::stoi(std::string(text))), 7);
    if (text.size() == 1) put(static_cast<unsigned>(std::stoi(std::string(text))), 4);
    return *this;
  }
  std::string take(std::size_t size) const {
    std::string all;
    for (std::size_t i = 0; i < size * 8; i += 8) {
      unsigned byte = 0;
      for (std::size_t bit = i; bit < i + 8; ++bit) byte = byte * 2 + (bit < bits_.size() && bits_[bit] ? 1U : 0U);
      all += static_cast<char>(static_cast<unsigned char>(byte));
    }
    return all;
  }

 private:
  std::vector<bool> bits_;
};

LintCase qr_case(const char* name, const std::string& text, std::string codewords, char level,
                 std::vector<std::string> expected) {
  LintCase lint_case{name, LintKind::qr, {}, std::move(expected)};
  lint_case.codes.push_back({.text = text, .data_codewords = std::move(codewords), .level = level});
  return lint_case;
}

}  // namespace

std::vector<LintCase> code_cases() {
  const std::string card = lint_issuer().card();
  const std::string good = "shc:/" + digits(card);
  const std::string large = long_card();
  const std::size_t half = large.size() / 2;
  const std::string odd = std::to_string(card.size() * 2 - 1);
  return {
      {"a good code", LintKind::qrnumeric, good, {}},
      {"a line end behind it",
       LintKind::qrnumeric,
       good + "\n",
       {"text.final_line_end offset " + std::to_string(good.size())}},
      {"two line ends behind it",
       LintKind::qrnumeric,
       good + "\n\n",
       {"text.white_space offset " + std::to_string(good.size())}},
      {"another text", LintKind::qrnumeric, "hello", {"numeric.prefix offset 0"}},
      {"a slash too few", LintKind::qrnumeric, "shc:" + digits(card), {"numeric.prefix offset 0"}},
      {"a slash too many", LintKind::qrnumeric, "shc://" + digits(card), {"numeric.not_a_digit offset 5"}},
      {"upper case", LintKind::qrnumeric, with(good, "shc", "SHC"), {"numeric.prefix_case offset 0"}},
      {"nothing behind the prefix", LintKind::qrnumeric, "shc:/", {"numeric.empty offset 5"}},
      {"a letter", LintKind::qrnumeric, "shc:/56x6", {"numeric.not_a_digit offset 7"}},
      {"an odd number of digits",
       LintKind::qrnumeric,
       good.substr(0, good.size() - 1),
       {"numeric.odd_length offset 5"}},
      {"a pair that is no character", LintKind::qrnumeric, "shc:/560200", {"numeric.pair_out_of_range offset 7"}},
      {"odd, and a bad pair",
       LintKind::qrnumeric,
       "shc:/99567",
       {"numeric.odd_length offset 5", "numeric.pair_out_of_range offset 5"}},
      {"too long for one code", LintKind::qrnumeric, "shc:/" + digits(large), {"numeric.too_long", "jws.long"}},
      {"beyond all codes", LintKind::qrnumeric, "shc:/" + repeated("56", 70'000), {"jws.too_long"}},
      {"1/1", LintKind::qrnumeric, part(1, 1, card), {"chunks.single offset 5"}},
      parts_case("two parts", {part(1, 2, large.substr(0, half)), part(2, 2, large.substr(half))},
                 {"chunks.deprecated", "jws.long"}),
      {"two parts on lines of one file",
       LintKind::qrnumeric,
       part(2, 2, large.substr(half)) + "\r\n" + part(1, 2, large.substr(0, half)),
       {"chunks.deprecated", "jws.long"}},
      parts_case("parts of unlike length",
                 {part(1, 2, large.substr(0, half + 50)), part(2, 2, large.substr(half + 50))},
                 {"chunks.deprecated", "chunks.unbalanced", "jws.long"}),
      parts_case("parts that are not needed", {part(2, 2, card.substr(350)), part(1, 2, card.substr(0, 350))},
                 {"chunks.deprecated", "chunks.unbalanced", "chunks.not_needed"}),
      parts_case("a part of 1192 characters", {part(1, 2, large.substr(0, 1192)), part(2, 2, large.substr(1192))},
                 {"chunks.deprecated", "chunks.too_long /0", "chunks.unbalanced", "jws.long"}),
      parts_case("a part is missing", {part(1, 3, card), part(3, 3, card)}, {"chunks.deprecated", "chunks.missing"}),
      parts_case("part 0", {part(0, 2, card), part(2, 2, card)},
                 {"chunks.ordinal /0, offset 5", "chunks.deprecated", "chunks.missing"}),
      parts_case("part 3 of 2", {part(3, 2, card)},
                 {"chunks.ordinal offset 5", "chunks.deprecated", "chunks.missing", "chunks.missing"}),
      parts_case("part 01", {"shc:/01/1/" + digits(card)}, {"chunks.ordinal offset 5"}),
      parts_case("parts that do not agree", {part(1, 2, card), part(2, 3, card)},
                 {"chunks.deprecated", "chunks.total /1"}),
      parts_case("one part twice",
                 {part(1, 2, large.substr(0, half)), part(1, 2, large.substr(0, half)), part(2, 2, large.substr(half))},
                 {"chunks.deprecated", "chunks.repeated /1", "jws.long"}),
      parts_case("one number twice", {part(1, 2, large.substr(0, half)), part(1, 2, "eyJ"), part(2, 2, "eyJ")},
                 {"chunks.deprecated", "chunks.conflict /1"}),
  };
}

std::vector<LintCase> qr_cases() {
  const std::string card = lint_issuer().card();
  const std::string text = "shc:/" + digits(card);
  const std::string numbers = digits(card);
  const std::string good = Codewords().bytes("shc:/").numeric(numbers).take(589);
  std::vector<LintCase> cases{
      {"a picture without a code", LintKind::qr, "", {"picture.no_code"}},
      qr_case("a good code", text, good, 'L', {}),
      qr_case("a code of which nothing is known", text, "", '\0', {"qr.form_unknown"}),
      qr_case("a code of another size than there is", text, "xyz", 'L', {"qr.form_unknown"}),
      qr_case("another text", "https://example.com", good, 'L', {"qr.no_card"}),
      qr_case("a link", "https://viewer.example/#shlink:/eyJ", good, 'L', {"qr.link"}),
      qr_case("white space in the code", text + " ", good, 'L',
              {"text.white_space offset " + std::to_string(text.size())}),
      qr_case("version 23", text, Codewords().bytes("shc:/").numeric(numbers).take(1094), 'L',
              {"qr.version", "qr.smaller_version"}),
      qr_case("level M", text, Codewords().bytes("shc:/").numeric(numbers).take(669), 'M', {"qr.smaller_version"}),
      qr_case("one segment", text, Codewords().bytes("shc:/" + numbers).take(1812), 'M',
              {"qr.version", "qr.segments", "qr.smaller_version"}),
      qr_case("three segments", text,
              Codewords().bytes("shc:/").numeric(numbers.substr(0, 300)).numeric(numbers.substr(300)).take(589), 'L',
              {"qr.segments"}),
      qr_case("the digits in byte mode", text, Codewords().bytes("shc:/").bytes(numbers).take(2191), 'L',
              {"qr.version", "qr.second_segment", "qr.smaller_version"}),
      qr_case("a digit in the first segment", text, Codewords().bytes("shc:/5").numeric(numbers.substr(1)).take(589),
              'L', {"qr.first_segment"}),
      qr_case("two segments of bytes", "shc:/56", Codewords().bytes("shc:/").bytes("56").take(274), 'L',
              {"qr.second_segment", "qr.smaller_version", "jws.parts"}),
      qr_case("a mode that is none", text, Codewords().put(6, 4).take(589), 'L', {"qr.codewords"}),
      qr_case("an ECI in front", text, Codewords().put(7, 4).put(26, 8).bytes("shc:/").numeric(numbers).take(589), 'L',
              {"qr.segments"}),
  };
  LintCase beside = qr_case("another code beside the card", text, good, 'L', {"qr.other_code /1"});
  beside.codes.push_back(text_of("hello"));
  cases.push_back(std::move(beside));
  return cases;
}

}  // namespace vhc
