// Whatever lies in a public folder: what is read as a head is written as it was, no list of another key is compared,
// and what a list revokes and ours does not is taken over whole.
#include "input.h"
#include "vhc/published.h"
#include "vhc/revocation_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const std::string_view text = text_of(data, size);
  if (const auto head = parse_journal_head(text)) require(to_text(*head) == text);
  static_cast<void>(read_published_keys(text));
  static const KeyId kid = KeyId::parse("3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s").value();
  const auto lists = compare_lists(kid, std::nullopt, text);
  if (!lists) return 0;
  const auto taken = add_revocations(std::nullopt, kid, lists->lost, lists->counter_there);
  if (!taken) return 0;
  require(taken->ctr > lists->counter_there);
  const auto again = compare_lists(kid, taken->json, text);
  require(again && !again->is_behind());
  return 0;
}
