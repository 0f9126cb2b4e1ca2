// Judging a card: bytes, trust, policy and time in, a report out. No state, no clock, no I/O, nothing that can sign.
#pragma once

#include <string_view>

#include "vhc/found_cards.h"
#include "vhc/policy.h"
#include "vhc/report.h"
#include "vhc/time.h"
#include "vhc/trust_list.h"

namespace vhc {

// Judges one card. Never fails: a no is an answer. The order is the security argument (docs/rules/shc.md 13): shape,
// key by key id, signature over the text as sent; only then is anything inflated or parsed, and only then does the pair
// (iss, kid) decide whether the key is the issuer's. A card under a key that no list has is not opened.
VerificationReport verify(const FoundCard& card, const TrustList& trust, const Policy& policy, Now now);

// The same for the text of one card: what a scanner sends, a compact JWS. Chunks and files: find_cards().
VerificationReport verify(std::string_view scanned, const TrustList& trust, const Policy& policy, Now now);

}  // namespace vhc
