// Whatever an SVG holds, drawing it ends with a picture of the size asked for or a named error.
#include "input.h"
#include "vhc/svg.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  // Small ceilings keep a run fast; the code behind them is the same.
  const SvgLimits limits{.max_bytes = std::size_t{16} * 1024, .max_elements = 200, .max_depth = 16, .side = 32};
  const auto drawn = draw_svg({data, size}, limits);
  require(drawn ? as_text(*drawn).starts_with("P5\n") && drawn->size() <= std::size_t{32} * 32 + 16
                : !drawn.error().where.empty());
  return 0;
}
