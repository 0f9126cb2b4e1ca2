// What a signed list lets an issuer vouch for.
#pragma once

#include "vhc/payload.h"
#include "vhc/trust_list.h"

namespace vhc {

// Whether the card says nothing beyond what the key (`use`) and its network (`types`) are limited to. What the card
// holds counts, whatever it calls itself; what is of no kind that a limit can name is beyond it.
bool is_within_limits(const TrustEntry& entry, const CardContents& card);

}  // namespace vhc
