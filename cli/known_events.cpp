#include "known_events.h"

#include <algorithm>
#include <cstring>

#include "card_desk.h"
#include "card_lookup.h"
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

std::int64_t num_shared_ids(const std::vector<std::string>& ids, const std::vector<std::string>& among) {
  return std::count_if(ids.begin(), ids.end(), [&](const std::string& id) { return has_text(among, id); });
}

// A dose's day; the minute of a result, in whichever zone it is written.
std::string moment_of(const std::string& date) {
  const auto time = date.find('T') == std::string::npos ? Result<UnixTime>(fail(Errc::time_format)) : parse_time(date);
  if (!time) return date;
  return std::to_string(std::chrono::floor<std::chrono::minutes>(*time).time_since_epoch().count());
}

// One of a person, whatever its number.
std::string slot_of(const std::string& date, const std::string& code) {
  return moment_of(date) + "\n" + code;
}

std::string slot_of(const Event& event) {
  return slot_of(event.date, event.code);
}

bool has_slot(const std::vector<Event>& events, const std::string& slot) {
  return std::any_of(events.begin(), events.end(), [&](const Event& event) { return slot_of(event) == slot; });
}

bool share_slot(const std::vector<Event>& events, const std::vector<Event>& among) {
  return std::any_of(events.begin(), events.end(), [&](const Event& event) { return has_slot(among, slot_of(event)); });
}

// Type and id of a FHIR resource, whichever server is named; empty for another number. It starts again on no day.
std::string_view resource_of(std::string_view id) {
  for (const std::string_view type : {"Immunization/", "Observation/"}) {
    if (const std::size_t at = id.find(type); at != std::string_view::npos) return id.substr(at);
  }
  return {};
}

bool is_lasting(const std::string& id) {
  return !resource_of(id).empty();
}

bool is_nobodys(const RecordFacts& record) {
  return record.person_key.empty() && record.person.birth_date.empty() && !record.taken_back.empty();
}

// A deletion that says no more than which resource.
bool is_same_resource(const std::string& a, const std::string& b) {
  return is_lasting(a) && resource_of(a) == resource_of(b);
}

bool has_resource(const IssuedCardFacts& card, const LeftOut& left) {
  return std::any_of(card.events.begin(), card.events.end(),
                     [&](const std::string& id) { return is_same_resource(id, left.event); });
}

bool takes_back(const LeftOut& left) {
  return left.reason == Errc::in_deleted || left.reason == Errc::in_not_given;
}

std::string family_of(const Person& person) {
  if (person.names.empty()) return {};
  PersonName name = person.names.front();
  name.given.clear();
  name.suffix.clear();
  return folded(name);
}

// ---- whether a card is this person's

// Whether a record and a card speak of one event, so far as numbers tell.
bool share_event(const RecordFacts& record, const IssuedCardFacts& card) {
  const std::vector<Event>& on_card = card.contents.events;
  const auto is_shared = [&](const std::string& id, bool same_slot) {
    return has_text(card.events, id) && (same_slot || is_lasting(id));
  };
  const bool same_slot = share_slot(record.events, on_card);
  return std::any_of(record.ids.begin(), record.ids.end(),
                     [&](const std::string& id) { return is_shared(id, same_slot); }) ||
         std::any_of(record.taken_back.begin(), record.taken_back.end(), [&](const LeftOut& left) {
           return is_shared(left.event, has_slot(on_card, slot_of(left.date, left.code)));
         });
}

bool is_own(const RecordFacts& record, const IssuedCardFacts& card) {
  if (is_nobodys(record)) {
    return std::any_of(record.taken_back.begin(), record.taken_back.end(),
                       [&](const LeftOut& left) { return has_resource(card, left); });
  }
  const KnownPerson on_card{card.person_key, card.contents.subject};
  return is_same_person({record.person_key, record.person}, on_card, share_event(record, card));
}

bool is_same_birth(const RecordFacts& record, const IssuedCardFacts& card) {
  return record.person.birth_date == card.contents.subject.birth_date;
}

