// An envelope holds exactly the text it was read from.
#include "input.h"
#include "vhc/base64url.h"
#include "vhc/jws.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const auto text = text_of(data, size);
  const auto envelope = parse_jws(text);
  if (!envelope) return 0;
  require(envelope->signature.size() == signature_bytes && !envelope->payload.empty());
  require(!envelope->kid.empty() && envelope->kid.size() <= max_kid_bytes);
  require(envelope->message + "." + to_base64url(envelope->signature) == text);
  return 0;
}
