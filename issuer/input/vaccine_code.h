// From what a record says of the vaccine to the code that goes on the card (inputs.md 2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vhc/code_tables.h"
#include "vhc/errors.h"
#include "vhc/result.h"

namespace vhc {

struct VaccineText {
  std::string_view cvx;      // may be without its zero
  std::string_view ndc;      // in any of its forms
  std::string_view product;  // trade name
  std::string_view mvx;      // code or name of the maker
  std::string_view text;     // what stands beside the code
};

struct VaccineCode {
  std::string cvx;
  std::vector<Errc> warnings;
};

// Fails with in_no_code, in_unknown_code, in_code_conflict, in_not_given for 998. `allow_unknown` takes a code that the
// table does not have, with that warning.
Result<VaccineCode> vaccine_code(const CodeTables& tables, const VaccineText& written, bool allow_unknown);

// NDC in eleven digits. Ten digits without hyphens have three readings: those that the tables know count.
std::vector<std::string> ndc11_readings(std::string_view written);

}  // namespace vhc
