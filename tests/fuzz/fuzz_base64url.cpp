// What decodes is the one text that its bytes encode to.
#include "input.h"
#include "vhc/base64url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const auto text = text_of(data, size);
  if (const auto bytes = from_base64url(text)) require(to_base64url(*bytes) == text);
  return 0;
}
