// A report as a person reads it (cli.md section 5).
#pragma once

#include <iosfwd>
#include <string>

#include "vhc/report.h"

namespace vhc {

struct ReportView {
  bool quiet = false;   // the verdict word and nothing else
  bool checks = false;  // with the table of checks
  bool colour = false;
};

// The verdict word and why, what the card says as far as it may be shown, the list that judged it and its age, and what
// to do.
void print_report(std::ostream& out, const VerificationReport& report, const ReportView& view);

// The verdict word, and why in plain words.
void print_explanation(std::ostream& out, const VerificationReport& report, const std::string& explanation,
                       bool colour);

// Everything a code says, headed by a warning that nothing is proved.
void print_inspection(std::ostream& out, const Inspection& inspection);

}  // namespace vhc
