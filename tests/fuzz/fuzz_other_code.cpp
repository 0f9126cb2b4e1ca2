// What a code is does not depend on white space around it, and what is named is never read as a card that is broken.
#include "input.h"
#include "vhc/found_cards.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const std::string text{text_of(data, size)};
  const OtherCode* const found = recognise_other_code(text);
  require(found == nullptr || (!found->kind.empty() && !found->what.empty() && found->advice.ends_with('.')));
  if (text.size() + 4 <= max_other_code_bytes) require(recognise_other_code(" \n" + text + "\r\n") == found);
  const auto cards = find_cards(text);
  if (!cards) return 0;
  for (const FoundCard& card : *cards) require(card.other == nullptr || (!card.recognised && !card.text));
  return 0;
}
