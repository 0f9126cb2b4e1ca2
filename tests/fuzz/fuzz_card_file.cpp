// The cards of a file are written and read again as they are.
#include "input.h"
#include "vhc/card_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const auto text = text_of(data, size);
  if (const auto answer = parse_operation_answer(text)) require(answer->size() <= max_cards_per_file);
  const auto file = parse_card_file(text);
  if (!file) return 0;
  std::vector<std::string> cards;
  for (const CardItem& item : *file) {
    if (!item) return 0;
    cards.push_back(*item);
  }
  const auto again = parse_card_file(to_card_file(cards));
  require(again && again->size() == cards.size());
  for (std::size_t i = 0; i < cards.size(); ++i) require((*again)[i] == cards[i]);
  return 0;
}
