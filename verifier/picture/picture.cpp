#include "vhc/picture.h"

#include <new>
#include <utility>

#include "codes.h"
#include "decode.h"

namespace vhc {
namespace {

constexpr std::size_t max_first_pixels = 4'000'000;  // larger pictures are reduced, and searched once as they are

// What is known and not read here: SVG and PDF have to be drawn first.
std::string_view word_for(PictureKind kind) {
  switch (kind) {
    case PictureKind::gif:
      return "GIF picture";
    case PictureKind::bmp:
      return "BMP picture";
    case PictureKind::webp:
      return "WebP picture";
    case PictureKind::tiff:
      return "TIFF picture";
    case PictureKind::heif:
      return "HEIF picture";
    case PictureKind::svg:
      return "SVG picture";
    case PictureKind::pdf:
      return "PDF document";
    case PictureKind::png:
    case PictureKind::jpeg:
    case PictureKind::pgm:
    case PictureKind::none:
      break;
  }
  return "no kind of picture that is known";
}

Result<const Decoder*> decoder_for(ByteView picture) {
  const PictureKind kind = picture_kind(picture);
  if (kind == PictureKind::png) return &png_decoder;
  if (kind == PictureKind::jpeg) return &jpeg_decoder;
  if (kind == PictureKind::pgm) return &pgm_decoder;
  return fail(Errc::picture_kind, std::string(word_for(kind)), "convert it to PNG or JPEG");
}

// What is searched first of a picture: not more than max_first_pixels.
int factor_for(PictureSize size) {
  const auto num_pixels = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  int factor = 1;
  while (factor < 8 && num_pixels / static_cast<std::size_t>(factor * factor) > max_first_pixels) factor *= 2;
  return factor;
}

Result<std::vector<ReadCode>> search(ByteView picture, const Decoder& decoder, PictureSize size) {
  FoundCodes found;
  const int factor = factor_for(size);
  {
    VHC_TRY(const GreyImage image, decoder.decode(picture, size, factor));
    find_codes_patiently(image, found);
  }
  if (!found.has_card && factor > 1) {
    VHC_TRY(const GreyImage image, decoder.decode(picture, size, 1));
    find_codes(image, found);
  }
  if (!found.codes.empty()) return std::move(found.codes);
  if (found.crowded) return fail(Errc::picture_too_many_codes, decoder.what, "cut out the code that is wanted");
  return fail(Errc::picture_no_code, decoder.what, "the whole code must be visible, sharp and evenly lit");
}

}  // namespace

Result<PictureSize> checked_size(std::size_t width, std::size_t height, const PictureLimits& limits, const char* what) {
  if (width == 0 || height == 0) {
    return fail(Errc::picture_unreadable, what, "the header says that it has no pixels");
  }
  if (width > limits.max_side || height > limits.max_side || width * height > limits.max_pixels) {
    return fail(Errc::picture_too_large, std::to_string(width) + " by " + std::to_string(height) + " pixels",
                "cut out the code, or make the picture smaller");
  }
  return PictureSize{static_cast<int>(width), static_cast<int>(height)};
}

Result<std::vector<ReadCode>> read_codes(ByteView picture, const PictureLimits& limits) {
  if (picture.size() > limits.max_bytes) {
    return fail(Errc::picture_too_large, std::to_string(picture.size()) + " bytes",
                "the limit is " + std::to_string(limits.max_bytes) + " bytes");
  }
  VHC_TRY(const Decoder* const decoder, decoder_for(picture));
  VHC_TRY(const PictureSize size, decoder->read_size(picture, limits));
  try {
    return search(picture, *decoder, size);
  } catch (const std::bad_alloc&) {
    return fail(Errc::picture_too_large, decoder->what, "there is too little memory for a picture of this size");
  }
}

}  // namespace vhc
