// What stands around an artifact and must not, and JSON that is looked at for its faults.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lint/findings.h"
#include "vhc/json.h"

namespace vhc {

// The text without a byte order mark and white space around it; both are reported. White space around JSON that is
// published on its own, such as a key set, is no fault: `strict` says whether it is one.
enum class Around : unsigned char { strict, lenient };
std::string_view without_surroundings(std::string_view text, Around around, const Scope& scope);

// The document, or nothing after reporting why it is none.
std::optional<JsonDocument> read_json(std::string_view text, const JsonLimits& limits, const Scope& scope);

// Reports the members of `object` that stand not in `known`.
void note_unknown_members(const JsonValue& object, std::initializer_list<std::string_view> known, LintRule rule,
                          const Scope& scope);

}  // namespace vhc
