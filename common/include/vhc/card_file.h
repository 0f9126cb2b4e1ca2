// Files and answers that carry cards: .smart-health-card (SHC 1.4.0 "via File Download") and the Parameters answer of
// $health-cards-issue ("via FHIR $health-cards-issue Operation").
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/result.h"

namespace vhc {

inline constexpr std::size_t max_card_file_bytes = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t max_cards_per_file = 1000;

// One entry of the file: each card is judged on its own, and an entry that is not text does not affect the others.
using CardItem = Result<std::string>;

// Reads {"verifiableCredential": ["…", …]}; other members are ignored. Fails with card_file_form, card_none for an
// empty array, or an error of JsonDocument; an item that is not a string is card_file_item.
Result<std::vector<CardItem>> parse_card_file(std::string_view json);

// Reads a FHIR Parameters resource: the valueString of every parameter named verifiableCredential. No parameter at all
// means "no result" and gives an empty list. Fails with operation_answer_form.
Result<std::vector<CardItem>> parse_operation_answer(std::string_view json);

// The file for these cards.
std::string to_card_file(const std::vector<std::string>& cards);

}  // namespace vhc
