// What an event's status means: cards can also show a refused dose or a withdrawn result.
#pragma once

#include <string_view>

#include "vhc/payload.h"

namespace vhc {

// Whether the event counts: a dose that is completed, and not of CVX 998 (no vaccine given); a test with a result that
// is final, amended or corrected; anything else unless it says that it is not so. A dose or result without a status, or
// with one that is not known, does not.
bool stands(const Event& event) noexcept;

// For one that does not stand, in capitals: "NOT GIVEN", "ENTERED IN ERROR", "CANCELLED", "STATUS NOT CLEAR", "NO
// RESULT". Empty for one that does.
std::string_view status_words(const Event& event) noexcept;

// Whether a card gives anything: false when it has doses, results, recoveries or exemptions and none of them counts,
// and when it has only other events and none of them counts. A card without events shows only a person.
bool gives_anything(const CardContents& card) noexcept;

}  // namespace vhc
