#include "desk/store/known_events.h"

#include <algorithm>
#include <cstring>

#include "desk/store/card_desk.h"
#include "desk/store/card_lookup.h"
#include "desk/store/same_person.h"
#include "vhc/deflate.h"
#include "vhc/jws.h"
#include "vhc/payload.h"

namespace vhc {
namespace {

std::string family_of(const Person& person) {
  if (person.names.empty()) return {};
  PersonName name = person.names.front();
  name.given.clear();
  name.suffix.clear();
  return folded(name);
}

// ---- the ledger

Result<IssuedCardFacts> issued_facts(const LedgerKey& key, const LedgerRow& row) {
  VHC_TRY(LedgerContent content, key.open(row.sealed, row.number));
  VHC_TRY(const Envelope envelope, parse_jws(content.jws));
  VHC_TRY(std::string payload, inflate_raw(envelope.payload));
  IssuedCardFacts facts{.label = row.label,
                        .contents = {},
                        .events = std::move(content.events),
                        .person_key = std::move(content.person_key),
                        .is_revoked = row.is_revoked};
  VHC_TRY(facts.contents, read_payload(std::move(payload)));
  VHC_CHECK_OK(check_row(row, envelope, facts.contents));
  return facts;
}

// ---- what a card is found by

std::string lasting_text(const Person& person, const std::string& slot) {
  return (person.names.empty() ? std::string{} : folded(person.names.front())) + "\n" + person.birth_date + "\n" + slot;
}

// Born on one day into one family.
std::string family_text(const Person& person) {
  if (person.names.empty() || person.names.front().family.empty() || person.birth_date.empty()) return {};
  return "y\n" + person.birth_date + "\n" + family_of(person);
}

// People share birth dates, days and vaccines by the thousand: only with the name do they tell who it is.
NameKeys keys_of(const Person& person) {
  return person.names.empty() || person.birth_date.empty() ? NameKeys{} : name_keys(person.names.front());
}

std::string name_text(const Person& person, const std::string& key) {
  return "w\n" + person.birth_date + "\n" + key;
}

// As they were written, which is all that a card of an earlier release is found by, and as they are found.
std::vector<std::string> spellings(const std::vector<std::string>& ids) {
  std::vector<std::string> all = ids;
  for (const std::string& id : ids) {
    std::string plain = plain_number(id);
    if (plain != id) all.push_back(std::move(plain));
  }
  return all;
}

std::vector<std::string> id_texts(const Person& person, const std::vector<std::string>& ids) {
  std::vector<std::string> texts;
  const std::string family = family_of(person);
  for (const std::string& id : spellings(ids)) {
    texts.push_back("n\n" + person.birth_date + "\n" + id);
    texts.push_back("f\n" + family + "\n" + id);
    if (!resource_of(id).empty()) texts.push_back("r\n" + std::string(resource_of(id)));
  }
  return texts;
}

// Of cards whose retention has ended.
void add_lasting(const LedgerKey& key, const RecordFacts& record, std::vector<LedgerMark>& marks) {
  const auto add = [&](MarkKind kind, const std::string& text) { marks.push_back(key.mark(kind, text)); };
  for (const std::string& text : lasting_texts(record.person, record.events)) add(MarkKind::lasting, text);
  for (const std::string& id : record.ids) add(MarkKind::event, event_mark_text(record.person_key, id));
  for (const LeftOut& left : record.taken_back) {
    if (!left.date.empty()) add(MarkKind::lasting, lasting_text(record.person, slot_of(left.date, left.code)));
    if (!left.event.empty()) add(MarkKind::event, event_mark_text(record.person_key, left.event));
  }
}

// What the hashes of a card whose content is gone say of a record: the card of this very person, with as much of the
// record as they vouch for. One of an earlier release has none but for the numbers of events.
IssuedCardFacts emptied_facts(const LedgerKey& key, const LedgerRow& row, const RecordFacts& record) {
  IssuedCardFacts facts{.label = row.label, .contents = {}, .events = {}, .person_key = record.person_key};
  facts.is_revoked = row.is_revoked;
  facts.contents.subject = record.person;
  const auto has = [&](MarkKind kind, const std::string& text) {
    return has_mark(row.marks, kind, key.mark(kind, text));
  };
  const auto add_id = [&](const std::string& id) {
    if (!id.empty() && has(MarkKind::event, event_mark_text(record.person_key, id))) facts.events.push_back(id);
  };
  for (const std::string& id : record.ids) add_id(id);
  for (const Event& event : record.events) {
    const bool is_there = has(MarkKind::lasting, lasting_text(record.person, slot_of(event.date, event.code)));
    if (is_there) facts.contents.events.push_back(event);
  }
  if (marks_of(row.marks, MarkKind::lasting).empty() && !facts.events.empty()) facts.contents.events = record.events;
  for (const LeftOut& left : record.taken_back) {
    add_id(left.event);
    if (left.date.empty() || !has(MarkKind::lasting, lasting_text(record.person, slot_of(left.date, left.code))))
      continue;
    Event event;
    event.date = left.date;
    event.code = left.code;
    facts.contents.events.push_back(std::move(event));
  }
  return facts;
}

}  // namespace

Result<KnownEvents> KnownEvents::load(const LedgerStore& store, std::int64_t base) {
  KnownEvents known;
  VHC_CHECK_OK(known.add(store, 0, base));
  return known;
}

std::uint64_t beginning_of(const LedgerMark& mark) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, mark.data(), sizeof bytes);
  return bytes;
}

