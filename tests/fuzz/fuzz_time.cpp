// A time that is read is written as itself; text made fit to be shown stays as it is.
#include "input.h"
#include "vhc/display_text.h"
#include "vhc/time.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const auto text = text_of(data, size);
  if (const auto time = parse_time(text)) {
    const auto again = parse_time(to_rfc3339(*time));
    require(again && *again == *time);
  }
  if (const auto time = parse_numeric_date(text)) require(*time >= UnixTime{} && *time <= max_time);
  if (const auto span = parse_duration(text)) require(span->count() >= 0);
  require(displayed(displayed(text)) == displayed(text) || text.size() > max_shown_characters);
  return 0;
}
