// The long way from what was read to a card: as a FHIR bundle, for minimise().
#pragma once

#include <string>

#include "vhc/intake.h"

namespace vhc {

// Vaccinations; results when there are none, since one card holds one or the other.
std::string as_fhir(const Intake& intake);

}  // namespace vhc
