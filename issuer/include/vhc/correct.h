// What is wrong on a card that was issued, put right: the old card's own bundle with a few values changed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/result.h"

namespace vhc {

// Values as they will be on the card; minimise() judges them as it does any record's.
struct Correction {
  std::optional<std::string> birth_date;
  std::optional<std::string> family;
  std::vector<std::string> given;   // all of them; empty: as they were
  std::optional<std::string> name;  // as one text, instead of family and given
  std::size_t dose = 0;             // which dose the rest is about, from 1, in the order of the card
  std::optional<std::string> date;
  std::optional<std::string> cvx;
  std::optional<std::string> lot;  // "" takes it off

  bool is_empty() const noexcept { return !birth_date && !family && given.empty() && !name && !date && !cvx && !lot; }
};

// The bundle of a card's payload as it was signed. Fails with in_bad_structure, or as JsonDocument does.
Result<std::string> bundle_of_payload(std::string_view payload_json);

// The same, corrected; for minimise(). What is not corrected stays as it was written: members in their order, numbers
// with all their digits. Fails with in_bad_structure for a payload that has no bundle with a Patient before the
// records, with in_not_utf8, and with usage for a dose that the card does not have, or values of a dose without its
// number.
Result<std::string> corrected_bundle(std::string_view payload_json, const Correction& correction);

}  // namespace vhc
