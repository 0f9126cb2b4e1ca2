// Whether a cell that is no status says in so many words that its row does not stand (docs/rules/inputs.md 4.2).
#pragma once

#include <string_view>

namespace vhc {

// Of whom or what the column speaks: "declined" under "Ethnicity" or "Counseling" is not about the dose.
enum class Remark { of_the_dose, of_other_things };

// "Not given", "VOID", "Pt refused vaccine", "NA - storniert", "No se aplicó, tenía fiebre". A word within a longer
// text
// ("moved to Void St", "declined counseling") says nothing.
bool says_it_does_not_stand(std::string_view cell, Remark about);

}  // namespace vhc
