// What a reader noticed about an input, short of refusing it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "vhc/errors.h"

namespace vhc {

enum class Severity : std::uint8_t { error, warning, note };

std::string_view name(Severity severity) noexcept;  // "error", "warning", "note"

struct Finding {
  Errc code{};
  Severity severity = Severity::error;
  std::string where;   // JSON pointer, line or field; never a value
  std::string detail;  // a few words; never a value; may be empty

  friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace vhc
