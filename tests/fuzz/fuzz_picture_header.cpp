// Whatever stands at the beginning of a picture of any kind, its size is within the limits or there is a named error.
#include "input.h"
#include "picture/decode.h"
#include "vhc/picture_kind.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const ByteView picture(data, size);
  picture_kind(picture);
  const PictureLimits limits;
  for (const Decoder* const decoder : {&png_decoder, &jpeg_decoder, &pgm_decoder}) {
    // A decoder is only asked about its own kind, whose first bytes are there.
    if (size < 3) continue;
    const auto found = decoder->read_size(picture, limits);
    require(!found || (found->width > 0 && found->height > 0));
    require(!found || (static_cast<std::size_t>(found->width) <= limits.max_side &&
                       static_cast<std::size_t>(found->height) <= limits.max_side));
    require(!found ||
            static_cast<std::size_t>(found->width) * static_cast<std::size_t>(found->height) <= limits.max_pixels);
    require(found || !found.error().where.empty());
  }
  return 0;
}
