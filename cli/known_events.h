// What was issued before: the same file again issues nothing new.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ledger_store.h"
#include "vhc/intake.h"
#include "vhc/ledger.h"

namespace vhc {

// Eight bytes a card or event that was issued; of cards whose retention has ended nothing is known.
class KnownEvents {
 public:
  static Result<KnownEvents> load(const LedgerStore& store);

  // A card is known when each of its doses and results has an event id that was on a card; without event ids, when a
  // card with the same content was issued.
  bool has(const LedgerKey& key, const Intake& intake, std::string_view bundle_json) const;

 private:
  bool has(const LedgerMark& mark) const;
  std::vector<std::uint64_t> sorted_;
};

}  // namespace vhc
