#include "json/json_escape.h"

#include "base/ascii.h"

namespace vhc {
namespace {

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0U | (c >> 6U));
    put(0x80U | (c & 0x3fU));
  } else if (c < 0x10000) {
    put(0xe0U | (c >> 12U));
    put(0x80U | ((c >> 6U) & 0x3fU));
    put(0x80U | (c & 0x3fU));
  } else {
    put(0xf0U | (c >> 18U));
    put(0x80U | ((c >> 12U) & 0x3fU));
    put(0x80U | ((c >> 6U) & 0x3fU));
    put(0x80U | (c & 0x3fU));
  }
}

char simple_escape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;  // '"', '\\' and '/'
  }
}

}  // namespace

int code_unit(std::string_view text, std::size_t offset) {
  if (offset + 4 > text.size()) return -1;
  int unit = 0;
  for (const char c : text.substr(offset, 4)) {
    const int digit = hex_digit(c);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

std::string unescape(std::string_view inside) {
  std::size_t escape = inside.find('\\');
  if (escape == std::string_view::npos) return std::string(inside);
  std::string out;
  out.reserve(inside.size());
  std::size_t done = 0;
  for (; escape != std::string_view::npos; escape = inside.find('\\', done)) {
    out += inside.substr(done, escape - done);
    done = escape + 2;
    if (inside[escape + 1] != 'u') {
      out += simple_escape(inside[escape + 1]);
      continue;
    }
    const int unit = code_unit(inside, escape + 2);
    done = escape + 6;
    auto character = static_cast<char32_t>(unit);
    if (is_high_surrogate(unit)) {
      character = 0x10000U + ((static_cast<char32_t>(unit) & 0x3ffU) << 10U) +
                  (static_cast<char32_t>(code_unit(inside, escape + 8)) & 0x3ffU);
      done = escape + 12;
    }
    append_utf8(out, character);
  }
  return out += inside.substr(done);
}

bool unescapes_to(std::string_view inside, std::string_view wanted) {
  if (inside.size() < wanted.size()) return false;  // an escape is longer than what it stands for
  if (inside.find('\\') == std::string_view::npos) return inside == wanted;
  return unescape(inside) == wanted;
}

}  // namespace vhc
