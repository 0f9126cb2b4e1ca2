// What is asked of an SVG before a library parses it.
#pragma once

#include <string_view>

#include "vhc/result.h"
#include "vhc/svg.h"

namespace vhc {

// Goes once over the markup. Fails as draw_svg() does, but for what only a parser sees.
Result<void> check_svg(std::string_view svg, const SvgLimits& limits);

}  // namespace vhc
