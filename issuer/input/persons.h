// Whose record it is.
#pragma once

#include <string>

#include "vhc/intake.h"

namespace vhc {

// By the sender's key and the birth date, or by name and birth date: records with one key are one person's.
std::string grouping_key(const Intake& intake);

// What another record says of the same person, beside doses and results.
void add_findings(Intake& person, Intake&& found);

}  // namespace vhc
