// Base64url without padding (RFC 4648 section 5, RFC 7515 section 2), strict: every text that decodes is the one text
// that its bytes encode to. Not constant time: for public data only.
#pragma once

#include <string>
#include <string_view>

#include "vhc/bytes.h"
#include "vhc/result.h"

namespace vhc {

// Fails with base64url_padding, base64url_alphabet, base64url_length or base64url_stray_bits; `where` is the offset.
Result<Bytes> from_base64url(std::string_view text);

std::string to_base64url(ByteView bytes);

}  // namespace vhc