bool is_same_name(const RecordFacts& record, const IssuedCardFacts& card) {
  const std::vector<PersonName>& names = card.contents.subject.names;
  return !names.empty() && !record.person.names.empty() && agrees(names.front(), record.person.names.front());
}

// ---- whether it says something else

// A dose of this day and code, or a result of this test and minute, is on the card, and is another.
bool is_otherwise(const Event& event, const std::vector<Event>& on_card) {
  return has_slot(on_card, slot_of(event)) && !has_event(on_card, event);
}

// Which event is which dose is not recorded. When each record of the person has an id of its own, as many records must
// stand on the card as ids do; else the card's records must all be there, or all of these on the card.
bool agree_by_number(const RecordFacts& record, const IssuedCardFacts& card) {
  const std::int64_t num_ids = num_shared_ids(record.ids, card.events);
  if (num_ids == 0) return true;
  const std::vector<Event>& on_card = card.contents.events;
  const std::int64_t num_same = num_shared(record.events, on_card);
  if (record.ids.size() == record.events.size()) return num_same >= num_ids;
  return num_shared(on_card, record.events) == static_cast<std::int64_t>(on_card.size()) ||
         num_same == static_cast<std::int64_t>(record.events.size());
}

// A new family name alone is no contradiction as long as the card says nothing of these events.
bool contradicts(const RecordFacts& record, const IssuedCardFacts& card) {
  if (record.events.empty()) return false;
  const std::vector<Event>& on_card = card.contents.events;
  if (!is_same_birth(record, card)) return true;
  const bool is_shared = share_slot(record.events, on_card) || num_shared_ids(record.ids, card.events) > 0;
  if (is_shared && !is_same_name(record, card)) return true;
  return !agree_by_number(record, card) || std::any_of(record.events.begin(), record.events.end(),
                                                       [&](const Event& e) { return is_otherwise(e, on_card); });
}

// ---- whether it holds what was taken back

// What a removal says nothing of may be anything, where no number says what it is about.
bool is_meant(const LeftOut& left, const Event& event) {
  const bool is_any = left.reason == Errc::in_deleted && left.event.empty();
  const bool same_day = moment_of(left.date) == moment_of(event.date) || (is_any && left.date.empty());
  const bool any_code = left.code.empty() || left.code == "998" || left.code == "999";
  return same_day && (left.code == event.code || (is_any && any_code));
}

// Not when another record of the person says the same dose again.
bool holds(const IssuedCardFacts& card, const LeftOut& left, const RecordFacts& record) {
  if (is_nobodys(record)) return has_resource(card, left);
  if (!left.date.empty() && has_slot(record.events, slot_of(left.date, left.code))) return false;
  if (!left.event.empty() && has_text(card.events, left.event)) return true;
  const std::vector<Event>& on_card = card.contents.events;
  return std::any_of(on_card.begin(), on_card.end(), [&](const Event& event) { return is_meant(left, event); });
}

void add_clash(Comparison& comparison, Clash clash) {
  const auto is_it = [&](const Clash& one) { return one.card == clash.card && one.line == clash.line; };
  if (std::any_of(comparison.clashes.begin(), comparison.clashes.end(), is_it)) return;
  comparison.clashes.push_back(std::move(clash));
}

// What stands on no valid card and was revoked: it is not signed again without a word.
void add_revoked(const std::vector<IssuedCardFacts>& cards, const RecordFacts& record, const std::vector<Event>& valid,
                 Comparison& comparison) {
  const auto is_back = [&](const Event& event, const IssuedCardFacts& card) {
    return has_event(card.contents.events, event) && !has_event(valid, event);
  };
  for (auto card = cards.rbegin(); card != cards.rend(); ++card) {
    if (!card->is_revoked || !is_same_birth(record, *card) || !is_own(record, *card)) continue;
    if (std::none_of(record.events.begin(), record.events.end(), [&](const Event& e) { return is_back(e, *card); }))
      continue;
    return add_clash(comparison, {card->label, Errc::in_issued_revoked});
  }
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
  return facts;
}

