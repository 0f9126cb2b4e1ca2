// What a card says, as far as it decides: whom it is about, and whether anything on it counts.
#pragma once

#include "vhc/report.h"

namespace vhc {

// Fails with card_several_people, card_no_identity, card_nothing_given; warns with card_modifier.
CheckResult check_content(const CardContents& card);

}  // namespace vhc
