#include "svg/svg_markup.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace vhc {
namespace {

constexpr std::string_view white_space = " \t\r\n";

tl::unexpected<Error> not_closed() {
  return fail(Errc::picture_unreadable, "SVG picture", "something in it is not closed; save or send it again");
}

tl::unexpected<Error> not_read(std::string where, std::string hint) {
  return fail(Errc::picture_kind, std::move(where), std::move(hint));
}

std::string_view without_prefix(std::string_view name) {
  return name.substr(name.find(':') + 1);  // npos + 1 is 0
}

// Where the '>' is that ends a tag: not one in quotes.
std::size_t end_of_tag(std::string_view text) {
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return i;
    }
  }
  return std::string_view::npos;
}

bool is_plain_encoding(std::string_view declaration) {
  constexpr std::array plain = {"utf-8", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252"};
  const std::size_t at = declaration.find("encoding");
  if (at == std::string_view::npos) return true;
  const std::string_view rest = declaration.substr(at);
  const std::size_t start = rest.find_first_of("\"'");
  if (start == std::string_view::npos) return false;
  std::string name(rest.substr(start + 1, rest.find(rest[start], start + 1) - start - 1));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::find(plain.begin(), plain.end(), name) != plain.end();
}

}  // namespace

std::string_view attribute(const SvgTag& tag, std::string_view name) {
  std::string_view value;
  std::string_view rest = tag.attributes;
  for (;;) {
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return value;
    std::string_view key = rest.substr(0, equals);
    key = key.substr(std::min(key.find_first_not_of(white_space), key.size()));
    key = key.substr(0, key.find_last_not_of(white_space) + 1);
    rest.remove_prefix(equals + 1);
    const std::size_t start = rest.find_first_of("\"'");
    if (start == std::string_view::npos) return value;
    const std::size_t end = rest.find(rest[start], start + 1);
    if (end == std::string_view::npos) return value;
    if (without_prefix(key) == name) value = rest.substr(start + 1, end - start - 1);
    rest.remove_prefix(end + 1);
  }
}

Result<void> SvgTags::skip_to(std::string_view end) {
  const std::size_t at = rest_.find(end);
  if (at == std::string_view::npos) return not_closed();
  rest_.remove_prefix(at + end.size());
  return {};
}

// A comment, a section of characters, an instruction or a document type.
Result<void> SvgTags::skip_declaration() {
  if (rest_.starts_with("<!--")) return skip_to("-->");
  if (rest_.starts_with("<![CDATA[")) return skip_to("]]>");
  if (rest_.starts_with("<?")) {
    const std::string_view declaration = rest_.substr(0, rest_.find("?>"));
    if (rest_.starts_with("<?xml") && !is_plain_encoding(declaration)) {
      return not_read("SVG picture in an unusual encoding", "save it again as UTF-8, or convert it to PNG");
    }
    return skip_to("?>");
  }
  const std::size_t end = end_of_tag(rest_);
  if (rest_.substr(0, end).find_first_of("[<", 1) != std::string_view::npos) {
    return not_read("SVG picture that declares entities", "save it again without them, or convert it to PNG");
  }
  if (end == std::string_view::npos) return not_closed();
  rest_.remove_prefix(end + 1);
  return {};
}

Result<std::optional<SvgTag>> SvgTags::next() {
  for (;;) {
    rest_.remove_prefix(std::min(rest_.find('<'), rest_.size()));
    if (rest_.empty()) return std::nullopt;
    if (!rest_.starts_with("<!") && !rest_.starts_with("<?")) break;
    VHC_CHECK_OK(skip_declaration());
  }
  const std::size_t end = end_of_tag(rest_);
  if (end == std::string_view::npos) return not_closed();
  std::string_view inside = rest_.substr(1, end - 1);
  rest_.remove_prefix(end + 1);
  SvgTag tag{.kind = SvgTag::Kind::open, .name = {}, .attributes = {}};
  if (inside.starts_with('/')) {
    tag.kind = SvgTag::Kind::close;
    inside.remove_prefix(1);
  } else if (inside.ends_with('/')) {
    tag.kind = SvgTag::Kind::empty;
    inside.remove_suffix(1);
  }
  const std::size_t name_end = std::min(inside.find_first_of(white_space), inside.size());
  tag.name = without_prefix(inside.substr(0, name_end));
  tag.attributes = inside.substr(name_end);
  return tag;
}

}  // namespace vhc
