// What the status of an event says: a dose that was refused and a result that was taken back stand on cards too.
#pragma once

#include <string_view>

#include "vhc/payload.h"

namespace vhc {

// Whether the event counts: a dose that is completed; a result that is final, amended or corrected; anything else
// unless it says that it is not so. A dose or result without a status, or with one that is not known, does not.
bool stands(const Event& event) noexcept;

// For one that does not stand, in capitals: "NOT GIVEN", "ENTERED IN ERROR", "CANCELLED", "STATUS NOT CLEAR". Empty for
// one that does.
std::string_view status_words(const Event& event) noexcept;

// Whether a card gives anything: false when it has doses, results, recoveries or exemptions and none of them stands.
bool gives_anything(const CardContents& card) noexcept;

}  // namespace vhc
