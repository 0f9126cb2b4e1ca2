// What codes are called, for people: "MMR" for CVX 03, "detected" for SNOMED CT 260373001. Built in (data/words); a
// name is shown beside or in place of a code and decides nothing.
#pragma once

#include <string_view>

namespace vhc {

inline constexpr std::string_view cvx_system = "http://hl7.org/fhir/sid/cvx";
inline constexpr std::string_view loinc_system = "http://loinc.org";
inline constexpr std::string_view snomed_system = "http://snomed.info/sct";

// The name of a vaccine (CVX), a test (LOINC) or a result (SNOMED CT); empty when it is not known. The code as it is
// signed: "3" is not "03".
std::string_view words_of_code(std::string_view system, std::string_view code);

}  // namespace vhc
