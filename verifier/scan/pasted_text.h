// Text as people hand it over: copied out of a mail, wrapped in lines, quoted, with other lines around it, sent by a
// scanner. What stands in it is taken apart into codes, line by line; whether they are cards is not decided here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vhc {

inline constexpr std::string_view code_scheme = "shc:/";

constexpr char folded(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
// `prefix` in lower case.
bool begins_folded(std::string_view text, std::string_view prefix) noexcept;

// Without white space at both ends.
std::string_view without_white_space(std::string_view text) noexcept;

// Without a byte order mark; UTF-16 is turned into UTF-8.
std::string plain_text(std::string_view bytes);

// One code, without what a scanner or a hand has put around it: white space, quotes, an AIM identifier such as "]Q1".
// Of a link that carries a card, the card.
std::string unwrapped_code(std::string_view text);

// Puts the lines of a text together to codes. Each piece that is given back is the text of a code or card ("shc:/…", a
// compact JWS, JSON), joined if it was wrapped, or a line that is none of these, as it stands. A card says where it
// ends: its signature has 86 characters. So what follows a whole card is never taken for more of it.
class CodeLines {
 public:
  using Pieces = std::vector<std::string>;

  // What is whole after this line.
  Pieces line(std::string_view text);
  // What has been waiting for more, when nothing comes: all but JSON that is open.
  Pieces pause();
  // All that is left.
  Pieces end();
  // Whether a part of a code, that more may follow, is kept back.
  bool waits() const noexcept { return kind_ != Kind::none; }

 private:
  enum class Kind : unsigned char { none, digits, jws, link, json, block };

  // How far a card has come, by what it is made of.
  struct Progress {
    char half = 0;          // the first digit of a pair
    int dots = 0;           // of the JWS
    std::size_t after = 0;  // characters since the last dot
    bool broken = false;

    void add(char c) noexcept;
    void add_digit(char c) noexcept;
    bool whole() const noexcept;
    bool over() const noexcept;
  };

  bool take_tokens(std::string_view text, Pieces& pieces);
  bool starts(std::string_view token, bool last, Pieces& pieces);  // `last`: of its line
  bool continues(std::string_view token, bool first) const noexcept;
  void start(Kind kind, std::string_view token, Pieces& pieces);
  void add(std::string_view token);
  void add_json(std::string_view text, Pieces& pieces);
  void close(Pieces& pieces);
  bool is_whole() const noexcept;

  Kind kind_ = Kind::none;
  std::string text_;
  Progress progress_;
  bool part_ = false;       // of a set: "shc:/C/N/"
  bool last_part_ = false;  // C is N
  std::size_t width_ = 0;   // of the line that it began on: wrapping makes none longer
  std::string block_end_;   // of the lines of a contact or event
  int depth_ = 0;           // of JSON
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace vhc
