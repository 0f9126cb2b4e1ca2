// A payload says the same with its white space taken out.
#include "input.h"
#include "vhc/json_writer.h"
#include "vhc/payload.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const std::string text(text_of(data, size));
  const auto card = read_payload(text);
  if (!card) return 0;
  require(card->issuer.starts_with("https://") && card->issuer.back() != 47);
  require(card->issued <= max_time && card->events.size() <= max_events);
  const auto document = JsonDocument::parse(text);
  require(document.has_value());
  const auto again = read_payload(minify(document->root()));
  require(again && again->issuer == card->issuer && again->issued == card->issued &&
          again->events.size() == card->events.size());
  return 0;
}
