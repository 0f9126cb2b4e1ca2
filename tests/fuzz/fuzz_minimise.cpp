// What is put on a card fits a card: made minimal once more, it stays as it is.
#include "input.h"
#include "vhc/json.h"
#include "vhc/minimise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  const MinimiseOptions options{.today = year{2026} / month{11} / day{23}};
  const auto minimal = minimise(text_of(data, size), options);
  if (!minimal) return 0;
  require(!minimal->kept.empty() && !minimal->types.empty() && JsonDocument::parse(minimal->json).has_value());
  const auto again = minimise(minimal->json, options);
  require(again && again->json == minimal->json && again->types == minimal->types);
  return 0;
}
