// No bytes move a device that is pinned to something they were not signed for; a pack that is read is written again as
// it was; changes that do not fit are refused.
#include "../support/test_network.h"
#include "input.h"

namespace {

const vhc::TrustState& pinned() {
  static const vhc::TrustState state = [] {
    const vhc::test::Network network;
    return vhc::pin(network.roots.front(), vhc::UnixTime{}, true, vhc::UnixTime{}).value();
  }();
  return state;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const std::string_view text = text_of(data, size);
  if (const auto sections = read_pack(text)) {
    require(write_pack(*sections) == text);
    if (sections->delta) static_cast<void>(apply_delta("{\"net\":\"a\",\"profile\":\"shc\"}\n", sections->delta->body));
  }
  const Updated updated = update(pinned(), text, test::at("2026-08-25T00:00:00Z"));
  if (updated.changed()) require(read_state(write_state(updated.state)).has_value());
  static_cast<void>(apply_delta("{\"net\":\"a\",\"profile\":\"shc\"}\n", text));
  return 0;
}