std::vector<std::uint64_t> found_by(ByteView marks) {
  std::vector<MarkKind> kinds{MarkKind::person, MarkKind::fact};
  if (marks_of(marks, MarkKind::fact).empty()) kinds = {MarkKind::person, MarkKind::lasting, MarkKind::event};
  std::vector<std::uint64_t> beginnings;
  for (const MarkKind kind : kinds) {
    for (const LedgerMark& mark : marks_of(marks, kind)) beginnings.push_back(beginning_of(mark));
  }
  return beginnings;
}

Result<void> KnownEvents::add(const LedgerStore& store, std::int64_t from, std::int64_t base,
                              const std::vector<std::int64_t>& without) {
  Cards cards;
  VHC_CHECK_OK(store.each_marks(std::max<std::int64_t>(from - 1, 0), [&](std::int64_t number, ByteView marks) {
    if (number >= base || std::binary_search(without.begin(), without.end(), number)) return;
    for (const std::uint64_t beginning : found_by(marks)) cards.emplace_back(beginning, number);
  }));
  take(std::move(cards));
  return {};
}

void KnownEvents::add(const std::vector<const LedgerRow*>& rows) {
  Cards cards;
  for (const LedgerRow* const row : rows) {
    for (const std::uint64_t beginning : found_by(row->marks)) cards.emplace_back(beginning, row->number);
  }
  take(std::move(cards));
}

// A run adds a few cards at a time: what is large is seldom sorted again.
void KnownEvents::take(Cards cards) {
  if (cards.empty()) return;
  std::sort(cards.begin(), cards.end());
  layers_.push_back(std::move(cards));
  while (layers_.size() > 1 && layers_[layers_.size() - 2].size() <= 2 * layers_.back().size()) {
    const Cards last = std::move(layers_.back());
    layers_.pop_back();
    Cards& all = layers_.back();
    const auto middle = static_cast<std::ptrdiff_t>(all.size());
    all.insert(all.end(), last.begin(), last.end());
    std::inplace_merge(all.begin(), all.begin() + middle, all.end());
  }
}

std::size_t KnownEvents::count(std::uint64_t beginning, std::size_t most) const {
  std::size_t found = 0;
  for (const Cards& cards : layers_) {
    auto card = std::lower_bound(cards.begin(), cards.end(), std::pair(beginning, std::int64_t{0}));
    for (; card != cards.end() && card->first == beginning && found <= most; ++card) ++found;
  }
  return found;
}

