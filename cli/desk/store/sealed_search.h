// Finding cards by lot or person: by what is sealed in their rows. The marks beside it and the rows themselves are
// anybody's who may write ledger.db; what a search could not look at is counted, never passed over.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "desk/store/issuer_folder.h"
#include "desk/store/ledger_store.h"
#include "vhc/ledger.h"
#include "vhc/result.h"

namespace vhc {

struct SoughtCards {
  std::optional<std::string> lot;
  std::optional<std::string> person;  // the sender's key, with or without the authority that gave it
};

bool is_sought(const LedgerContent& content, const SoughtCards& sought);

// The cards that a search could say nothing about.
struct Unsearched {
  std::int64_t erased = 0;           // their retention has ended
  std::vector<std::string> missing;  // the journal tells of them, and the ledger has no row
  std::vector<std::string> broken;   // do not open, or are empty before a retention run erased them

  bool is_explained() const noexcept { return missing.empty() && broken.empty(); }
  std::int64_t unexplained() const noexcept { return static_cast<std::int64_t>(missing.size() + broken.size()); }
};

// Says of how many, and what to do; nothing of what is explained.
void say_unsearched(const Unsearched& unsearched, Io& io);

// A card that the journal, the ledger or both tell of.
struct NumberedCard {
  std::int64_t number = 0;
  std::optional<UnixTime> nbf;  // by the journal, and nothing when it does not tell of the card
  std::string label;            // likewise
};
// All that have a row, oldest first, above the number `above`. The rest is in `missing`.
struct NumberedCards {
  std::vector<NumberedCard> cards;
  std::vector<std::string> missing;
  std::int64_t last = 0;
};
Result<NumberedCards> all_numbered_cards(const IssuerFolder& folder, const LedgerStore& store, std::int64_t above,
                                         Io& io);

// The key must outlive it.
class SealedSearch {
 public:
  SealedSearch(const LedgerKey& key, SoughtCards sought) : key_(&key), sought_(std::move(sought)) {}

  // Looks at the cards that have come up since the last look: a long ledger is read before its folder is locked, and
  // the rest under the lock.
  Result<void> look(const IssuerFolder& folder, const LedgerStore& store, Io& io);

  const std::vector<std::int64_t>& numbers() const noexcept { return numbers_; }
  const Unsearched& unsearched() const noexcept { return unsearched_; }
  // The cards that were found, oldest first, revoked ones too.
  Result<std::vector<LedgerRow>> rows(const LedgerStore& store) const;

 private:
  void look_at(const LedgerRow& row, const NumberedCard& told, UnixTime erased);

  const LedgerKey* key_;
  SoughtCards sought_;
  std::int64_t above_ = 0;
  std::vector<std::int64_t> numbers_;
  Unsearched unsearched_;
};

// The journal's words about a retention run.
std::string erased_in_words(std::int64_t cards, UnixTime before);

}  // namespace vhc
