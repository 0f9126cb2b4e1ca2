// A report as a person reads it (docs/verdicts.md).
#pragma once

#include <iosfwd>
#include <string>

#include "vhc/report.h"

namespace vhc {

struct ReportView {
  bool quiet = false;   // the verdict word, and what is wrong with the list or the clock that it rests on
  bool checks = false;  // with the table of checks
  bool colour = false;
};

// The verdict word and why, what the card says as far as it may be shown, the list that judged it and its age, and what
// to do.
void print_report(std::ostream& out, const VerificationReport& report, const ReportView& view);

// "vci.example list 42, 3 days old": which list judges, and its age at `at`.
std::string shown_trust(const TrustFacts& trust, UnixTime at);

// ", older than it should be" or ", expired on 2027-03-01"; empty of a list that is fresh or has no end.
std::string shown_state(const TrustFacts& trust, UnixTime at);

// The verdict word, and why in plain words.
void print_explanation(std::ostream& out, const VerificationReport& report, const std::string& explanation,
                       bool colour);

// Everything a code says, headed by a warning that nothing is proved.
void print_inspection(std::ostream& out, const Inspection& inspection);

}  // namespace vhc
