// One reader a kind of file; read_input() chooses.
#pragma once

#include <string_view>

#include "vhc/input.h"

namespace vhc {

Result<InputRead> read_hl7v2(std::string_view bytes, const InputRules& rules);
Result<InputRead> read_delimited(std::string_view bytes, const InputRules& rules);
Result<InputRead> read_fhir(std::string_view bytes, const InputRules& rules);
Result<InputRead> read_fhir_ndjson(std::string_view bytes, const InputRules& rules);

}  // namespace vhc
