#include "vhc/picture.h"

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

#include "picture/codes.h"
#include "picture/decode.h"
#include "picture/svg_pictures.h"

namespace vhc {
namespace {

constexpr std::size_t max_first_pixels = 4'000'000;    // larger pictures are reduced, and searched once as they are
constexpr std::size_t max_pixels_in_svg = 12'000'000;  // beside the time that drawing it takes

// What is known and not read here: PDF has to be drawn first.
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

tl::unexpected<Error> no_code(std::string where) {
  return fail(Errc::picture_no_code, std::move(where), "the whole code must be visible, sharp and evenly lit");
}

Result<std::vector<ReadCode>> search(ByteView picture, const Decoder& decoder, PictureSize size) {
  FoundCodes found;
  bool crowd = false;
  const auto look = [&](const GreyImage& image, bool patiently) {
    patiently ? find_codes_patiently(image, found) : find_codes(image, found);
    crowd = crowd || (found.codes.empty() && found.crowded && is_crowd(image));
  };
  const int factor = factor_for(size);
  {
    VHC_TRY(const GreyImage image, decoder.decode(picture, size, factor));
    look(image, true);
  }
  if (!found.has_card && factor > 1) {
    VHC_TRY(const GreyImage image, decoder.decode(picture, size, 1));
    look(image, false);
  }
  if (!found.codes.empty()) return std::move(found.codes);
  if (crowd) return fail(Errc::picture_too_many_codes, decoder.what, "cut out the code that is wanted");
  return no_code(decoder.what);
}

// A picture of pixels. What it has of them is taken off limits.max_pixels.
Result<std::vector<ReadCode>> read_pixels(ByteView picture, PictureLimits& limits) {
  VHC_TRY(const Decoder* const decoder, decoder_for(picture));
  VHC_TRY(const PictureSize size, decoder->read_size(picture, limits));
  limits.max_pixels -= static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  return search(picture, *decoder, size);
}

// All pictures in it together may have as many pixels as one SVG may; when none of them has a code, what is wrong with
// the first that cannot be looked at.
Result<std::vector<ReadCode>> read_inside_svg(ByteView svg, PictureLimits limits) {
  VHC_TRY(const std::vector<Bytes> pictures, pictures_in_svg(as_text(svg)));
  limits.max_pixels = std::min(limits.max_pixels, max_pixels_in_svg);
  std::vector<ReadCode> all;
  Error trouble = no_code("SVG picture").value();
  for (const Bytes& picture : pictures) {
    auto codes = read_pixels(picture, limits);
    if (codes) {
      std::move(codes->begin(), codes->end(), std::back_inserter(all));
    } else if (trouble.code == Errc::picture_no_code) {
      trouble = codes.error();
      trouble.where.insert(0, "SVG picture: ");
    }
  }
  if (all.empty()) return tl::unexpected(std::move(trouble));
  return all;
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
  try {
    PictureLimits left = limits;
    return picture_kind(picture) == PictureKind::svg ? read_inside_svg(picture, limits) : read_pixels(picture, left);
  } catch (const std::bad_alloc&) {
    return fail(Errc::picture_too_large, std::to_string(picture.size()) + " bytes",
                "there is too little memory for a picture of this size");
  }
}

}  // namespace vhc
