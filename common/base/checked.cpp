#include "vhc/checked.h"

#include <algorithm>
#include <array>

#include "vhc/display_text.h"

namespace vhc {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_base64url(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

bool is_host(std::string_view host) {
  const std::size_t colon = host.find(':');
  const std::string_view labels = host.substr(0, colon);
  if (labels.empty() ||
      !std::all_of(labels.begin(), labels.end(), [](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; })) {
    return false;
  }
  if (colon == std::string_view::npos) return true;
  const std::string_view port = host.substr(colon + 1);
  return !port.empty() && port.size() <= 5 &&
         std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Printable ASCII and the UTF-8 of everything else, less what V5 names: an iss is an opaque byte string.
constexpr bool is_path_character(char c) {
  constexpr std::string_view refused = "\x7f?#@\\\"<>";
  return static_cast<unsigned char>(c) > 0x20 && refused.find(c) == std::string_view::npos;
}

constexpr auto path_characters = [] {
  std::array<bool, 256> allowed{};
  for (std::size_t byte = 0; byte < allowed.size(); ++byte) allowed[byte] = is_path_character(static_cast<char>(byte));
  return allowed;
}();

constexpr std::string_view scheme = "https://";

}  // namespace

Result<void> IssuerUrlRule::check(std::string_view text) {
  if (text.substr(0, scheme.size()) != scheme) return fail(Errc::iss_not_https);
  if (text.back() == '/') return fail(Errc::iss_trailing_slash);
  if (text.size() > max_iss_bytes) return fail(Errc::iss_characters, {}, "an issuer URL has at most 2048 bytes");
  const std::string_view rest = text.substr(scheme.size());
  const bool plain = is_host(rest.substr(0, rest.find('/'))) &&
                     std::all_of(rest.begin(), rest.end(), [](unsigned char c) { return path_characters[c]; }) &&
                     rest.find("%00") == std::string_view::npos && without_hidden_characters(rest) == rest;
  if (!plain) return fail(Errc::iss_characters);
  return {};
}

Result<void> KeyIdRule::check(std::string_view text) {
  if (text.size() != thumbprint_chars || !is_base64url(text)) return fail(Errc::kid_format);
  return {};
}

Result<void> RevocationIdRule::check(std::string_view text) {
  if (text.empty() || text.size() > max_rid_chars || !is_base64url(text)) return fail(Errc::rid_format);
  return {};
}

}  // namespace vhc
