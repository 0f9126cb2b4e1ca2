// The certificates of a key in a key set (SHC 1.4.0 "Certificates").
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "lint/findings.h"
#include "vhc/time.h"

namespace vhc {

// Looks at the member x5c of a key: that it is certificates, that the first is for the key at `point` (x, then y) and
// for `iss`, that each certifies the one before, and which are not valid at `now`. What is not known is not compared.
// The last certificate is taken as it is: whether to trust it is not asked here.
void lint_x5c(const JsonValue& x5c, const std::optional<std::array<std::uint8_t, 64>>& point,
              const std::optional<std::string>& iss, UnixTime now, const Scope& scope);

}  // namespace vhc
