// The state of a bulk run, as it lies in the ledger: what is read hangs together, and is written again as the same.
#include "desk/bulk/run_state.h"
#include "input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const auto state = parse_run_state(text_of(data, size));
  if (!state) {
    require(state.error().code == Errc::ledger_broken);
    return 0;
  }
  require(state->num_cards() >= 0 && state->first <= state->cards && state->persons >= 0 && state->base >= 0);
  require(state->exit_code >= 0 && state->exit_code < 256 && state->not_made.size() <= max_not_made);
  const std::string json = to_json(*state);
  const auto again = parse_run_state(json);
  require(again && to_json(*again) == json);
  require(different_settings(state->settings, again->settings).empty() || !state->settings.empty());
  require(!resume_command(*again).empty() && !progress_of(*again).empty());
  return 0;
}
