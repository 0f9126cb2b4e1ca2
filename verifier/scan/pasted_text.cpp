#include "scan/pasted_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "scan/card_link.h"
#include "vhc/card_file.h"
#include "vhc/numeric_qr.h"

namespace vhc {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view white_space = " \t\r\n\f\v";
constexpr std::size_t signature_chars = 86;        // 64 bytes in base64url
constexpr std::size_t longest_wrapped_line = 998;  // RFC 5322 2.1.1: no line of a mail is longer
constexpr std::size_t max_kept = 2 * max_jws_chars + 64;
constexpr std::size_t max_block = std::size_t{8} * 1024;

// White space that word processors and web pages put in: no-break space, zero-width space, byte order mark.
constexpr std::array<std::string_view, 3> invisible{"\xC2\xA0", "\xE2\x80\x8B", byte_order_mark};
// What people and programs put around a code.
constexpr std::array<std::string_view, 20> around{"\"",
                                                  "'",
                                                  "`",
                                                  "<",
                                                  ">",
                                                  "(",
                                                  ")",
                                                  "[",
                                                  "]",
                                                  "{",
                                                  "}",
                                                  ",",
                                                  ";",
                                                  "\xC2\xAB",
                                                  "\xC2\xBB",
                                                  "\xE2\x80\x98",
                                                  "\xE2\x80\x99",
                                                  "\xE2\x80\x9C",
                                                  "\xE2\x80\x9D",
                                                  "\xE2\x80\x9E"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return folded(c) >= 'a' && folded(c) <= 'z';
}

bool is_jws_character(char c) {
  return is_digit(c) || is_letter(c) || c == '-' || c == '_' || c == '.';
}

bool is_url_character(char c) {
  return c > ' ' && c < '\x7F' && c != '"' && c != '<' && c != '>';
}

bool is_jws_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_jws_character);
}

// Digits, a few of which may have been misread.
bool is_digits(std::string_view text) {
  const auto count = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
  return count == text.size() || (text.size() >= 16 && count * 4 >= text.size() * 3);
}

template <class Marks>
bool drop_front(std::string_view& text, const Marks& marks) {
  const auto found =
      std::find_if(marks.begin(), marks.end(), [text](std::string_view mark) { return text.starts_with(mark); });
  if (found == marks.end()) return false;
  text.remove_prefix(found->size());
  return true;
}

template <class Marks>
bool drop_back(std::string_view& text, const Marks& marks) {
  const auto found =
      std::find_if(marks.begin(), marks.end(), [text](std::string_view mark) { return text.ends_with(mark); });
  if (found == marks.end()) return false;
  text.remove_suffix(found->size());
  return true;
}

std::string_view without_quotes(std::string_view text) {
  while (drop_front(text, around)) continue;
  while (drop_back(text, around)) continue;
  return text;
}

// "]Q1": which kind of code a scanner read (ISO/IEC 15424).
std::string_view without_aim(std::string_view text) {
  const bool has_aim =
      text.size() > 3 && text[0] == ']' && is_letter(text[1]) && (is_digit(text[2]) || is_letter(text[2]));
  return has_aim ? text.substr(3) : text;
}

// The next word of a line, which is taken off it; empty at its end.
std::string_view next_token(std::string_view& line) {
  while (!line.empty()) {
    if (white_space.find(line.front()) != std::string_view::npos) {
      line.remove_prefix(1);
    } else if (!drop_front(line, invisible)) {
      break;
    }
  }
  std::size_t end = 0;
  const auto at_space = [&line](std::size_t at) {
    return white_space.find(line[at]) != std::string_view::npos ||
           std::any_of(invisible.begin(), invisible.end(),
                       [&](std::string_view mark) { return line.substr(at, mark.size()) == mark; });
  };
  while (end < line.size() && !at_space(end)) ++end;
  const std::string_view token = line.substr(0, end);
  line.remove_prefix(end);
  return token;
}

// Without the marks of an answered mail, and without the "=" that ends a line of quoted-printable.
std::string_view without_mail_marks(std::string_view line) {
  while (line.starts_with('>')) line = without_white_space(line.substr(1));
  constexpr std::size_t longest = 76;  // RFC 2045 6.7
  if (line.ends_with('=') && line.size() <= longest) line.remove_suffix(1);
  return line;
}

void add_utf8(std::uint32_t c, std::string& text) {
  if (c < 0x80) {
    text += static_cast<char>(c);
    return;
  }
  const auto more = [c](unsigned shift) { return static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x800) {
    text += static_cast<char>(0xC0U | (c >> 6U));
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0U | (c >> 12U));
    text += more(6);
  } else {
    text += static_cast<char>(0xF0U | (c >> 18U));
    text += more(12);
    text += more(6);
  }
  text += more(0);
}

