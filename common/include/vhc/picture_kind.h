// What kind of picture some bytes are, by their first bytes alone. Header only: a program that decides whether to load
// the picture module asks this first.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "vhc/bytes.h"

namespace vhc {

enum class PictureKind : std::uint8_t { none, png, jpeg, gif, bmp, webp, tiff, heif, svg, pdf, pgm };

// PictureKind::none when the bytes are not a picture, or too few to tell.
inline PictureKind picture_kind(ByteView bytes) noexcept {
  struct Magic {
    std::size_t offset;
    std::string_view text;
    PictureKind kind;
  };
  using namespace std::string_view_literals;
  static constexpr std::array magics = {
      Magic{0, "\x89PNG\r\n\x1A\n"sv, PictureKind::png},
      Magic{0, "\xFF\xD8\xFF"sv, PictureKind::jpeg},
      Magic{0, "GIF87a"sv, PictureKind::gif},
      Magic{0, "GIF89a"sv, PictureKind::gif},
      Magic{8, "WEBP"sv, PictureKind::webp},
      Magic{0, "II*\0"sv, PictureKind::tiff},
      Magic{0, "MM\0*"sv, PictureKind::tiff},
      Magic{4, "ftypheic"sv, PictureKind::heif},
      Magic{4, "ftypmif1"sv, PictureKind::heif},
      Magic{4, "ftypavif"sv, PictureKind::heif},
      Magic{0, "%PDF-"sv, PictureKind::pdf},
      Magic{0, "P5\n"sv, PictureKind::pgm},
      Magic{6, "\0\0\0\0"sv, PictureKind::bmp},
  };
  const std::string_view text = as_text(bytes);
  for (const Magic& magic : magics) {
    if (text.size() < magic.offset || !text.substr(magic.offset).starts_with(magic.text)) continue;
    if (magic.kind == PictureKind::bmp && !text.starts_with("BM")) continue;
    if (magic.kind == PictureKind::webp && !text.starts_with("RIFF")) continue;
    return magic.kind;
  }
  // SVG has no magic: an <svg element among the first bytes of something that begins like XML.
  std::string_view xml = text.substr(0, 1024);
  if (xml.starts_with("\xEF\xBB\xBF")) xml.remove_prefix(3);
  xml.remove_prefix(std::min(xml.find_first_not_of(" \t\r\n"), xml.size()));
  return xml.starts_with('<') && xml.find("<svg") != std::string_view::npos ? PictureKind::svg : PictureKind::none;
}

}  // namespace vhc
