// What was issued before: the same file again issues nothing new, an event with other content is not issued beside the
// cards that have it already, what was taken back is told of the cards that still have it, and nobody is taken for
// somebody else whose sender counts in the same way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "desk/store/ledger_store.h"
#include "vhc/intake.h"
#include "vhc/key_record.h"
#include "vhc/ledger.h"

namespace vhc {

struct RecordFacts;

// What a record is looked for by. Nobody is taken for somebody else by the loose ones: a card that they find may be
// this person's all the same, and what many cards have says nothing.
struct SoughtMarks {
  std::vector<LedgerMark> own;
  std::vector<LedgerMark> loose;
};
inline constexpr std::size_t many_cards = 32;

// The beginnings of the marks that a card is found by, of its row's.
std::vector<std::uint64_t> found_by(ByteView marks);
std::uint64_t beginning_of(const LedgerMark& mark);

// Some 64 bytes a card and 48 an event that was issued; of cards whose retention has ended 16 an event.
class KnownEvents {
 public:
  // Of cards with a number below `base`: those of a run that goes on are not known to it.
  static Result<KnownEvents> load(const LedgerStore& store, std::int64_t base);

  // The same of cards that were added to the ledger since, from the number `from` on; not of `without`, sorted.
  Result<void> add(const LedgerStore& store, std::int64_t from, std::int64_t base,
                   const std::vector<std::int64_t>& without = {});
  // Of cards of this process.
  void add(const std::vector<const LedgerRow*>& rows);

  // How many cards have a mark that begins so, as far as `most` and one more.
  std::size_t count(std::uint64_t beginning, std::size_t most) const;
  // The numbers of the cards that carry one of these marks, oldest first; others among them, one in 2^64.
  // Passed over is a mark that more than `most` cards have.
  std::vector<std::int64_t> cards_with(const std::vector<LedgerMark>& marks, std::size_t most = SIZE_MAX) const;
  // Those that are to be compared with a record: by all of its marks.
  std::vector<std::int64_t> relatives(const SoughtMarks& marks) const;

 private:
  using Cards = std::vector<std::pair<std::uint64_t, std::int64_t>>;  // by the beginning of a mark, sorted
  void take(Cards cards);

  std::vector<Cards> layers_;  // each less than half as long as the one before
};

// A person's record, as far as it is compared with cards.
struct RecordFacts {
  std::string person_key;  // as of the card; empty when there is no card to make
  Person person;
  std::vector<Event> events;     // what would be signed
  std::vector<std::string> ids;  // of the sender
  std::vector<LeftOut> taken_back;
  std::vector<std::string> updated = {};  // codes of doses that take the place of an unnamed record
};

// `bundle`: what would be signed; null: nothing of the record.
RecordFacts facts_of(const Intake& intake, const MinimalBundle* bundle);

// What a card of it says, read by the same reader as a card that was signed, so that one wording stands for one thing.
// Fails when it is no minimal bundle.
Result<std::vector<Event>> events_of(const MinimalBundle& record);

// Whether the sender took it back, or says that it was not given, or not all of it.
bool takes_back(const LeftOut& left);

// Whether there is anything to compare.
bool says_something(const RecordFacts& record);

// What a card of these is found by beside its person's key: the birth date with the name, and the birth date or the
// family name with each number of the sender; a FHIR resource by type and id, too.
std::vector<std::string> fact_texts(const Person& person, const std::vector<std::string>& ids);

// The marks to ask KnownEvents for.
SoughtMarks sought_for(const LedgerKey& key, const RecordFacts& record);

// What stays known of a card when its retention has ended: that this person had this dose or result, as a hash.
std::vector<std::string> lasting_texts(const Person& person, const std::vector<Event>& events);

// A card that was issued, as far as it is compared.
struct IssuedCardFacts {
  std::string label;
  CardContents contents;
  std::vector<std::string> events;  // ids of the sender
  std::string person_key = {};
  bool is_revoked = false;
  bool is_given_up = false;  // the card that the record takes the place of: valid, and nothing to agree with
};

// A card that does not agree with the record.
struct Clash {
  std::string card;
  Errc code{};            // in_issued_differently; in_issued_revoked: what would be signed again was taken back;
                          // in_may_be_taken_back
  std::int64_t line = 0;  // of what takes back something that is on the card; 0: what is kept does not agree
  bool is_all = false;    // the record keeps nothing
};

struct Comparison {
  bool is_same = false;                   // all of the record stands on cards that are valid
  std::vector<Clash> clashes;             // oldest card first
  std::vector<std::string> sharing = {};  // valid cards of the person with a part of the record, or all of it
  std::vector<std::string> maybe = {};    // valid cards with a part of it that may be the same person's
};

// `cards`: that may be of this person, oldest first.
Comparison compare_with_issued(const std::vector<IssuedCardFacts>& cards, const RecordFacts& record);

// Whether `other` is of the person of `own` and says what `own` said, or what does not agree with the right record.
bool is_sister(const IssuedCardFacts& own, const RecordFacts& right, const IssuedCardFacts& other);

// The day of a dose or the minute of a result, with its code: one of a person, whatever its number.
std::string slot_of(const std::string& date, const std::string& code);
// Type and id of a FHIR resource, whichever server is named; empty for another number. It starts again on no day.
std::string_view resource_of(std::string_view id);

// When and beside which keys somebody issues: by them a card is still accepted somewhere, or is over.
struct IssuingMoment {
  const std::vector<KeyRecord>& keys;
  UnixTime at;
  std::vector<std::string> beside = {};  // numbers of cards that are passed over
  std::int64_t instead = 0;              // of the card that gives way to the record; 0: none
};

// Looks the cards up and compares with those that are not over: expired, or of a key that was revoked. `numbers` as
// relatives() gave them; `record` of the bundle, which may be null. Fails as the ledger does.
Result<Comparison> find_issued(const LedgerStore& store, const LedgerKey& key, const std::vector<std::int64_t>& numbers,
                               RecordFacts record, const MinimalBundle* bundle, const IssuingMoment& moment);

// How many records of a person take something back, or say that it was not given.
std::int64_t num_taken_back(const Intake& intake);

// The valid cards that it names, each once.
std::vector<std::string> valid_cards(const Comparison& comparison);

// The findings of it, which refuse the person, but for cards that may be the same person's.
void refuse_for(const Comparison& comparison, Intake& intake);

// The other valid cards of the person, with a number below `base`, that have an event of `card` and do not agree with
// the right record: they say what `card` said.
Result<std::vector<std::string>> sister_cards(const LedgerStore& store, const LedgerKey& key, const LedgerRow& card,
                                              const RecordFacts& right, std::int64_t base);

}  // namespace vhc