std::uint64_t beginning_of(const LedgerMark& mark) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, mark.data(), sizeof bytes);
  return bytes;
}

// ---- what a card is found by

// People share birth dates, days and vaccines by the thousand: only with the name do they tell who it is.
NameKeys keys_of(const Person& person) {
  return person.names.empty() || person.birth_date.empty() ? NameKeys{} : name_keys(person.names.front());
}

std::string name_text(const Person& person, const std::string& key) {
  return "w\n" + person.birth_date + "\n" + key;
}

std::vector<std::string> id_texts(const Person& person, const std::vector<std::string>& ids) {
  std::vector<std::string> texts;
  const std::string family = family_of(person);
  for (const std::string& id : ids) {
    texts.push_back("n\n" + person.birth_date + "\n" + id);
    texts.push_back("f\n" + family + "\n" + id);
    if (is_lasting(id)) texts.push_back("r\n" + std::string(resource_of(id)));
  }
  return texts;
}

}  // namespace

Result<KnownEvents> KnownEvents::load(const LedgerStore& store, std::int64_t base) {
  KnownEvents known;
  VHC_CHECK_OK(known.add(store, 0, base));
  return known;
}

Result<void> KnownEvents::add(const LedgerStore& store, std::int64_t from, std::int64_t base,
                              const std::vector<std::int64_t>& without) {
  const auto before = static_cast<std::ptrdiff_t>(cards_.size());
  VHC_CHECK_OK(store.each_marks(std::max<std::int64_t>(from - 1, 0), [&](std::int64_t number, ByteView marks) {
    if (number >= base || std::binary_search(without.begin(), without.end(), number)) return;
    for (const MarkKind kind : {MarkKind::person, MarkKind::fact}) {
      for (const LedgerMark& mark : marks_of(marks, kind)) cards_.emplace_back(beginning_of(mark), number);
    }
  }));
  std::sort(cards_.begin() + before, cards_.end());
  std::inplace_merge(cards_.begin(), cards_.begin() + before, cards_.end());
  return {};
}

std::vector<std::int64_t> KnownEvents::cards_with(const std::vector<LedgerMark>& marks) const {
  std::vector<std::int64_t> numbers;
  for (const LedgerMark& mark : marks) {
    const std::uint64_t wanted = beginning_of(mark);
    auto found = std::lower_bound(cards_.begin(), cards_.end(), std::pair(wanted, std::int64_t{0}));
    for (; found != cards_.end() && found->first == wanted; ++found) numbers.push_back(found->second);
  }
  std::sort(numbers.begin(), numbers.end());
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

bool says_something(const RecordFacts& record) {
  return !record.events.empty() || !record.taken_back.empty();
}

std::vector<std::string> fact_texts(const Person& person, const std::vector<std::string>& ids) {
  std::vector<std::string> texts = id_texts(person, ids);
  for (const std::string& key : keys_of(person).kept) texts.push_back(name_text(person, key));
  return texts;
}

std::vector<LedgerMark> marks_for(const LedgerKey& key, const RecordFacts& record) {
  std::vector<std::string> ids = record.ids;
  for (const LeftOut& left : record.taken_back) {
    if (!left.event.empty()) ids.push_back(left.event);
  }
  std::vector<std::string> texts = id_texts(record.person, ids);
  for (const std::string& sought : keys_of(record.person).sought) texts.push_back(name_text(record.person, sought));
  std::vector<LedgerMark> marks;
  if (!record.person_key.empty()) marks.push_back(key.mark(MarkKind::person, record.person_key));
  for (const std::string& text : texts) marks.push_back(key.mark(MarkKind::fact, text));
  return marks;
}

Comparison compare_with_issued(const std::vector<IssuedCardFacts>& cards, const RecordFacts& record) {
  Comparison comparison;
  std::vector<Event> valid;
  for (const IssuedCardFacts& card : cards) {
    if (card.is_revoked || !is_own(record, card)) continue;
    valid.insert(valid.end(), card.contents.events.begin(), card.contents.events.end());
    if (num_shared(record.events, card.contents.events) > 0) comparison.sharing.push_back(card.label);
    if (contradicts(record, card)) add_clash(comparison, {card.label, Errc::in_issued_differently});
    for (const LeftOut& left : record.taken_back) {
      if (!holds(card, left, record)) continue;
      add_clash(comparison, {card.label, Errc::in_issued_differently, left.line, record.events.empty()});
    }
  }
  if (!comparison.clashes.empty()) return comparison;
  const std::int64_t num_same = num_shared(record.events, valid);
  comparison.is_same = num_same > 0 && num_same == static_cast<std::int64_t>(record.events.size());
  if (!comparison.is_same) add_revoked(cards, record, valid, comparison);
  return comparison;
}

// Neither is in anybody's way: who has such a card and nothing else may have a new one.
bool is_over(const LedgerRow& row, const IssuedCardFacts& card, const IssuingMoment& moment) {
  if (row.is_revoked) return false;
  return is_key_revoked(row, moment.keys) || (card.contents.expires && *card.contents.expires <= moment.at);
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
    if (!row || row->sealed.empty()) continue;
    const bool is_it = content && !row->is_revoked && has_mark(row->marks, MarkKind::content, *content);
    auto facts = issued_facts(key, *row);
    if (!facts) return fail(facts.error().code, row->label, facts.error().hint);
    if (is_over(*row, *facts, moment)) continue;
    if (is_it && numbers.size() == 1 && record.taken_back.empty()) return Comparison{true, {}, {row->label}};
    cards.push_back(*std::move(facts));
    if (!row->is_revoked) continue;
    // What a card was corrected to is this person's too, whatever name and birth date it has now.
    VHC_TRY(const auto right, corrected_row(store, *row));
    if (!right || right->sealed.empty()) continue;
    auto corrected = issued_facts(key, *right);
    if (!corrected) return fail(corrected.error().code, right->label, corrected.error().hint);
    if (is_over(*right, *corrected, moment)) continue;
    corrected->person_key = cards.back().person_key;
    cards.push_back(*std::move(corrected));
  }
  return compare_with_issued(cards, record);
}

