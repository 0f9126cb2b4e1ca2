// Nothing above the ceiling comes out, and what comes out survives a round trip.
#include "input.h"
#include "vhc/deflate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  constexpr std::size_t ceiling = std::size_t{64} * 1024;
  const auto text = inflate_raw({data, size}, ceiling);
  if (!text) return 0;
  require(text->size() <= ceiling);
  const auto again = inflate_raw(deflate_raw(as_bytes(*text)), ceiling);
  require(again && *again == *text);
  return 0;
}
