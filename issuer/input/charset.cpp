#include "charset.h"

#include <algorithm>
#include <array>
#include <mutex>

#include <iconv.h>

#include "../card_text.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

constexpr unsigned first_high = 0x80;
constexpr std::size_t num_high = 0x80;
constexpr int last_part = 16;

bool is_ascii(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < first_high; });
}

std::string iconv_name(Charset set) {
  if (set == Charset::windows_1252) return "CP1252";
  return "ISO-8859-" + std::to_string(static_cast<int>(set));
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

  std::optional<std::string> convert(std::string bytes) const {
    constexpr std::size_t most_bytes = 4;  // of UTF-8, for one or two bytes of what is read
    std::string out(bytes.size() * most_bytes, '\0');
    char* from = bytes.data();
    std::size_t from_left = bytes.size();
    char* to = out.data();
    std::size_t to_left = out.size();
    if (iconv(handle_, &from, &from_left, &to, &to_left) != 0 || from_left != 0) return std::nullopt;
    out.resize(out.size() - to_left);
    return out;
  }

 private:
  iconv_t handle_;
};

// Of a set with one byte a character: what its bytes from 80 on are in UTF-8. Empty: no character.
using HighBytes = std::array<std::string, num_high>;

HighBytes high_bytes_of(Charset set) {
  HighBytes table;
  const Converter converter(iconv_name(set));
  for (std::size_t i = 0; i < num_high && converter.is_open(); ++i) {
    table.at(i) = converter.convert(std::string(1, static_cast<char>(first_high + i))).value_or("");
  }
  return table;
}

// Made when the set is first met. Threads may ask at once.
const HighBytes& high_bytes(Charset set) {
  constexpr auto num_sets = static_cast<std::size_t>(Charset::utf16);
  static std::array<std::once_flag, num_sets> once;
  static std::array<HighBytes, num_sets> tables;
  const auto index = static_cast<std::size_t>(set);
  std::call_once(once.at(index), [&] { tables.at(index) = high_bytes_of(set); });
  return tables.at(index);
}

const std::string& character(const HighBytes& table, char byte) {
  return table.at(static_cast<unsigned char>(byte) - first_high);
}

// FE FF or FF FE at the beginning tells the order.
std::optional<std::string> utf16_to_utf8(std::string_view bytes) {
  constexpr std::size_t mark_size = 2;
  const std::string_view mark = bytes.substr(0, mark_size);
  const bool is_little = mark == "\xFF\xFE";
  if (!is_little && mark != "\xFE\xFF") return std::nullopt;
  const Converter converter(is_little ? "UTF-16LE" : "UTF-16BE");
  return converter.is_open() ? converter.convert(std::string(bytes.substr(mark_size))) : std::nullopt;
}

// The number of a part of ISO 8859: one or two digits.
std::optional<Charset> part_of_8859(std::string_view number) {
  constexpr std::size_t most_digits = 2;
  if (number.empty() || number.size() > most_digits || number.front() == '0') return std::nullopt;
  if (number.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const int part = std::stoi(std::string(number));
  constexpr int no_part = 12;
  if (part > last_part || part == no_part) return std::nullopt;
  return static_cast<Charset>(part);
}

}  // namespace

std::optional<Charset> charset_of(std::string_view stated) {
  const std::string name = upper(trimmed(stated));
  if (name.empty() || name == "UNICODE UTF-8" || name == "UTF-8" || name == "UTF8") return Charset::utf8;
  if (name == "ASCII") return Charset::ascii;
  for (const std::string_view before :
       {"8859/", "8859-", "ISO-8859-", "ISO8859-", "ISO 8859-", "ISO-8859/", "ISO 8859/"}) {
    if (name.substr(0, before.size()) == before) return part_of_8859(std::string_view(name).substr(before.size()));
  }
  return std::nullopt;
}

bool is_in(Charset set, std::string_view bytes) {
  if (set == Charset::utf16) return to_utf8(set, bytes).has_value();
  if (is_ascii(bytes)) return true;
  if (set == Charset::ascii) return false;
  if (set == Charset::utf8) return is_utf8(bytes);
  const HighBytes& table = high_bytes(set);
  return std::all_of(bytes.begin(), bytes.end(), [&table](char c) {
    return static_cast<unsigned char>(c) < first_high || !character(table, c).empty();
  });
}

std::optional<std::string> to_utf8(Charset set, std::string_view bytes) {
  if (set == Charset::utf16) return utf16_to_utf8(bytes);
  if (!is_in(set, bytes)) return std::nullopt;
  if (set == Charset::utf8 || is_ascii(bytes)) return std::string(bytes);
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
