// Pictures of pixels that stand in an SVG as text: <image href="data:image/png;base64,…">, as drawing programs save
// what was pasted into them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "vhc/bytes.h"
#include "vhc/result.h"

namespace vhc {

inline constexpr std::size_t max_svg_pictures = 16;  // what comes behind them is not looked at

// The bytes of each, in their order, whatever they are. What is no base64 is left out; nothing outside of the text is
// opened. Fails as SvgTags does.
Result<std::vector<Bytes>> pictures_in_svg(std::string_view svg);

}  // namespace vhc
