// The schema member of our own JSON files. Private to the issuer.
#pragma once

#include <string_view>

#include "vhc/json.h"
#include "vhc/result.h"

namespace vhc {

// `schema` ends in '/' and the version that is read: vhc.key/1. Fails with folder_version for a newer one of the same
// name, with `otherwise` for anything else.
Result<void> check_schema(const JsonValue& root, std::string_view schema, Errc otherwise);

}  // namespace vhc
