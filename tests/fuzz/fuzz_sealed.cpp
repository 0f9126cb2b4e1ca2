// The header of a key file is read strictly, and a file that is not sealed opens for its own purpose only.
#include "input.h"
#include "vhc/sealed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const auto text = text_of(data, size);
  const auto header = read_sealed_header(text);
  if (!header) return 0;
  require(!header->sealed ||
          (header->cost.opslimit <= max_opslimit && header->cost.memlimit_bytes <= max_memlimit_bytes));
  if (header->sealed) return 0;  // opening costs 64 MiB and more a try
  const Secret none;
  const auto other = header->info.purpose == Purpose::backup ? Purpose::card_signing : Purpose::backup;
  require(!unseal(text, other, none));
  return 0;
}
