// The QR codes in a picture. Pure; safe from any thread; nothing throws.
#pragma once

#include <cstddef>
#include <vector>

#include "vhc/bytes.h"
#include "vhc/picture_kind.h"
#include "vhc/read_code.h"
#include "vhc/result.h"

namespace vhc {

// Ceilings, all looked at before a pixel is decoded.
struct PictureLimits {
  std::size_t max_bytes = std::size_t{16} * 1024 * 1024;
  std::size_t max_pixels = 40'000'000;  // width times height, by the header
  std::size_t max_side = 32'767;        // pixels
};

// Returns every QR code found, each text once, with its data codewords and level where zxing-cpp tells them. Reading
// goes on from easy to hard (as it is, smaller, larger, blurred, sharpened, inverted; large pictures reduced first)
// until a text begins with "shc:/", in any case; what else was found on the way is returned too. Turned and mirrored
// codes are read.
//
// PNG, JPEG and binary PGM are read; what is drawn by other programs first (SVG: vhc/svg.h) comes as PGM. Of an SVG the
// PNG and JPEG pictures that stand in it are read, 16 of them and 12 megapixels together at most; its lines are not.
// Above four megapixels a picture is reduced while it is decoded, and decoded once more as it is when nothing was
// found.
//
// Fails with picture.kind when it is another kind, picture.too_large above a ceiling, picture.unreadable when the file
// is broken or ends early, picture.too_complex for a progressive JPEG of very many scans, picture.too_many_codes above
// about 40 codes, picture.no_code when no code can be read. Memory stays below 200 MB, time below 2 s.
Result<std::vector<ReadCode>> read_codes(ByteView picture, const PictureLimits& limits = {});

}  // namespace vhc
