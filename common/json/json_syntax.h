// Whether a text is JSON at all. simdjson is fast, but says neither where an error is nor what digits a number had, and
// knows no number beyond 64 bits; so what it refuses goes to nlohmann, which decides and names the place. Neither minds
// duplicate names.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "vhc/json.h"
#include "vhc/result.h"

namespace vhc {

// Offset, line and column, for a person; columns are counted in bytes.
std::string json_place(std::string_view text, std::size_t offset);

Result<void> check_json_syntax(const std::string& text, const JsonLimits& limits);

}  // namespace vhc
