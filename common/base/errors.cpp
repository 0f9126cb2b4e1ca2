#include "vhc/errors.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace vhc {
namespace {

// Counted, since what deduces its size by a fold over all rows stops at 256 of them.
constexpr std::size_t num_rows = 0
#define VHC_ERROR(enumerator, name, exit_code, sentence, section) +1
#include "vhc/errors.def"
#undef VHC_ERROR
    ;

constexpr std::array<ErrorInfo, num_rows> table{{
#define VHC_ERROR(enumerator, name, exit_code, sentence, section) \
  ErrorInfo{Errc::enumerator, name, exit_code, sentence, section, ErrorAbout::VHC_ABOUT},
#include "vhc/errors.def"
#undef VHC_ERROR
}};

}  // namespace

std::span<const ErrorInfo> error_table() noexcept {
  return table;
}

const ErrorInfo& info(Errc code) noexcept {
  return table[static_cast<std::size_t>(code)];
}

std::string_view name(Errc code) noexcept {
  return info(code).name;
}

std::optional<Errc> find_error(std::string_view name) noexcept {
  const auto* const row =
      std::find_if(table.begin(), table.end(), [name](const ErrorInfo& r) { return r.name == name; });
  if (row == table.end()) return std::nullopt;
  return row->code;
}

}  // namespace vhc
