#include "desk/store/intake_counts.h"

#include <algorithm>

namespace vhc {
namespace {

bool has(const std::vector<InputFinding>& findings, Severity severity) {
  return std::any_of(findings.begin(), findings.end(), [&](const InputFinding& f) { return f.severity == severity; });
}

}  // namespace

void IntakeCounts::add(const Intake& intake) {
  ++persons;
  ++(intake.is_issuable() ? issuable : refused);
  if (has(intake.findings, Severity::warning)) ++warnings;
  deleted += std::count_if(intake.left_out.begin(), intake.left_out.end(),
                           [](const LeftOut& left) { return left.reason == Errc::in_deleted; });
  has_errors = has_errors || has(intake.findings, Severity::error);
}

Exit exit_of(const InputSummary& summary, const IntakeCounts& counts) {
  if (counts.issuable == 0) return Exit::refused;
  return findings_if(counts.has_errors || summary.has_errors);
}

}  // namespace vhc
