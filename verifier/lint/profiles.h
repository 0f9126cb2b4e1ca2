// What a profile asks of a bundle beyond the framework: the data-minimisation and allowable-data profiles of the
// Vaccination and Testing guide (docs/rules/inputs.md 1), and the profile that the public validator calls
// usa-covid19-immunization.
#pragma once

#include "lint/findings.h"
#include "vhc/lint.h"

namespace vhc {

void lint_profile(const JsonValue& bundle, LintProfile profile, const Scope& scope);

}  // namespace vhc
