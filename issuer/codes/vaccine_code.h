// From what a record says of the vaccine to the code that goes on the card (docs/rules/inputs.md 2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codes/cvx.h"
#include "vhc/code_tables.h"
#include "vhc/errors.h"
#include "vhc/result.h"

namespace vhc {

struct VaccineText {
  std::string_view cvx = {};             // may be without its zero
  std::string_view ndc = {};             // in any of its forms
  std::string_view product = {};         // trade name
  std::string_view mvx = {};             // code or name of the maker
  std::string_view text = {};            // what stands beside the code
  std::string_view other_cvx = {};       // a second code of the same dose
  std::string_view foreign_system = {};  // SNOMED CT or ICD-11, as FHIR names them
  std::string_view foreign_code = {};    // counts when nothing of the above gives a CVX code
};

struct VaccineCode {
  std::string cvx;  // or the code of another `system`
  std::vector<Errc> warnings;
  std::string system = std::string(cvx_system);
};

// Fails with in_no_code, in_unknown_code (the hint names the codes that a name of several fits), in_code_conflict,
// in_not_given for 998. `allow_unknown` takes a code that the table does not have, with that warning. A maker that
// makes no product of the code is the warning in_maker_mismatch; one that the tables do not know says nothing.
Result<VaccineCode> vaccine_code(const CodeTables& tables, const VaccineText& written, bool allow_unknown);

inline constexpr std::string_view snomed_system = "http://snomed.info/sct";
inline constexpr std::string_view icd11_system = "http://id.who.int/icd/release/11/mms";

// No table of these is at hand, so only their form is looked at (SNOMED CT identifiers, ICD-11 codes and clusters).
bool has_form(std::string_view system, std::string_view code);

// NDC in eleven digits. Ten digits without hyphens have three readings: those that the tables know count.
std::vector<std::string> ndc11_readings(std::string_view written);

}  // namespace vhc