// What is no pair of surrogates becomes the replacement character.
std::string from_utf16(std::string_view bytes, bool big) {
  constexpr std::uint32_t replacement = 0xFFFD;
  const auto unit = [bytes, big](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<std::uint32_t>(big ? first << 8U | second : second << 8U | first);
  };
  std::string text;
  text.reserve(bytes.size() / 2);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    std::uint32_t c = unit(i);
    if (c >= 0xD800 && c < 0xE000) {
      const std::uint32_t low = c < 0xDC00 && i + 3 < bytes.size() ? unit(i + 2) : 0;
      const bool pair = low >= 0xDC00 && low < 0xE000;
      c = pair ? 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00) : replacement;
      if (pair) i += 2;
    }
    add_utf8(c, text);
  }
  return text;
}

}  // namespace

bool begins_folded(std::string_view text, std::string_view prefix) noexcept {
  return text.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), text.begin(),
                                                    [](char wanted, char c) { return folded(c) == wanted; });
}

std::string_view without_white_space(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

std::string plain_text(std::string_view bytes) {
  if (bytes.starts_with(byte_order_mark)) return std::string(bytes.substr(byte_order_mark.size()));
  if (bytes.starts_with("\xFF\xFE")) return from_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xFE\xFF")) return from_utf16(bytes.substr(2), true);
  // Without a mark: every character of a card is ASCII, so that every other byte is zero.
  if (bytes.size() >= 4 && bytes[0] != '\0' && bytes[1] == '\0' && bytes[3] == '\0') return from_utf16(bytes, false);
  if (bytes.size() >= 4 && bytes[0] == '\0' && bytes[1] != '\0' && bytes[2] == '\0') return from_utf16(bytes, true);
  return std::string(bytes);
}

std::string unwrapped_code(std::string_view text) {
  text = without_aim(without_white_space(text));
  if (text.empty() || text.front() == '{') return std::string(text);
  const std::string_view bare = without_quotes(text);
  if (auto card = card_in_link(bare)) return *std::move(card);
  const bool is_code = begins_folded(bare, code_scheme) || (bare.starts_with("ey") && is_jws_text(bare));
  return std::string(is_code ? bare : text);
}

void CodeLines::Progress::add(char c) noexcept {
  if (c == '.') {
    ++dots;
    after = 0;
  } else {
    ++after;
  }
}

void CodeLines::Progress::add_digit(char c) noexcept {
  broken = broken || !is_digit(c);
  if (broken) return;
  if (half == 0) {
    half = c;
    return;
  }
  const auto character = static_cast<char>((half - '0') * 10 + (c - '0') + '-');
  broken = !is_jws_character(character);
  add(character);
  half = 0;
}

bool CodeLines::Progress::whole() const noexcept {
  return !broken && half == 0 && dots == 2 && after == signature_chars;
}

bool CodeLines::Progress::over() const noexcept {
  return !broken && (dots > 2 || (dots == 2 && after > signature_chars));
}

bool CodeLines::is_whole() const noexcept {
  switch (kind_) {
    case Kind::digits:
      if (part_) return last_part_ && progress_.dots > 0 && progress_.after == signature_chars && progress_.half == 0;
      return progress_.whole() || progress_.over();
    case Kind::jws:
      return progress_.whole() || progress_.over();
    case Kind::link:
      return text_.ends_with('}') ||
             (text_.size() >= 3 && begins_folded(std::string_view(text_).substr(text_.size() - 3), "%7d"));
    default:
      return false;
  }
}

void CodeLines::add(std::string_view token) {
  if (text_.size() < max_kept) text_ += token;
  if (kind_ == Kind::jws) std::for_each(token.begin(), token.end(), [this](char c) { progress_.add(c); });
  if (kind_ == Kind::digits) std::for_each(token.begin(), token.end(), [this](char c) { progress_.add_digit(c); });
}

void CodeLines::start(Kind kind, std::string_view token, Pieces& pieces) {
  close(pieces);
  kind_ = kind;
  if (kind != Kind::digits) {
    add(token);
    return;
  }
  // What stands before the digits: "shc:/" or "shc:/C/N/".
  const std::size_t digits = token.rfind('/') + 1;
  text_ = token.substr(0, digits);
  const std::string_view numbers = std::string_view(text_).substr(code_scheme.size());
  const std::size_t slash = numbers.find('/');
  part_ = slash != std::string_view::npos;
  last_part_ = part_ && numbers.substr(0, slash + 1) == numbers.substr(slash + 1);
  add(token.substr(digits));
}

void CodeLines::close(Pieces& pieces) {
  if (kind_ == Kind::none) return;
  if (kind_ == Kind::link) {
    auto card = card_in_link(text_);
    pieces.push_back(card ? *std::move(card) : std::move(text_));
  } else {
    pieces.push_back(std::move(text_));
  }
  *this = {};
}

// Whether a code begins in this word.
bool CodeLines::starts(std::string_view token, bool last, Pieces& pieces) {
  const std::string_view bare = without_quotes(token);
  if (begins_card_link(bare)) {
    const auto card = card_in_link(bare);
    if (card && begins_folded(*card, code_scheme)) {
      start(Kind::digits, *card, pieces);
    } else {
      start(Kind::link, bare, pieces);
    }
    return true;
  }
  const auto scheme = std::search(bare.begin(), bare.end(), code_scheme.begin(), code_scheme.end(),
                                  [](char c, char wanted) { return folded(c) == wanted; });
  if (scheme != bare.end()) {
    start(Kind::digits, bare.substr(static_cast<std::size_t>(scheme - bare.begin())), pieces);
    return true;
  }
  constexpr std::size_t shortest_wrapped_line = 20;
  const bool has_dot = bare.find('.') != std::string_view::npos;
  const bool may_be_wrapped =
      last && bare.starts_with("eyJ") && kind_ != Kind::jws && bare.size() >= shortest_wrapped_line;
  if (!bare.starts_with("ey") || !is_jws_text(bare) || !(has_dot || may_be_wrapped)) return false;
  start(Kind::jws, bare, pieces);
  return true;
}

// Whether the word can be more of the code that waits. `first`: of its line.
bool CodeLines::continues(std::string_view token, bool first) const noexcept {
  constexpr std::size_t no_word = 16;  // what stands behind a card on its line must not look like a word
  if (kind_ == Kind::digits) return is_digits(token);
  if (kind_ == Kind::jws) return is_jws_text(token) && (first ? token.size() <= width_ : token.size() >= no_word);
  return kind_ == Kind::link && first && std::all_of(token.begin(), token.end(), is_url_character);
}

// False when the line is none of a code.
bool CodeLines::take_tokens(std::string_view text, Pieces& pieces) {
  std::string_view rest = without_aim(without_mail_marks(text));
  const std::size_t length = text.size();
  constexpr std::size_t shortest_group = 4;  // a shorter number begins a sentence
  bool taken = false;
  for (bool first = true;; first = false) {
    const std::string_view token = next_token(rest);
    if (token.empty()) break;
    const std::string_view bare = without_quotes(token);
    const bool last = without_white_space(rest).empty();
    const bool is_number = first && !last && bare.size() < shortest_group;
    if (starts(token, last, pieces)) {
      taken = true;
      width_ = length;
    } else if (waits() && (taken || first) && !is_number && continues(bare, first)) {
      add(bare);
      taken = true;
    }
    if (is_whole()) close(pieces);
  }
  if (part_ && taken && length > longest_wrapped_line) close(pieces);
  return taken;
}

// JSON to its last brace. A line end in a string is one that wrapping put there.
void CodeLines::add_json(std::string_view text, Pieces& pieces) {
  if (!text_.empty() && !in_string_) text_ += '\n';
  for (const char c : text) {
    if (in_string_) {
      if (!escaped_ && c == '"') in_string_ = false;
      escaped_ = !escaped_ && c == '\\';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{') {
      ++depth_;
    } else if (c == '}') {
      --depth_;
    }
  }
  text_ += text;
  if (depth_ <= 0 || text_.size() > max_card_file_bytes) close(pieces);
}

CodeLines::Pieces CodeLines::line(std::string_view text) {
  Pieces pieces;
  text = without_white_space(text);
  if (text.starts_with(byte_order_mark)) text = without_white_space(text.substr(byte_order_mark.size()));
  if (text.empty()) return pieces;
  if (kind_ == Kind::block) {
    text_ += '\n';
    text_ += text;
    if (text == block_end_ || text_.size() > max_block) close(pieces);
    return pieces;
  }
  if (kind_ == Kind::json) {
    const bool other = begins_folded(text, code_scheme) || (in_string_ && text.front() == '{');
    if (!other) {
      add_json(text, pieces);
      return pieces;
    }
    close(pieces);
  }
  if (text.front() == '{') {
    close(pieces);
    kind_ = Kind::json;
    add_json(text, pieces);
    return pieces;
  }
  if (begins_folded(text, "begin:v")) {
    close(pieces);
    kind_ = Kind::block;
    text_ = text;
    block_end_ = "END" + std::string(text.substr(text.find(':')));
    return pieces;
  }
  if (take_tokens(text, pieces)) return pieces;
  close(pieces);
  pieces.emplace_back(text);
  return pieces;
}

CodeLines::Pieces CodeLines::pause() {
  return kind_ == Kind::json ? Pieces{} : end();
}

CodeLines::Pieces CodeLines::end() {
  Pieces pieces;
  close(pieces);
  return pieces;
}

}  // namespace vhc
