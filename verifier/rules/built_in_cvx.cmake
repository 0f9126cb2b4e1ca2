# Writes the CVX table of data/codes into a header, as it stands: the groups that rules may name.
file(READ "${TABLE}" content)
file(WRITE "${OUT}" "#pragma once\n#include <string_view>\nnamespace vhc::built_in_cvx {\n"
  "inline constexpr std::string_view text = R\"tsv(${content})tsv\";\n}\n")
