// What was issued before: the same file again issues nothing new.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ledger_store.h"
#include "vhc/intake.h"
#include "vhc/ledger.h"

namespace vhc {

// 16 bytes a card or event that was issued; of cards whose retention has ended nothing is known.
class KnownEvents {
 public:
  // Of cards with a number below `base`: those of a run that goes on are not known to it.
  static Result<KnownEvents> load(const LedgerStore& store, std::int64_t base);

  // A card is known when each of its doses and results has an event id that was on a card; without event ids, when a
  // card of the same person with the same content was issued.
  bool has(const LedgerKey& key, const Intake& intake, std::string_view fingerprint) const;

 private:
  bool has(const LedgerMark& mark) const;
  std::vector<LedgerMark> sorted_;
};

}  // namespace vhc
