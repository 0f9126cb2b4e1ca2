// Sets of codes: what a rule means by "measles vaccination".
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vhc/rules.h"

namespace vhc {

using Code = std::pair<std::string, std::string>;  // system, code; compared as text: "3" is not "03"

struct CodeSet {
  std::string name;
  TextByLanguage label;
  std::set<Code> codes;

  bool contains(std::string_view system, std::string_view code) const {
    return !code.empty() && codes.contains(Code(system, code));
  }

  // By any of the codes that say what it was.
  bool contains(const RuleEvent& event) const;
};

using CodeSetPtr = std::shared_ptr<const CodeSet>;

// "measles vaccination": in English, or the set's own name.
std::string shown_label(const CodeSet& set);

// A short name of a code system in rules files ("cvx"), and the addresses by which cards name it. A system without a
// short name is named by its address.
std::vector<std::string_view> systems_of(std::string_view name);
// "CVX 03, MMR".
std::string shown_code(const Code& code);

}  // namespace vhc
