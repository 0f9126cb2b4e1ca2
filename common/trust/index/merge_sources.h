// Signed lists of one operator or several, brought together by the rule that removal wins.
#pragma once

#include <vector>

#include "vhc/trust_list.h"

namespace vhc {

struct MergedLists {
  std::vector<ListedIssuer> issuers;  // of a family each iss once
  std::vector<TrustEntry> entries;    // of a family each pair of iss and kid once
};

// Fails as for_each_line does.
Result<MergedLists> merge_sources(const std::vector<SignedSource>& sources);

}  // namespace vhc
