// Names that stand for nobody, so that a card could never be matched to an ID (docs/rules/inputs.md 3.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "vhc/payload.h"

namespace vhc {

enum class NamePart : std::uint8_t { family, given };

// Which part of the name is a placeholder; a name in `text` is told as `family`. None: it is a name.
std::optional<NamePart> placeholder_part(const PersonName& name);

bool is_placeholder(const PersonName& name);

// What databases, spreadsheets and forms write where there is no name: NULL, nil, NaN, "#N/A", NMN ("no middle name"),
// a dash. "Nan", "Na" and "Nil" are names.
bool is_no_name(std::string_view name);

}  // namespace vhc
