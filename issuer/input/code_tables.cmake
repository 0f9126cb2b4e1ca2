# Writes the tables of data/codes into a header, as they stand: what is built in is what a person can read there.
set(text "#pragma once\n#include <string_view>\nnamespace vhc::code_tables {\n")
foreach(table ndc products makers groups)
  file(READ "${TABLES}/${table}.tsv" content)
  string(APPEND text "inline constexpr std::string_view ${table} = R\"tsv(${content})tsv\";\n")
endforeach()
string(APPEND text "}\n")
file(WRITE "${OUT}" "${text}")
