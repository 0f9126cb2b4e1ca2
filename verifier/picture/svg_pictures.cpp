#include "picture/svg_pictures.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include <sodium.h>

#include "svg/svg_markup.h"

namespace vhc {
namespace {

// Programs break long values into lines, and some of them write the line's end in code.
std::string without_coded_space(std::string_view text) {
  constexpr std::array<std::string_view, 5> coded{"&#10;", "&#13;", "&#xA;", "&#xD;", "&#9;"};
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const std::size_t code = text.find('&');
    plain += text.substr(0, code);
    if (code == std::string_view::npos) break;
    text.remove_prefix(code);
    std::size_t length = 1;  // any other code is no base64 and is found out as such
    for (const std::string_view space : coded) {
      if (text.starts_with(space)) length = space.size();
    }
    if (length == 1) plain += '&';
    text.remove_prefix(length);
  }
  return plain;
}

std::optional<Bytes> decode_base64(std::string_view coded) {
  const std::string text = without_coded_space(coded);
  Bytes bytes(text.size() / 4 * 3 + 3);
  std::size_t size = 0;
  const int failed = sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), " \t\r\n", &size, nullptr,
                                       sodium_base64_VARIANT_ORIGINAL);
  if (failed != 0) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

// What follows "data:image/…;base64,"; which kind of picture it is, its bytes say.
std::optional<std::string_view> base64_of(std::string_view address) {
  constexpr std::string_view scheme = "data:image/";
  constexpr std::string_view coding = ";base64,";
  constexpr std::size_t longest_kind = 64;
  if (!address.starts_with(scheme)) return std::nullopt;
  const std::size_t at = address.substr(0, longest_kind).find(coding);
  if (at == std::string_view::npos) return std::nullopt;
  return address.substr(at + coding.size());
}

}  // namespace

Result<std::vector<Bytes>> pictures_in_svg(std::string_view svg) {
  std::vector<Bytes> pictures;
  SvgTags tags(svg);
  while (pictures.size() < max_svg_pictures) {
    VHC_TRY(const std::optional<SvgTag> tag, tags.next());
    if (!tag) break;
    if (tag->name != "image" || tag->kind == SvgTag::Kind::close) continue;
    const auto coded = base64_of(attribute(*tag, "href"));
    auto bytes = coded ? decode_base64(*coded) : std::nullopt;
    if (bytes) pictures.push_back(*std::move(bytes));
  }
  return pictures;
}

}  // namespace vhc
