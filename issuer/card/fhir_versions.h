// Which version of a resource speaks (docs/rules/inputs.md 3.3).
#pragma once

#include <string>
#include <vector>

#include "card/fhir_bundle.h"

namespace vhc {

// Puts the versions of each resource behind each other, passes over equal ones, and says how each stands. In a history
// the newest stands first where neither version nor time says otherwise. A deletion there speaks of what is older by
// version, time or, without them, place; whether it is older than what stands before it is unclear. Elsewhere it speaks
// of all but what is newer by version or time.
void settle_versions(std::vector<FhirEntry>& entries, const std::vector<FhirChange>& changes, bool is_history);

}  // namespace vhc