std::int64_t num_taken_back(const Intake& intake) {
  return std::count_if(intake.left_out.begin(), intake.left_out.end(), takes_back);
}

void refuse_for(const Comparison& comparison, Intake& intake) {
  for (const Clash& clash : comparison.clashes) {
    const bool takes_back = clash.line != 0;
    InputFinding finding{takes_back ? clash.line : intake.line, {}, Severity::error, clash.code};
    if (takes_back)
      finding.detail = clash.is_all ? "the card has what is taken back" : "the card has what this takes back";
    finding.card = clash.card;
    finding.revokes = clash.is_all;
    intake.findings.push_back(std::move(finding));
    intake.refused = true;
  }
}

Result<std::vector<std::string>> sister_cards(const LedgerStore& store, const LedgerKey& key, const LedgerRow& card,
                                              const RecordFacts& right, std::int64_t base) {
  VHC_TRY(const IssuedCardFacts own, issued_facts(key, card));
  const std::vector<Event>& was = own.contents.events;
  const RecordFacts record{own.person_key, own.contents.subject, was, own.events, {}};
  VHC_TRY(const KnownEvents known, KnownEvents::load(store, base));
  std::vector<std::string> sisters;
  for (const std::int64_t number : known.cards_with(marks_for(key, record))) {
    VHC_TRY(const auto row, store.card(number));
    if (!row || row->is_revoked || row->sealed.empty() || number == card.number) continue;
    VHC_TRY(const IssuedCardFacts other, issued_facts(key, *row));
    const std::vector<Event>& has = other.contents.events;
    const bool is_wrong = contradicts(right, other) || std::any_of(has.begin(), has.end(), [&](const Event& event) {
                            return has_event(was, event) && !has_event(right.events, event);
                          });
    const bool is_shared = share_slot(was, has) || num_shared_ids(own.events, other.events) > 0;
    if (is_wrong && is_shared && is_own(record, other)) sisters.push_back(row->label);
  }
  return sisters;
}

}  // namespace vhc
