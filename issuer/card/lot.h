// Lot numbers (docs/rules/inputs.md 3.4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vhc/errors.h"

namespace vhc {

struct CardLot {
  std::string text;                  // what goes on the card; empty: left out
  std::optional<Errc> warning = {};  // in_lot_cleaned; in_lot_damaged or in_too_long when it was left out
  bool odd = false;                  // holds more than letters, digits, '-', '.', '/' and spaces
};

// "LOT# EN6207" is EN6207. Never cut: a cut lot is a wrong lot.
CardLot card_lot(std::string_view written);

}  // namespace vhc
