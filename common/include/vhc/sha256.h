// SHA-256.
#pragma once

#include <array>
#include <cstdint>

#include "vhc/bytes.h"

namespace vhc {

using Sha256 = std::array<std::uint8_t, 32>;

// Ends the process when the library cannot hash at all.
Sha256 sha256(ByteView bytes);

}  // namespace vhc
