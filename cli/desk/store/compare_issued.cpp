// What a record and the cards that were issued say of one another; what the ledger has to do with it is in
// known_events.cpp.
#include <algorithm>

#include "desk/store/known_events.h"
#include "desk/store/same_person.h"

namespace vhc {
namespace {

bool has_number(const std::vector<std::string>& ids, const std::string& id) {
  return std::any_of(ids.begin(), ids.end(),
                     [&](const std::string& one) { return one == id || is_one_number(one, id); });
}

bool has_event(const std::vector<Event>& events, const Event& event) {
  return std::any_of(events.begin(), events.end(), [&](const Event& one) { return is_same_event(one, event); });
}

std::int64_t num_shared(const std::vector<Event>& events, const std::vector<Event>& among) {
  return std::count_if(events.begin(), events.end(), [&](const Event& event) { return has_event(among, event); });
}

std::int64_t num_shared_ids(const std::vector<std::string>& ids, const std::vector<std::string>& among) {
  return std::count_if(ids.begin(), ids.end(), [&](const std::string& id) { return has_number(among, id); });
}

// A dose's day; the minute of a result, in whichever zone it is written.
std::string moment_of(const std::string& date) {
  const auto time = date.find('T') == std::string::npos ? Result<UnixTime>(fail(Errc::time_format)) : parse_time(date);
  if (!time) return date;
  return std::to_string(std::chrono::floor<std::chrono::minutes>(*time).time_since_epoch().count());
}

std::string event_slot(const Event& event) {
  return slot_of(event.date, event.code);
}

bool has_slot(const std::vector<Event>& events, const std::string& slot) {
  return std::any_of(events.begin(), events.end(), [&](const Event& event) { return event_slot(event) == slot; });
}

bool share_slot(const std::vector<Event>& events, const std::vector<Event>& among) {
  return std::any_of(events.begin(), events.end(),
                     [&](const Event& event) { return has_slot(among, event_slot(event)); });
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

// Or a Patient without a number, who is known by the same address.
bool has_resource(const IssuedCardFacts& card, const LeftOut& left) {
  return (!left.event.empty() && left.event == card.person_key) ||
         std::any_of(card.events.begin(), card.events.end(),
                     [&](const std::string& id) { return is_same_resource(id, left.event); });
}

// ---- whether a card is this person's

// Whether a record and a card speak of one event, so far as numbers tell.
bool share_event(const RecordFacts& record, const IssuedCardFacts& card) {
  const std::vector<Event>& on_card = card.contents.events;
  const auto is_shared = [&](const std::string& id, bool same_slot) {
    return has_number(card.events, id) && (same_slot || is_lasting(id));
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

bool may_be_name(const RecordFacts& record, const IssuedCardFacts& card) {
  const std::vector<PersonName>& names = card.contents.subject.names;
  return !names.empty() && !record.person.names.empty() && may_agree(names.front(), record.person.names.front());
}

bool may_be_misspelled_name(const RecordFacts& record, const IssuedCardFacts& card) {
  const std::vector<PersonName>& names = card.contents.subject.names;
  return !names.empty() && !record.person.names.empty() &&
         may_be_misspelled(names.front(), record.person.names.front());
}

bool is_same_name(const RecordFacts& record, const IssuedCardFacts& card) {
  const std::vector<PersonName>& names = card.contents.subject.names;
  return !names.empty() && !record.person.names.empty() && agrees(names.front(), record.person.names.front());
}

// ---- whether it says something else

// A dose of this day and code, or a result of this test and minute, is on the card, and is another.
bool is_otherwise(const Event& event, const std::vector<Event>& on_card) {
  return has_slot(on_card, event_slot(event)) && !has_event(on_card, event);
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

// A dose that an update without a number may stand for: the same vaccine on a day that the record does not have.
bool may_be_updated(const RecordFacts& record, const IssuedCardFacts& card) {
  const std::vector<Event>& on_card = card.contents.events;
  return std::any_of(record.updated.begin(), record.updated.end(), [&](const std::string& code) {
    return std::any_of(on_card.begin(), on_card.end(), [&](const Event& event) {
      return event.code == code && !has_slot(record.events, event_slot(event));
    });
  });
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
  if (!left.event.empty() && has_number(card.events, left.event)) return true;
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

// ---- what may be so

// Nothing that is said contradicts, and something says who it is; what is left out says nothing. The number of an
// event alone is somebody's when nobody is named beside it.
bool may_hold(const RecordFacts& record, const IssuedCardFacts& card, const LeftOut& left) {
  const bool same_id = !left.event.empty() && has_number(card.events, left.event);
  if (!same_id && (is_nobodys(record) || !holds(card, left, record))) return false;
  const bool has_name = !record.person.names.empty() && !shown_name(record.person.names.front()).empty();
  const bool has_birth = !record.person.birth_date.empty();
  const bool same_birth = has_birth && is_same_birth(record, card);
  const bool same_key = !record.person_key.empty() && record.person_key == card.person_key;
  const bool same_slot = !left.date.empty() && has_slot(card.contents.events, slot_of(left.date, left.code));
  const bool same_name =
      has_name && (may_be_name(record, card) || (same_birth && same_slot && may_be_misspelled_name(record, card)));
  if (has_name && !same_name) return same_key && (same_birth || !has_birth);
  if (has_birth && !same_birth) return same_name && (same_key || (same_id && same_slot));
  return same_key || same_birth || same_id;
}

// A card with the same dose or result, born on the same day, under a name that may be the same.
bool may_be_twice(const RecordFacts& record, const IssuedCardFacts& card) {
  return share_slot(record.events, card.contents.events) && is_same_birth(record, card) && may_be_name(record, card);
}

// The FHIR resource of the card, with its day and code, is another person's now. Type and id alone are nothing: the
// next server counts in the same way.
bool may_have_moved(const RecordFacts& record, const IssuedCardFacts& card) {
  return share_slot(record.events, card.contents.events) &&
         std::any_of(record.ids.begin(), record.ids.end(), [&](const std::string& id) {
           return std::any_of(card.events.begin(), card.events.end(),
                              [&](const std::string& one) { return is_same_resource(one, id); });
         });
}

void add_maybe(const IssuedCardFacts& card, const RecordFacts& record, Comparison& comparison) {
  if (card.is_given_up) return;
  if (may_have_moved(record, card)) add_clash(comparison, {card.label, Errc::in_may_be_taken_back});
  for (const LeftOut& left : record.taken_back) {
    if (may_hold(record, card, left)) {
      add_clash(comparison, {card.label, Errc::in_may_be_taken_back, left.line, record.events.empty()});
    }
  }
  if (may_be_twice(record, card)) comparison.maybe.push_back(card.label);
}

}  // namespace

bool takes_back(const LeftOut& left) {
  return left.reason == Errc::in_deleted || left.reason == Errc::in_not_given || left.reason == Errc::in_partial_dose;
}

std::string_view resource_of(std::string_view id) {
  for (const std::string_view type : {"Immunization/", "Observation/"}) {
    if (const std::size_t at = id.find(type); at != std::string_view::npos) return id.substr(at);
  }
  return {};
}

std::string slot_of(const std::string& date, const std::string& code) {
  return moment_of(date) + "\n" + code;
}

bool is_sister(const IssuedCardFacts& own, const RecordFacts& right, const IssuedCardFacts& other) {
  const RecordFacts was{own.person_key, own.contents.subject, own.contents.events, own.events, {}};
  const std::vector<Event>& has = other.contents.events;
  const bool is_wrong = contradicts(right, other) || std::any_of(has.begin(), has.end(), [&](const Event& event) {
                          return has_event(was.events, event) && !has_event(right.events, event);
                        });
  const bool is_shared = share_slot(was.events, has) || num_shared_ids(own.events, other.events) > 0;
  return is_wrong && is_shared && is_own(was, other);
}

bool says_something(const RecordFacts& record) {
  return !record.events.empty() || !record.taken_back.empty();
}

Comparison compare_with_issued(const std::vector<IssuedCardFacts>& cards, const RecordFacts& record) {
  Comparison comparison;
  std::vector<Event> valid;
  for (const IssuedCardFacts& card : cards) {
    if (card.is_revoked) continue;
    if (!card.is_given_up && !is_own(record, card)) {
      add_maybe(card, record, comparison);
      continue;
    }
    valid.insert(valid.end(), card.contents.events.begin(), card.contents.events.end());
    if (card.is_given_up) continue;
    if (num_shared(record.events, card.contents.events) > 0) comparison.sharing.push_back(card.label);
    if (contradicts(record, card)) {
      add_clash(comparison, {card.label, Errc::in_issued_differently});
    } else if (may_be_updated(record, card)) {
      add_clash(comparison, {card.label, Errc::in_may_be_taken_back});
    }
    for (const LeftOut& left : record.taken_back) {
      if (!holds(card, left, record)) continue;
      add_clash(comparison, {card.label, Errc::in_issued_differently, left.line, record.events.empty()});
    }
  }
  if (!comparison.clashes.empty()) return comparison;
  const std::int64_t num_same = num_shared(record.events, valid);
  comparison.is_same = num_same > 0 && num_same == static_cast<std::int64_t>(record.events.size());
  if (comparison.is_same) comparison.maybe.clear();  // nothing new is said
  if (!comparison.is_same) add_revoked(cards, record, valid, comparison);
  return comparison;
}

std::int64_t num_taken_back(const Intake& intake) {
  return std::count_if(intake.left_out.begin(), intake.left_out.end(), takes_back);
}

std::vector<std::string> valid_cards(const Comparison& comparison) {
  std::vector<std::string> cards = comparison.sharing;
  cards.insert(cards.end(), comparison.maybe.begin(), comparison.maybe.end());
  for (const Clash& clash : comparison.clashes) {
    if (clash.code != Errc::in_issued_revoked) cards.push_back(clash.card);
  }
  std::sort(cards.begin(), cards.end());
  cards.erase(std::unique(cards.begin(), cards.end()), cards.end());
  return cards;
}

void refuse_for(const Comparison& comparison, Intake& intake) {
  for (const Clash& clash : comparison.clashes) {
    const bool takes_back = clash.line != 0;
    InputFinding finding{takes_back ? clash.line : intake.line, {}, Severity::error, clash.code};
    if (takes_back && clash.code == Errc::in_issued_differently) {
      finding.detail = clash.is_all ? "the card has what is taken back" : "the card has what this takes back";
    }
    finding.card = clash.card;
    finding.revokes = clash.is_all;
    intake.findings.push_back(std::move(finding));
    intake.refused = true;
  }
  for (const std::string& card : comparison.maybe) {
    InputFinding finding{intake.line, {}, Severity::warning, Errc::in_may_be_same_person};
    finding.card = card;
    intake.findings.push_back(std::move(finding));
  }
}

}  // namespace vhc
