// Finding the entries that spoil a file which is made of what many people serve.
#pragma once

#include <optional>
#include <string>

#include "vhc/json.h"

namespace vhc {

// The text with a 0 in place of each object that stands in an array of the outermost object and cannot be read by
// itself; of the same length and with the same lines. Nothing when there is no such object.
std::optional<std::string> without_bad_entries(const std::string& text, const JsonLimits& limits);

}  // namespace vhc
