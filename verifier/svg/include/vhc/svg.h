// SVG pictures drawn in grey. Pure: no file, no address and no font is opened, whatever the picture names.
#pragma once

#include <cstddef>

#include "vhc/bytes.h"
#include "vhc/result.h"

namespace vhc {

// Looked at before the picture is parsed, but for `side`.
struct SvgLimits {
  std::size_t max_bytes = std::size_t{4} * 1024 * 1024;
  std::size_t max_elements = 100'000;  // each as often as <use> shows it
  std::size_t max_depth = 64;          // of elements in one another, what <use> shows included
  int side = 2'000;                    // pixels of the longer side of what is drawn
};

// Draws the picture on white and gives it as a binary PGM, which read_codes() of vhc/picture.h reads. Texts, filters
// and masks are left out, no code is made of them; and pictures in the picture, which read_codes() reads from the SVG
// itself.
//
// Fails with picture.unreadable when it is no well-formed SVG, picture.kind when it declares entities or another
// encoding than UTF-8 or Latin 1, picture.too_large and picture.too_complex above a ceiling. The checks keep time and
// memory low for what people have; how long a picture takes that was made to be slow they cannot tell. Whoever reads
// strangers' pictures does it in a process with limits of its own, as vhc does.
Result<Bytes> draw_svg(ByteView svg, const SvgLimits& limits = {});

}  // namespace vhc
