// Delimited files of the tests, and what was read of them.
#pragma once

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "vhc/input.h"
#include "vhc/time.h"

namespace vhc {

inline InputRules test_rules() {
  InputRules rules;
  rules.today = parse_date("2026-11-22").value();
  return rules;
}

inline InputRead read_file(const std::string& bytes, const InputRules& rules = test_rules()) {
  auto result = read_input(bytes, rules);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().what);
  return result ? *std::move(result) : InputRead{};
}

using Codes = std::set<std::string>;

// Every code that is named, in findings and for what was left out.
inline Codes codes_of(const InputRead& read) {
  Codes all;
  for (const InputFinding& finding : read.findings) all.emplace(name(finding.code));
  for (const Intake& intake : read.persons) {
    for (const InputFinding& finding : intake.findings) all.emplace(name(finding.code));
    for (const LeftOut& left : intake.left_out) all.emplace(name(left.reason));
  }
  return all;
}

inline std::size_t num_issuable(const InputRead& read) {
  return static_cast<std::size_t>(std::count_if(read.persons.begin(), read.persons.end(),
                                                [](const Intake& intake) { return intake.is_issuable(); }));
}

inline const std::string plain_header = "last_name,first_name,birth_date,admin_date,cvx,lot_number";
inline const std::string plain_row = "Rivera,Ana,1984-06-15,2021-03-15,208,L1";

// One row of a good dose, with one more column.
inline InputRead with_column(const std::string& header, const std::string& cell,
                             const InputRules& rules = test_rules()) {
  return read_file(plain_header + "," + header + "\n" + plain_row + "," + cell + "\n", rules);
}

}  // namespace vhc
