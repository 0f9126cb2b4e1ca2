#include "trust/lists/list_cursor.h"

#include <algorithm>
#include <charconv>

#include "vhc/base64url.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

// U+007F-009F, 061C, 200E-200F, 2028-202E, 2066-2069 and FEFF as their UTF-8 bytes; U+0000-001F are seen before.
bool is_forbidden(std::string_view rest) noexcept {
  const auto byte = [&rest](std::size_t i) { return i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0U; };
  switch (byte(0)) {
    case 0x7F:
      return true;
    case 0xC2:
      return byte(1) <= 0x9F;
    case 0xD8:
      return byte(1) == 0x9C;
    case 0xE2:
      if (byte(1) == 0x80) return byte(2) == 0x8E || byte(2) == 0x8F || (byte(2) >= 0xA8 && byte(2) <= 0xAE);
      return byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9;
    case 0xEF:
      return byte(1) == 0xBB && byte(2) == 0xBF;
    default:
      return false;
  }
}

bool is_plain(char c) noexcept {
  return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

}  // namespace

bool may_stand_on_list(std::string_view text) noexcept {
  if (text.empty() || text.size() > max_list_string_bytes || !is_utf8(text)) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (static_cast<unsigned char>(text[at]) < 0x20 || is_forbidden(text.substr(at))) return false;
  }
  return true;
}

bool ListCursor::take(std::string_view literal) {
  if (rest_.substr(0, literal.size()) != literal) return false;
  rest_.remove_prefix(literal.size());
  return true;
}

bool ListCursor::take_string(std::string& text, std::size_t max_bytes) {
  if (rest_.empty() || rest_.front() != '"') return false;
  std::size_t at = 1;
  text.clear();
  while (at < rest_.size() && rest_[at] != '"') {
    const std::size_t start = at;
    while (at < rest_.size() && is_plain(rest_[at])) ++at;
    text.append(rest_.substr(start, at - start));
    if (at == rest_.size() || rest_[at] == '"') break;
    if (rest_[at] == '\\') {
      if (++at == rest_.size() || (rest_[at] != '"' && rest_[at] != '\\')) return false;
    } else if (static_cast<unsigned char>(rest_[at]) < 0x20 || is_forbidden(rest_.substr(at))) {
      return false;
    }
    text += rest_[at++];
    if (text.size() > max_bytes) return false;
  }
  if (at >= rest_.size() || text.empty() || text.size() > max_bytes) return false;
  rest_.remove_prefix(at + 1);
  return true;
}

bool ListCursor::take_integer(std::int64_t& value) {
  const auto* const begin = rest_.data();
  const auto* const end = std::find_if(begin, begin + rest_.size(), [](char c) { return c < '0' || c > '9'; });
  const auto size = static_cast<std::size_t>(end - begin);
  if (size == 0 || size > 12 || (*begin == '0' && size > 1)) return false;
  std::from_chars(begin, end, value);
  if (value > max_list_integer) return false;
  rest_.remove_prefix(size);
  return true;
}

bool ListCursor::take_bytes(Bytes& bytes) {
  if (rest_.empty() || rest_.front() != '"') return false;
  const std::size_t end = rest_.find('"', 1);
  if (end == std::string_view::npos || end == 1) return false;
  auto decoded = from_base64url(rest_.substr(1, end - 1));
  if (!decoded) return false;
  bytes = *std::move(decoded);
  rest_.remove_prefix(end + 1);
  return true;
}

}  // namespace vhc
