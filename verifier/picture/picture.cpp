#include "vhc/picture.h"

#include <new>
#include <utility>

#include "codes.h"
#include "decode_png.h"
#include "image_ops.h"

namespace vhc {
namespace {

constexpr std::size_t max_first_pixels = 4'000'000;  // larger pictures are reduced, and searched once as they are

std::string_view word_for(PictureKind kind) {
  switch (kind) {
    case PictureKind::jpeg:
      return "JPEG";
    case PictureKind::gif:
      return "GIF";
    case PictureKind::bmp:
      return "BMP";
    case PictureKind::webp:
      return "WebP";
    case PictureKind::tiff:
      return "TIFF";
    case PictureKind::heif:
      return "HEIF";
    case PictureKind::svg:
      return "SVG";
    case PictureKind::pdf:
      return "PDF";
    case PictureKind::png:
      return "PNG";
    case PictureKind::none:
      break;
  }
  return "";
}

Result<void> check_kind(ByteView picture) {
  const PictureKind kind = picture_kind(picture);
  if (kind == PictureKind::png) return {};
  if (kind == PictureKind::none)
    return fail(Errc::picture_kind, "no kind of picture that is known", "give a PNG picture");
  return fail(Errc::picture_kind, std::string(word_for(kind)) + " picture", "convert it to PNG");
}

// What is searched first of a picture: not more than max_first_pixels.
int factor_for(const GreyImage& image) {
  std::size_t factor = 1;
  while (image.pixels.size() / (factor * factor) > max_first_pixels) ++factor;
  return static_cast<int>(factor);
}

Result<std::vector<ReadCode>> read_png_codes(ByteView picture, const PngHeader& header) {
  VHC_TRY(const GreyImage image, decode_png(picture, header));
  FoundCodes found;
  const int factor = factor_for(image);
  if (factor == 1) {
    find_codes_patiently(image, found);
  } else {
    find_codes_patiently(reduce(image, factor), found);
    if (!found.has_card) find_codes(image, found);
  }
  if (!found.codes.empty()) return std::move(found.codes);
  if (found.crowded) return fail(Errc::picture_too_many_codes, "PNG picture", "cut out the code that is wanted");
  return fail(Errc::picture_no_code, "PNG picture", "the whole code must be visible, sharp and evenly lit");
}

}  // namespace

Result<std::vector<ReadCode>> read_codes(ByteView picture, const PictureLimits& limits) {
  if (picture.size() > limits.max_bytes) {
    return fail(Errc::picture_too_large, std::to_string(picture.size()) + " bytes",
                "the limit is " + std::to_string(limits.max_bytes) + " bytes");
  }
  VHC_CHECK_OK(check_kind(picture));
  VHC_TRY(const PngHeader header, read_png_header(picture, limits));
  try {
    return read_png_codes(picture, header);
  } catch (const std::bad_alloc&) {
    return fail(Errc::picture_too_large, "PNG picture", "there is too little memory for a picture of this size");
  }
}

}  // namespace vhc
