// A list that is accepted is written again as the same bytes, and so are its changes.
#include "input.h"
#include "vhc/trust_lines.h"
#include "vhc/trust_list.h"
#include "vhc/trust_pack.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const std::string_view text = text_of(data, size);
  const auto lines = read_list(text);
  if (!lines) return 0;
  const auto written = write_list(*lines);
  require(written.has_value() && *written == text);
  const std::string body = make_delta("", text);
  const auto applied = apply_delta("", body);
  require(applied.has_value() && *applied == text);
  const auto emptied = apply_delta(text, make_delta(text, ""));
  require(emptied.has_value() && emptied->empty());
  SignedSource source{"vci.example", text, {}, {}, {}, {}};
  for (const NetworkLine& line : lines->networks) source.networks.push_back(line.net);
  const auto trust = TrustList::from_signed({source}, {});
  if (!trust) return 0;
  for (const TrustEntry* entry : trust->entries()) require(trust->find(entry->iss, entry->kid) == entry);
  return 0;
}