std::vector<std::int64_t> KnownEvents::cards_with(const std::vector<LedgerMark>& marks, std::size_t most) const {
  std::vector<std::int64_t> numbers;
  for (const LedgerMark& mark : marks) {
    const std::uint64_t wanted = beginning_of(mark);
    const std::size_t before = numbers.size();
    for (const Cards& cards : layers_) {
      auto found = std::lower_bound(cards.begin(), cards.end(), std::pair(wanted, std::int64_t{0}));
      for (; found != cards.end() && found->first == wanted && numbers.size() - before <= most; ++found) {
        numbers.push_back(found->second);
      }
    }
    if (numbers.size() - before > most) numbers.resize(before);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

std::vector<std::int64_t> KnownEvents::relatives(const SoughtMarks& marks) const {
  std::vector<std::int64_t> numbers = cards_with(marks.own);
  const std::vector<std::int64_t> others = cards_with(marks.loose, many_cards);
  const auto middle = static_cast<std::ptrdiff_t>(numbers.size());
  numbers.insert(numbers.end(), others.begin(), others.end());
  std::inplace_merge(numbers.begin(), numbers.begin() + middle, numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

RecordFacts facts_of(const Intake& intake, const MinimalBundle* bundle) {
  RecordFacts facts{.person_key = intake.person_key, .person = {}, .events = {}, .ids = {}, .taken_back = {}};
  if (bundle != nullptr) {
    facts.person_key = bundle->person_key;
    facts.person = bundle->person;
    facts.events = kept_events(*bundle);
    facts.ids = intake.events;
  } else {
    facts.person.names.push_back(intake.name);
    facts.person.birth_date = intake.birth_date;
  }
  std::copy_if(intake.left_out.begin(), intake.left_out.end(), std::back_inserter(facts.taken_back), takes_back);
  for (const IntakeDose& dose : intake.doses) {
    if (dose.is_update) facts.updated.push_back(dose.code);
  }
  return facts;
}

Result<std::vector<Event>> events_of(const MinimalBundle& record) {
  std::string payload =
      R"({"iss":"https://issuer.example","nbf":0,"vc":{"type":["https://smarthealth.cards#health-card"],)"
      R"("credentialSubject":{"fhirVersion":"4.0.1","fhirBundle":)" +
      record.json + "}}}";
  VHC_TRY(CardContents contents, read_payload(std::move(payload)));
  return std::move(contents.events);
}

std::vector<std::string> fact_texts(const Person& person, const std::vector<std::string>& ids) {
  std::vector<std::string> texts = id_texts(person, ids);
  for (const std::string& key : keys_of(person).kept) texts.push_back(name_text(person, key));
  if (const std::string text = family_text(person); !text.empty()) texts.push_back(text);
  for (const std::string& id : spellings(ids)) texts.push_back("i\n" + id);
  return texts;
}

std::vector<std::string> lasting_texts(const Person& person, const std::vector<Event>& events) {
  std::vector<std::string> texts;
  for (const Event& event : events) texts.push_back(lasting_text(person, slot_of(event.date, event.code)));
  return texts;
}

namespace {

std::vector<LedgerMark> marks_for(const LedgerKey& key, const RecordFacts& record) {
  std::vector<std::string> ids = record.ids;
  for (const LeftOut& left : record.taken_back) {
    if (!left.event.empty()) ids.push_back(left.event);
  }
  std::vector<std::string> texts = id_texts(record.person, ids);
  for (const std::string& sought : keys_of(record.person).sought) texts.push_back(name_text(record.person, sought));
  std::vector<LedgerMark> marks;
  if (!record.person_key.empty()) marks.push_back(key.mark(MarkKind::person, record.person_key));
  for (const LeftOut& left : record.taken_back) {
    if (left.event.starts_with("Patient/")) marks.push_back(key.mark(MarkKind::person, left.event));
  }
  for (const std::string& text : texts) marks.push_back(key.mark(MarkKind::fact, text));
  add_lasting(key, record, marks);
  return marks;
}

std::vector<LedgerMark> loose_marks_for(const LedgerKey& key, const RecordFacts& record) {
  std::vector<std::string> texts;
  for (const std::string& kept : keys_of(record.person).kept) texts.push_back(name_text(record.person, kept));
  if (const std::string text = family_text(record.person); !text.empty()) texts.push_back(text);
  for (const LeftOut& left : record.taken_back) {
    if (left.event.empty()) continue;
    for (const std::string& id : spellings({left.event})) texts.push_back("i\n" + id);
  }
  if (!record.taken_back.empty() && !record.person.names.empty() && !record.person.birth_date.empty()) {
    for (const std::string& other : keys_of_other_orders(record.person.names.front()))
      texts.push_back(name_text(record.person, other));
  }
  std::vector<LedgerMark> marks;
  for (const std::string& text : texts) marks.push_back(key.mark(MarkKind::fact, text));
  return marks;
}

}  // namespace

SoughtMarks sought_for(const LedgerKey& key, const RecordFacts& record) {
  return {marks_for(key, record), loose_marks_for(key, record)};
}

// Neither is in anybody's way: who has such a card and nothing else may have a new one.
bool is_over(const LedgerRow& row, const IssuedCardFacts& card, const IssuingMoment& moment) {
  if (row.is_revoked) return false;
  return is_key_revoked(row, moment.keys) || (card.contents.expires && *card.contents.expires <= moment.at);
}

bool is_passed_over(const std::string& label, const IssuingMoment& moment) {
  return std::find(moment.beside.begin(), moment.beside.end(), label) != moment.beside.end();
}

Result<Comparison> find_issued(const LedgerStore& store, const LedgerKey& key, const std::vector<std::int64_t>& numbers,
                               RecordFacts record, const MinimalBundle* bundle, const IssuingMoment& moment) {
  std::vector<IssuedCardFacts> cards;
  std::optional<LedgerMark> content;
  if (bundle != nullptr) {
    content = key.mark(MarkKind::content, fingerprint_of(*bundle));
    VHC_TRY(record.events, events_of(*bundle));
  }
  for (const std::int64_t number : numbers) {
    VHC_TRY(const auto row, store.card(number));
    if (!row || is_passed_over(row->label, moment)) continue;
    if (row->sealed.empty()) {
      IssuedCardFacts emptied = emptied_facts(key, *row, record);
      emptied.contents.expires = expiry_of(row->marks);
      if (!is_over(*row, emptied, moment)) cards.push_back(std::move(emptied));
      continue;
    }
    const bool is_it = content && !row->is_revoked && has_mark(row->marks, MarkKind::content, *content);
    auto facts = issued_facts(key, *row);
    if (!facts) return fail(facts.error().code, row->label, facts.error().hint);
    if (is_over(*row, *facts, moment)) continue;
    facts->is_given_up = number == moment.instead;
    if (is_it && !facts->is_given_up && numbers.size() == 1 && record.taken_back.empty())
      return Comparison{true, {}, {row->label}};
    cards.push_back(*std::move(facts));
    if (!row->is_revoked) continue;
    // What a card was corrected to is this person's too, whatever name and birth date it has now.
    VHC_TRY(const auto right, corrected_row(store, *row));
    if (!right || right->sealed.empty()) continue;
    if (is_passed_over(right->label, moment)) continue;
    auto corrected = issued_facts(key, *right);
    if (!corrected) return fail(corrected.error().code, right->label, corrected.error().hint);
    if (is_over(*right, *corrected, moment)) continue;
    corrected->person_key = cards.back().person_key;
    corrected->is_given_up = right->number == moment.instead;
    cards.push_back(*std::move(corrected));
  }
  return compare_with_issued(cards, record);
}

Result<std::vector<std::string>> sister_cards(const LedgerStore& store, const LedgerKey& key, const LedgerRow& card,
                                              const RecordFacts& right, std::int64_t base) {
  VHC_TRY(const IssuedCardFacts own, issued_facts(key, card));
  const std::vector<Event>& was = own.contents.events;
  const RecordFacts record{own.person_key, own.contents.subject, was, own.events, {}};
  VHC_TRY(const KnownEvents known, KnownEvents::load(store, base));
  std::vector<std::string> sisters;
  for (const std::int64_t number : known.cards_with(sought_for(key, record).own)) {
    VHC_TRY(const auto row, store.card(number));
    if (!row || row->is_revoked || row->sealed.empty() || number == card.number) continue;
    VHC_TRY(const IssuedCardFacts other, issued_facts(key, *row));
    if (is_sister(own, right, other)) sisters.push_back(row->label);
  }
  return sisters;
}

}  // namespace vhc
