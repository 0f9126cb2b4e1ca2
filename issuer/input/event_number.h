// Numbers of events as senders write them: one and the same order is 5^CLIN today and 5^CLIN^1.2.3^ISO tomorrow.
#pragma once

#include <string>
#include <string_view>

namespace vhc {

// The filler's number, and the placer's; either may be empty. A record that has only a placer's has it as both.
struct EventNumbers {
  std::string_view event;
  std::string_view also;
};

enum class NumberMatch : std::uint8_t { other, same, unclear };

// `same`: the numbers differ only in how they are written, or in an authority that one of them leaves out. `unclear`:
// the placer's number is one, the filler's are two.
NumberMatch match(const EventNumbers& a, const EventNumbers& b);

}  // namespace vhc
