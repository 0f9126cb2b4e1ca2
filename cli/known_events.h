// What was issued before: the same file again issues nothing new, an event with other content is not issued beside the
// card that has it already, and nobody is taken for somebody else whose sender counts in the same way.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger_store.h"
#include "vhc/intake.h"
#include "vhc/ledger.h"

namespace vhc {

// Some 24 bytes a card or event that was issued; of cards whose retention has ended nothing is known.
class KnownEvents {
 public:
  // Of cards with a number below `base`: those of a run that goes on are not known to it.
  static Result<KnownEvents> load(const LedgerStore& store, std::int64_t base);

  // Whether a card of the same person with the same content was issued.
  bool has_content(const LedgerMark& content) const;
  // The numbers of the cards of this person that carry one of these events, oldest first.
  std::vector<std::int64_t> cards_with(const std::vector<LedgerMark>& events) const;

 private:
  std::vector<LedgerMark> contents_;  // sorted, as is the other
  std::vector<std::pair<LedgerMark, std::int64_t>> events_;
};

// A card that was issued, as far as it is compared.
struct IssuedCardFacts {
  std::string label;
  CardContents contents;
  std::vector<std::string> events;  // ids of the sender
};

enum class IssuedBefore : std::uint8_t { no, same, differently };

struct Comparison {
  IssuedBefore found = IssuedBefore::no;
  std::string card;  // the newest one, when it is `differently`
};

// What of a person's record was issued. `cards`: of the same key, each with an event of the record, oldest first,
// without those that were revoked. `same`: all of it stands on them. `differently`: one of its events does, with other
// content, or under another name or birth date. Fails when `record` is no minimal bundle.
Result<Comparison> compare_with_issued(const std::vector<IssuedCardFacts>& cards, const MinimalBundle& record,
                                       const std::vector<std::string>& events);

// Looks the cards up and compares. `numbers` as cards_with() gave them. Fails as the ledger does.
Result<Comparison> find_issued(const LedgerStore& store, const LedgerKey& key, const std::vector<std::int64_t>& numbers,
                               const MinimalBundle& record, const std::vector<std::string>& events);

// The marks to ask KnownEvents for.
std::vector<LedgerMark> event_marks(const LedgerKey& key, std::string_view person_key,
                                    const std::vector<std::string>& events);

}  // namespace vhc
