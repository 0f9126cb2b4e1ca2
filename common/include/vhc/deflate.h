// Raw DEFLATE (RFC 1951), with no zlib or gzip wrapper.
#pragma once

#include <cstddef>
#include <string>

#include "vhc/bytes.h"
#include "vhc/result.h"

namespace vhc {

// Inflated payload of one card. The largest published example has 30,178 bytes.
inline constexpr std::size_t max_payload_bytes = std::size_t{256} * 1024;

// Inflates the whole of `deflated`, which must be exactly one stream. Fails with deflate_broken, deflate_truncated,
// deflate_trailing, or deflate_too_large above `max_bytes`; never allocates much more than `max_bytes`.
Result<std::string> inflate_raw(ByteView deflated, std::size_t max_bytes = max_payload_bytes);

// Deflates at level 9.
Bytes deflate_raw(ByteView bytes);

}  // namespace vhc
