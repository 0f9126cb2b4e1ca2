// A text that is read is, without its white space, read again as itself.
#include "input.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const auto document = JsonDocument::parse(std::string(text_of(data, size)));
  if (!document) return 0;
  const std::string minified = minify(document->root());
  const auto again = JsonDocument::parse(minified);
  require(again && again->minified() && minify(again->root()) == minified);
  require(again->root().kind() == document->root().kind() && again->root().size() == document->root().size());
  return 0;
}
