// One function a check, for those that compare what a card says with time and trust.
#pragma once

#include "vhc/payload.h"
#include "vhc/policy.h"
#include "vhc/report.h"
#include "vhc/trust_list.h"

namespace vhc {

CheckResult passed() noexcept;
CheckResult failed(Errc code) noexcept;
CheckResult warned(Errc code) noexcept;

// Issuer and key as the list has them. Whether the entry is the right one was decided before.
CheckResult check_standing(const TrustEntry& entry, const CardContents& card, Now now);
CheckResult check_not_before(const CardContents& card, const Policy& policy, Now now);
CheckResult check_not_expired(const CardContents& card, Now now);
CheckResult check_not_revoked(const TrustEntry& entry, const CardContents& card, Now now);
CheckResult check_trust_fresh(const TrustFacts& facts);
CheckResult check_clock(const Policy& policy, Now now);

}  // namespace vhc
