// The code tables that products, makers and texts are looked up in (inputs.md 2), as they were built in.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vhc {

// Capitals, letters and digits only, words divided by one space: "COMIRNATY®" and "Comirnaty" are one name.
std::string table_name(std::string_view text);

std::vector<std::string_view> cvx_of_ndc(std::string_view ndc11);
// Of a trade name; `mvx` narrows when it is not empty.
std::vector<std::string_view> cvx_of_product(std::string_view product, std::string_view mvx);
// An MVX code, or the name of a maker, as MVX; empty when neither is known.
std::string mvx_of(std::string_view text);

// Whether `text` names a vaccine of another kind than `cvx`: "hep B" beside a code for hepatitis A. A text that names
// none that is known contradicts nothing.
bool names_another_vaccine(std::string_view text, std::string_view cvx);

}  // namespace vhc
