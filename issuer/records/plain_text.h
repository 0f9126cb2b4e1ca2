// Text that an operator writes and that is shown and kept as it is. Private to the issuer.
#pragma once

#include <cstddef>
#include <string_view>

#include "vhc/result.h"

namespace vhc {

// UTF-8 of at most `max_chars` characters, none of which displayed() would replace. An empty text is plain. Fails with
// in_too_long or in_control_character at `where`.
Result<void> check_plain_text(std::string_view text, std::size_t max_chars, std::string_view where);

}  // namespace vhc
