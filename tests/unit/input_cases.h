// Files as pharmacies hand them over, and what reading one has to say.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "vhc/input.h"
#include "vhc/time.h"

namespace vhc {

inline InputRules rules() {
  InputRules rules;
  rules.today = parse_date("2026-11-22").value();
  return rules;
}

inline const std::string msh = "MSH|^~\\&|A|B|C|D|20261101||VXU^V04^VXU_V04|1|P|2.5.1\r";
inline const std::string pid = "PID|1||77^^^S^MR||Rivera^Ana^^^^^L||19840615\r";

inline std::string rxa(const std::string& date = "20210315", const std::string& code = "208^x^CVX",
                       const std::string& lot = "EN6207", const std::string& source = "00",
                       const std::string& refusal = "", const std::string& done = "CP",
                       const std::string& action = "A") {
  return "RXA|0|1|" + date + "||" + code + "|0.3|mL||" + source + "||^^^Corner||||" + lot + "||PFR^^MVX|" + refusal +
         "||" + done + "|" + action + "\r";
}

inline const std::string header = "last_name,first_name,birth_date,admin_date,cvx,ndc,product,mvx,lot,performer\n";
inline const std::string good_row = "Rivera,Ana,1984-06-15,2021-03-15,208,,,,EN6207,Corner\n";

inline InputRead read(const std::string& bytes, const InputRules& given = rules()) {
  auto result = read_input(bytes, given);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().what);
  return result ? *std::move(result) : InputRead{};
}

// Every code that a file's reading names, in findings and for what was left out.
inline std::set<std::string> codes(const InputRead& read) {
  std::set<std::string> all;
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

using Codes = std::set<std::string>;

struct Case {
  std::string what;
  std::string bytes;
  Codes codes;
  std::size_t issuable = 0;
};

inline void expect(const std::vector<Case>& cases, const InputRules& given = rules()) {
  for (const Case& one : cases) {
    SCOPED_TRACE(one.what);
    const InputRead found = read(one.bytes, given);
    EXPECT_EQ(codes(found), one.codes);
    EXPECT_EQ(num_issuable(found), one.issuable);
  }
}

}  // namespace vhc
