// No list revokes a card that has no rid.
#include "input.h"
#include "vhc/revocation_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const auto list = RevocationList::parse(std::string(text_of(data, size)));
  if (!list) return 0;
  require(list->counter() >= 0 && list->size() <= max_rids);
  require(!list->revokes("", UnixTime{}));
  return 0;
}
