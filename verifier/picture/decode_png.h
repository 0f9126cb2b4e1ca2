// PNG to grey, by libpng.
#pragma once

#include <cstddef>

#include "grey_image.h"
#include "vhc/bytes.h"
#include "vhc/picture.h"
#include "vhc/result.h"

namespace vhc {

struct PngHeader {
  int width{};
  int height{};
};

// Reads the size, without decoding. Fails with picture.unreadable when there is no header or a side is 0, with
// picture.too_large above `limits`.
Result<PngHeader> read_png_header(ByteView png, const PictureLimits& limits);

// Decodes the picture to grey: colour by its brightness, what is transparent over white, gamma left alone. `header` is
// what read_png_header() gave. Takes about a byte a pixel. Fails with picture.unreadable.
Result<GreyImage> decode_png(ByteView png, const PngHeader& header);

}  // namespace vhc
