#include "input/charset.h"

#include <algorithm>
#include <array>
#include <mutex>

#include <iconv.h>

#include "card/card_text.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

constexpr unsigned first_high = 0x80;
constexpr std::size_t num_high = 0x80;
constexpr int last_part = 16;

bool is_ascii(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < first_high; });
}

// A conversion to UTF-8 by the system's library. It never writes one letter for another.
class Converter {
 public:
  explicit Converter(const std::string& from) : handle_(iconv_open("UTF-8", from.c_str())) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (is_open()) iconv_close(handle_);
  }

  bool is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  // Empty: the byte is no character.
  std::string character(char byte) const {
    std::array<char, 4> out{};
    char* from = &byte;
    std::size_t from_left = 1;
    char* to = out.data();
    std::size_t to_left = out.size();
    if (iconv(handle_, &from, &from_left, &to, &to_left) != 0) return {};
    return {out.data(), out.size() - to_left};
  }

 private:
  iconv_t handle_;
};

// Of a set with one byte a character: what its bytes from 80 on are in UTF-8. Empty: no character.
using HighBytes = std::array<std::string, num_high>;

HighBytes high_bytes_of(Hl7Charset set) {
  HighBytes table;
  const Converter converter("ISO-8859-" + std::to_string(static_cast<int>(set)));
  for (std::size_t i = 0; i < num_high && converter.is_open(); ++i) {
    table.at(i) = converter.character(static_cast<char>(first_high + i));
  }
  return table;
}

// Made when the set is first met. Threads may ask at once.
const HighBytes& high_bytes(Hl7Charset set) {
  constexpr auto num_sets = static_cast<std::size_t>(Hl7Charset::ascii);
  static std::array<std::once_flag, num_sets> once;
  static std::array<HighBytes, num_sets> tables;
  const auto index = static_cast<std::size_t>(set);
  std::call_once(once.at(index), [&] { tables.at(index) = high_bytes_of(set); });
  return tables.at(index);
}

const std::string& character(const HighBytes& table, char byte) {
  return table.at(static_cast<unsigned char>(byte) - first_high);
}

// The number of a part of ISO 8859: one or two digits.
std::optional<Hl7Charset> part_of_8859(std::string_view number) {
  constexpr std::size_t most_digits = 2;
  if (number.empty() || number.size() > most_digits || number.front() == '0') return std::nullopt;
  if (number.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const int part = std::stoi(std::string(number));
  constexpr int no_part = 12;
  if (part > last_part || part == no_part) return std::nullopt;
  return static_cast<Hl7Charset>(part);
}

}  // namespace

std::optional<Hl7Charset> charset_of(std::string_view stated) {
  const std::string name = upper(trimmed(stated));
  if (name.empty() || name == "UNICODE UTF-8" || name == "UTF-8" || name == "UTF8") return Hl7Charset::utf8;
  if (name == "ASCII") return Hl7Charset::ascii;
  for (const std::string_view before :
       {"8859/", "8859-", "ISO-8859-", "ISO8859-", "ISO 8859-", "ISO-8859/", "ISO 8859/"}) {
    if (name.substr(0, before.size()) == before) return part_of_8859(std::string_view(name).substr(before.size()));
  }
  return std::nullopt;
}

bool is_in(Hl7Charset set, std::string_view bytes) {
  if (is_ascii(bytes)) return true;
  if (set == Hl7Charset::ascii) return false;
  if (set == Hl7Charset::utf8) return is_utf8(bytes);
  const HighBytes& table = high_bytes(set);
  return std::all_of(bytes.begin(), bytes.end(), [&table](char c) {
    return static_cast<unsigned char>(c) < first_high || !character(table, c).empty();
  });
}

std::optional<std::string> to_utf8(Hl7Charset set, std::string_view bytes) {
  if (!is_in(set, bytes)) return std::nullopt;
  if (set == Hl7Charset::utf8 || is_ascii(bytes)) return std::string(bytes);
  const HighBytes& table = high_bytes(set);
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 2);
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) < first_high) {
      out += c;
    } else {
      out += character(table, c);
    }
  }
  return out;
}

}  // namespace vhc
