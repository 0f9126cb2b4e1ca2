// SHA-256 for callers that can say no when the library cannot hash.
#pragma once

#include "vhc/bytes.h"
#include "vhc/sha256.h"

namespace vhc {

// True when `digest` holds the SHA-256 of `bytes`. One context a thread, kept from call to call.
bool try_sha256(ByteView bytes, Sha256& digest) noexcept;

}  // namespace vhc
