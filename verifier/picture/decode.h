// A picture file to grey. Each kind is read in two steps: its size by the header, then its pixels.
#pragma once

#include "picture/grey_image.h"
#include "vhc/bytes.h"
#include "vhc/picture.h"
#include "vhc/result.h"

namespace vhc {

struct PictureSize {
  int width{};
  int height{};
};

// The size that a header promises. Fails with picture.unreadable, about `what`, when a side is 0, with
// picture.too_large above `limits`.
Result<PictureSize> checked_size(std::size_t width, std::size_t height, const PictureLimits& limits, const char* what);

// One kind of picture.
struct Decoder {
  const char* what;  // "PNG picture"

  // Without decoding. Fails with picture.unreadable when there is no header, and as checked_size().
  Result<PictureSize> (*read_size)(ByteView picture, const PictureLimits& limits);

  // Decodes to grey, at about one pixel for each `factor` by `factor` of the picture: colour by its brightness, what is
  // transparent over white, gamma left alone. `size` is what read_size() gave; `factor` is 1, 2, 4 or 8. Fails with
  // picture.unreadable, picture.too_complex, picture.too_large.
  Result<GreyImage> (*decode)(ByteView picture, PictureSize size, int factor);
};

extern const Decoder png_decoder;   // by libpng
extern const Decoder jpeg_decoder;  // by libjpeg-turbo, reduced by its own scaling
extern const Decoder pgm_decoder;   // binary PGM of 8 bits, as programs that draw pages write it

}  // namespace vhc
