// Which version of a resource speaks (inputs.md 3.3).
#pragma once

#include <string>
#include <vector>

#include "fhir_bundle.h"

namespace vhc {

// A place of the bundle that takes a resource out.
struct FhirDeletion {
  std::string address;  // https://server/fhir/Type/id, Type/id or urn:uuid:…
  std::size_t place = 0;
};

// Puts the versions of each resource behind each other, passes over equal ones, and says how each stands. In a history
// the newest stands first where neither version nor time says otherwise, and a deletion speaks of what follows it.
void settle_versions(std::vector<FhirEntry>& entries, const std::vector<FhirDeletion>& deletions, bool is_history);

}  // namespace vhc
