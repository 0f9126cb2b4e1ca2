// A state file that opens is written again as it was. The input lacks the last line, the hash of the rest, so that what
// stands behind it is reached.
#include "input.h"
#include "vhc/trust_state.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  std::string file(text_of(data, size));
  file += "sha256 " + hash_text(sha256(as_bytes(file))) + "\n";
  if (const auto state = read_state(file)) require(write_state(*state) == file);
  return 0;
}
