// The sets of a rules file, with those that they include and leave out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rules/code_set.h"
#include "rules/fields.h"

namespace vhc {

struct ReadSets {
  std::map<std::string, CodeSetPtr, std::less<>> sets;
  std::map<std::string, std::string, std::less<>> sources;
  std::vector<std::string> warnings;

  // The set that `field` names. Fails with rules_form.
  Result<CodeSetPtr> named(const Field& field) const;
};

// At most 64 sets and 50,000 codes in all of them together. Fails with rules_form.
Result<ReadSets> read_sets(const Field& field);

// "cvx:212": the codes that this is, one for each address of the system.
Result<std::vector<Code>> read_short_code(const std::string& text, const std::string& where);

}  // namespace vhc
