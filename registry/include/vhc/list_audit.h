// The rules for lists, by their numbers, over a list that is written already (docs/rules/trust.md).
#pragma once

#include <string>
#include <vector>

#include "vhc/finding.h"
#include "vhc/trust_lines.h"

namespace vhc {

struct AuditFinding {
  std::string rule;  // "V9"
  Severity severity = Severity::warning;
  std::string net;
  std::string iss;
  std::string kid;     // may be empty
  std::string detail;  // never a value that is secret
};

// V4 suspended issuers, V5 addresses that are not allowed and twins by letter case, V7 points not on the curve, V9
// kids that are not a thumbprint, V10 an active entry with a revoked point, V11 one point under two kids of one issuer,
// V13 counters without a current list, V16 issuers without a key, V21 names that look alike, V22 issuers long unseen.
std::vector<AuditFinding> audit(const TrustLines& list);

}  // namespace vhc
