#include "vhc/format.h"

#include <array>

#include "formats/shc/shc_format.h"

namespace vhc {
namespace {

constexpr std::array table{shc_row};

}  // namespace

Formats formats() noexcept {
  return table;
}

const Format& shc_format() noexcept {
  return table.front();
}

}  // namespace vhc
