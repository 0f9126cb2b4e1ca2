// Whatever a picture of any kind holds, reading it ends with texts or a named error.
#include "input.h"
#include "vhc/picture.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  // Small ceilings keep a run fast; the code behind them is the same.
  const PictureLimits limits{.max_bytes = std::size_t{64} * 1024, .max_pixels = 40'000, .max_side = 1'000};
  const auto codes = read_codes({data, size}, limits);
  require(!codes || !codes->empty());
  return 0;
}
