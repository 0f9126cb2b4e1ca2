// A report as a person reads it (cli.md section 5).
#pragma once

#include <iosfwd>
#include <string>

#include "vhc/report.h"

namespace vhc {

// The verdict word and why; nothing else when `quiet`.
void print_report(std::ostream& out, const VerificationReport& report, bool quiet, bool colour);

// The verdict word, and why in plain words.
void print_explanation(std::ostream& out, const VerificationReport& report, const std::string& explanation,
                       bool colour);

// Everything a code says, headed by a warning that nothing is proved.
void print_inspection(std::ostream& out, const Inspection& inspection);

}  // namespace vhc
