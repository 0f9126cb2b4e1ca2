// Why a card got its verdict, in plain words, for the person who tells its holder.
#pragma once

#include <string>

#include "vhc/found_cards.h"
#include "vhc/report.h"
#include "vhc/trust_list.h"

namespace vhc {

// One paragraph: what is wrong, as far as the list tells, and what to do about it; for a genuine card, that it is, and
// what a person has to look at. `report` is what verify() said of `card` under `trust`. Opens the payload whatever the
// verdict, under the same ceilings, and says of what it finds there that nothing proves it. Takes the issuer's address
// from it and nothing of the person. UTF-8, fit for a screen.
std::string explain(const FoundCard& card, const VerificationReport& report, const TrustList& trust);

}  // namespace vhc
