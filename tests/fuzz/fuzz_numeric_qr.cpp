// A code that is read is written again as it was, and chunks join in any order.
#include <algorithm>
#include <vector>

#include "input.h"
#include "vhc/numeric_qr.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const auto text = text_of(data, size);
  if (const auto jws = from_numeric(text); jws && jws->size() <= max_single_qr_jws) {
    const auto again = to_numeric(*jws);
    require(again && from_numeric(*again) == *jws);
  }
  // Lines as chunks of one set: whatever their order, the outcome is the same.
  std::vector<QrChunk> chunks;
  for (std::size_t start = 0; start < text.size() && chunks.size() < max_chunks;) {
    const std::size_t end = std::min(text.find(10, start), text.size());
    if (auto chunk = parse_chunk(text.substr(start, end - start))) chunks.push_back(*std::move(chunk));
    start = end + 1;
  }
  if (chunks.empty()) return 0;
  const auto forward = join_chunks(chunks);
  std::reverse(chunks.begin(), chunks.end());
  const auto backward = join_chunks(chunks);
  require(forward.has_value() == backward.has_value());
  if (forward) require(*forward == *backward);
  return 0;
}
