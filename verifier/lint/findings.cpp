#include "lint/findings.h"

#include <utility>

namespace vhc {

void Findings::add(LintRule rule, std::string where, std::string detail) {
  if (full_) return;
  if (findings_.size() == max_lint_findings) {
    full_ = true;
    findings_.push_back({LintRule::many_findings, {}, "the first " + std::to_string(max_lint_findings)});
    return;
  }
  findings_.push_back({rule, std::move(where), std::move(detail)});
}

void Findings::add(std::vector<LintFinding> findings) {
  for (LintFinding& finding : findings) add(finding.rule, std::move(finding.where), std::move(finding.detail));
}

}  // namespace vhc
