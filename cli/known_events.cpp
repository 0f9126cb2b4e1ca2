#include "known_events.h"

#include <algorithm>

#include "same_person.h"
#include "vhc/deflate.h"
#include "vhc/jws.h"
#include "vhc/payload.h"

namespace vhc {
namespace {

bool has_text(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

bool has_event(const std::vector<Event>& events, const Event& event) {
  return std::any_of(events.begin(), events.end(), [&](const Event& one) { return is_same_event(one, event); });
}

std::int64_t num_shared(const std::vector<Event>& events, const std::vector<Event>& among) {
  return std::count_if(events.begin(), events.end(), [&](const Event& event) { return has_event(among, event); });
}

// Read by the same reader as a card that was signed, so that one wording stands for one thing.
Result<CardContents> contents_of(const MinimalBundle& record) {
  const std::string payload =
      R"({"iss":"https://issuer.example","nbf":0,"vc":{"type":["https://smarthealth.cards#health-card"],)"
      R"("credentialSubject":{"fhirVersion":"4.0.1","fhirBundle":)" +
      record.json + "}}}";
  return read_payload(payload);
}

Result<IssuedCardFacts> facts_of(const LedgerKey& key, const LedgerRow& row) {
  VHC_TRY(LedgerContent content, key.open(row.sealed, row.number));
  VHC_TRY(const Envelope envelope, parse_jws(content.jws));
  VHC_TRY(std::string payload, inflate_raw(envelope.payload));
  IssuedCardFacts facts{.label = row.label, .contents = {}, .events = std::move(content.events)};
  VHC_TRY(facts.contents, read_payload(std::move(payload)));
  return facts;
}

// Whether every event that both know says the same. When each record of the person has an id of its own, as many
// records must stand on the cards as ids do; else a card's records must all be there, or all of these on the card.
bool is_unchanged(const std::vector<IssuedCardFacts>& cards, const std::vector<Event>& record,
                  const std::vector<std::string>& ids, std::int64_t num_same) {
  if (ids.size() == record.size()) {
    const auto is_known = [&](const std::string& id) {
      return std::any_of(cards.begin(), cards.end(), [&](const auto& card) { return has_text(card.events, id); });
    };
    return num_same >= std::count_if(ids.begin(), ids.end(), is_known);
  }
  return std::all_of(cards.begin(), cards.end(), [&](const IssuedCardFacts& card) {
    const std::vector<Event>& on_card = card.contents.events;
    return num_shared(on_card, record) == static_cast<std::int64_t>(on_card.size()) ||
           num_shared(record, on_card) == static_cast<std::int64_t>(record.size());
  });
}

}  // namespace

Result<KnownEvents> KnownEvents::load(const LedgerStore& store, std::int64_t base) {
  KnownEvents known;
  VHC_CHECK_OK(store.each_marks(0, [&known, base](std::int64_t number, ByteView marks) {
    if (number >= base) return;
    const std::vector<LedgerMark> contents = marks_of(marks, MarkKind::content);
    known.contents_.insert(known.contents_.end(), contents.begin(), contents.end());
    for (const LedgerMark& event : marks_of(marks, MarkKind::event)) known.events_.emplace_back(event, number);
  }));
  std::sort(known.contents_.begin(), known.contents_.end());
  std::sort(known.events_.begin(), known.events_.end());
  return known;
}

bool KnownEvents::has_content(const LedgerMark& content) const {
  return std::binary_search(contents_.begin(), contents_.end(), content);
}

std::vector<std::int64_t> KnownEvents::cards_with(const std::vector<LedgerMark>& events) const {
  std::vector<std::int64_t> numbers;
  for (const LedgerMark& event : events) {
    auto found = std::lower_bound(events_.begin(), events_.end(), std::pair(event, std::int64_t{0}));
    for (; found != events_.end() && found->first == event; ++found) numbers.push_back(found->second);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

std::vector<LedgerMark> event_marks(const LedgerKey& key, std::string_view person_key,
                                    const std::vector<std::string>& events) {
  std::vector<LedgerMark> marks;
  marks.reserve(events.size());
  for (const std::string& event : events)
    marks.push_back(key.mark(MarkKind::event, event_mark_text(person_key, event)));
  return marks;
}

Result<Comparison> compare_with_issued(const std::vector<IssuedCardFacts>& cards, const MinimalBundle& record,
                                       const std::vector<std::string>& events) {
  VHC_TRY(const CardContents contents, contents_of(record));
  std::vector<IssuedCardFacts> own;
  std::vector<Event> issued;
  for (const IssuedCardFacts& card : cards) {
    const KnownPerson one{record.person_key, contents.subject};
    if (!is_same_person(one, {record.person_key, card.contents.subject}, true)) continue;
    issued.insert(issued.end(), card.contents.events.begin(), card.contents.events.end());
    own.push_back(card);
  }
  if (own.empty()) return Comparison{};
  const Comparison differently{IssuedBefore::differently, own.back().label};
  const Person& on_card = own.back().contents.subject;
  const bool is_same = on_card.birth_date == contents.subject.birth_date && !on_card.names.empty() &&
                       is_same_name(on_card.names.front(), contents.subject.names.front());
  const std::int64_t num_same = num_shared(contents.events, issued);
  if (!is_same || !is_unchanged(own, contents.events, events, num_same)) return differently;
  if (num_same == static_cast<std::int64_t>(contents.events.size())) return Comparison{IssuedBefore::same, {}};
  return Comparison{};
}

Result<Comparison> find_issued(const LedgerStore& store, const LedgerKey& key, const std::vector<std::int64_t>& numbers,
                               const MinimalBundle& record, const std::vector<std::string>& events) {
  std::vector<IssuedCardFacts> cards;
  for (const std::int64_t number : numbers) {
    VHC_TRY(const auto row, store.card(number));
    if (!row || row->is_revoked || row->sealed.empty()) continue;
    auto facts = facts_of(key, *row);
    if (!facts) return fail(facts.error().code, row->label, facts.error().hint);
    cards.push_back(*std::move(facts));
  }
  if (cards.empty()) return Comparison{};
  return compare_with_issued(cards, record, events);
}

}  // namespace vhc
