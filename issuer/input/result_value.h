// What the value of a result says, of all the ways in which it stands there.
#pragma once

#include <optional>
#include <string>

#include "input/written.h"
#include "vhc/code_tables.h"

namespace vhc {

struct ResultReading {
  std::string text;  // SNOMED CT, or the text or number of a FHIR result
  bool coded = true;
  std::optional<Errc> fault = {};    // in_code_conflict, in_code_text_mismatch, or the result's own value_fault
  std::optional<Errc> warning = {};  // in_unknown_code, when it is allowed
};

// Codes and words that mean different results contradict each other; detected, positive and reactive agree, and so do
// their opposites.
ResultReading read_result_value(const WrittenResult& result, const CodeTables& tables, bool allow_unknown);

}  // namespace vhc
