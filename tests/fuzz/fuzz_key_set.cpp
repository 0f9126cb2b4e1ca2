// Every key that is taken has a kid of its own, and is read again as it is written.
#include <algorithm>

#include "input.h"
#include "vhc/key_set.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const auto set = parse_key_set(text_of(data, size));
  if (!set) return 0;
  for (const ListedKey& key : set->keys) {
    const auto has_kid = [&key](const ListedKey& other) { return other.kid == key.kid; };
    require(std::count_if(set->keys.begin(), set->keys.end(), has_kid) == 1);
    const auto again = parse_key_set("{\"keys\":[" + to_jwk(key) + "]}");
    require(again && again->keys.size() == 1 && again->keys[0].key == key.key && again->keys[0].kid == key.kid);
  }
  return 0;
}
