# Writes the tables of data/words into a header, as they stand and in the order of code_words.cpp.
set(text "#pragma once\n#include <array>\n#include <string_view>\nnamespace vhc::built_in_words {\n")
string(APPEND text "inline constexpr std::array<std::string_view, 3> texts{\n")
foreach(table vaccines tests results)
  file(READ "${TABLES}/${table}.tsv" content)
  string(APPEND text "R\"tsv(${content})tsv\",\n")
endforeach()
string(APPEND text "};\n}\n")
file(WRITE "${OUT}" "${text}")
