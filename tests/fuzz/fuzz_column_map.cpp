#include "input.h"
#include "vhc/input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto map = vhc::read_column_map(vhc::text_of(data, size));
  if (!map) return 0;
  for (const auto& [header, column] : map->columns) vhc::require(!header.empty() && !column.empty());
  return 0;
}
