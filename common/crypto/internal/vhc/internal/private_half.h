// Whether a published private number is what it says (docs/rules/trust.md V10).
#pragma once

#include <string_view>

#include "vhc/public_key.h"

namespace vhc {

// True when `d`, as a JWK carries it, times the base point is the point of `key`. Read more leniently than a key would
// be: padding, the other base64 alphabet and surplus zeros do not make a leaked key secret again. The number stands in
// guarded memory and is wiped; nothing can be signed with it here.
bool is_private_half(std::string_view d, const PublicKey& key);

}  // namespace vhc
