// What people write beside a vaccine's code.
#pragma once

#include <string_view>

#include "vhc/code_tables.h"

namespace vhc {

// Whether `text` names a vaccine of another kind than `cvx`: "hep B" beside a code for hepatitis A. A text that names
// none that is known contradicts nothing.
bool names_another_vaccine(const CodeTables& tables, std::string_view text, std::string_view cvx);

}  // namespace vhc
