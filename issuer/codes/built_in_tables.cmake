# Writes the tables of data/codes into a header, as they stand and in the order of CodeTable: what is built in is what a
# person can read there.
set(text "#pragma once\n#include <array>\n#include <string_view>\nnamespace vhc::built_in_tables {\n")
string(APPEND text "inline constexpr std::array<std::string_view, 5> texts{\n")
foreach(table cvx ndc products makers results)
  file(READ "${TABLES}/${table}.tsv" content)
  string(APPEND text "R\"tsv(${content})tsv\",\n")
endforeach()
string(APPEND text "};\n}\n")
file(WRITE "${OUT}" "${text}")
