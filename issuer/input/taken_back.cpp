// What later records take back, and what is the same dose (docs/rules/intake.md "The last record speaks").
#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>

#include "input/clerk.h"
#include "input/event_number.h"
#include "vhc/time.h"

namespace vhc {
namespace {

using Decisions = std::vector<Decision>;
constexpr std::size_t max_others = 5;  // lines that a finding names

// An earlier record gives way: nothing that was found in it matters any more.
void replace(Decision& earlier, std::int64_t later) {
  earlier.kept = {};
  earlier.reason = Errc::in_replaced;
  earlier.partial = false;
  earlier.findings = {{earlier.line, earlier.field, Severity::note, Errc::in_replaced, {later}}};
}

bool has_given_way(const Decision& decision) {
  return decision.reason == Errc::in_replaced;
}

void contradict(Decision& decision, Errc reason, std::int64_t other) {
  decision.kept = {};
  decision.reason = reason;
  auto& findings = decision.findings;
  const auto is_it = [&](const InputFinding& f) { return f.code == reason; };
  auto found = std::find_if(findings.begin(), findings.end(), is_it);
  if (found == findings.end()) {
    findings.push_back({decision.line, decision.field, Severity::error, reason});
    found = findings.end() - 1;
  }
  if (found->others.size() < max_others) found->others.push_back(other);
}

bool are_siblings(const Decision& a, const Decision& b) {
  return a.group != 0 && a.group == b.group;
}

bool says_nothing(const std::string& code) {
  return code.empty() || code == "998" || code == "999";
}

// How a later record of the same number stands to an earlier one. Two doses under one order share its number: there day
// and code tell them apart.
enum class Succession : std::uint8_t { none, replaces, unclear };

using Order = std::vector<const Decision*>;

bool has(const Order& order, const Decision& record, bool with_day) {
  return std::any_of(order.begin(), order.end(),
                     [&](const Decision* d) { return d->code == record.code && (!with_day || d->day == record.day); });
}

Succession succession(const Decision& earlier, const Order& siblings, const Order& later) {
  const bool is_alone = siblings.size() == 1;
  bool others_only = true;
  for (const Decision* record : later) {
    const bool names_all = record->removes && says_nothing(record->code);
    if (names_all || (is_alone && later.size() == 1)) return Succession::replaces;
    const bool by_day = has(siblings, *record, true);
    const bool is_named = by_day || has(siblings, *record, false);
    if (record->code == earlier.code && (record->day == earlier.day || !by_day)) return Succession::replaces;
    others_only = others_only && (is_named || record->reason == Errc::in_deleted);
  }
  return others_only ? Succession::none : Succession::unclear;
}

// Several doses under one number: message by message, and the later one speaks of those that it names.
void settle_grouped(const std::vector<Decision*>& event) {
  std::vector<Order> orders;
  for (const Decision* decision : event) {
    if (orders.empty() || !are_siblings(*orders.back().front(), *decision)) orders.emplace_back();
    orders.back().push_back(decision);
  }
  std::size_t at = 0;
  for (std::size_t order = 0; order < orders.size(); ++order) {
    for (std::size_t i = 0; i < orders[order].size(); ++i, ++at) {
      for (std::size_t later = order + 1; later < orders.size(); ++later) {
        const Succession found = succession(*event[at], orders[order], orders[later]);
        if (found == Succession::replaces) replace(*event[at], orders[later].front()->line);
        if (found == Succession::unclear) contradict(*event[at], Errc::in_version_unknown, orders[later].front()->line);
        if (found != Succession::none) break;
      }
    }
  }
}

// Two final values of one test in one message: neither was sent to replace the other.
bool contradicts(const Decision& earlier, const Decision& last) {
  if (!last.is_result || !are_siblings(earlier, last) || !earlier.is_kept() || !last.is_kept()) return false;
  const auto& a = std::get<IntakeResult>(earlier.kept);
  const auto& b = std::get<IntakeResult>(last.kept);
  return b.status == "final" && (a.value != b.value || a.quantity != b.quantity);
}

// The place says that one record is the last, and the sender's own time says that it is not.
bool is_out_of_order(const std::vector<Decision*>& event) {
  const auto is_earlier = [](const Decision* a, const Decision* b) {
    return !a->stamp.empty() && !b->stamp.empty() && b->stamp < a->stamp;
  };
  return std::adjacent_find(event.begin(), event.end(), is_earlier) != event.end();
}

bool say_the_same(const std::vector<Decision*>& event) {
  const Decision& first = *event.front();
  return std::all_of(event.begin(), event.end(), [&](const Decision* d) {
    return d->day == first.day && d->code == first.code && d->removes == first.removes && d->reason == first.reason;
  });
}

void settle_event(const std::vector<Decision*>& event) {
  if (is_out_of_order(event) && !say_the_same(event)) {
    for (Decision* decision : event) {
      const Decision* const other = decision == event.front() ? event.back() : event.front();
      contradict(*decision, Errc::in_version_unknown, other->line);
    }
    return;
  }
  const auto has_sibling = [](const Decision* d) { return d->group != 0 && !d->is_result; };
  if (std::any_of(event.begin(), event.end(), has_sibling)) return settle_grouped(event);
  Decision& last = *event.back();
  for (std::size_t i = 0; i + 1 < event.size(); ++i) {
    if (!contradicts(*event[i], last)) {
      replace(*event[i], last.line);
      continue;
    }
    contradict(*event[i], Errc::in_status_conflict, last.line);
    contradict(last, Errc::in_status_conflict, event[i]->line);
  }
}

// A record without a number that says what a replaced one said goes with it: it is the same dose, sent again.
void replace_twins(Decisions& all, const Decision& replaced, std::int64_t later) {
  for (Decision& twin : all) {
    const bool is_twin = twin.event.empty() && twin.is_kept() && twin.line < later && twin.day == replaced.day &&
                         twin.code == replaced.code && twin.is_result == replaced.is_result;
    if (is_twin) replace(twin, later);
  }
}

// A record may have given way to one that gave way itself: the last of them took the place of both.
void replace_twins_of(const std::vector<Decision*>& event, Decisions& all) {
  std::unordered_map<std::int64_t, std::int64_t> last_word;  // by the line of what gave way
  for (auto at = event.rbegin(); at != event.rend(); ++at) {
    const Decision& decision = **at;
    const bool is_known =
        has_given_way(decision) && !decision.findings.empty() && !decision.findings.front().others.empty();
    if (!is_known) continue;
    const std::int64_t later = decision.findings.front().others.front();
    const auto further = last_word.find(later);
    const std::int64_t last = further == last_word.end() ? later : further->second;
    last_word.emplace(decision.line, last);
    replace_twins(all, decision, last);
  }
}

using Events = std::unordered_map<std::string_view, std::vector<Decision*>>;

// Of the records of one number the last one speaks.
Events let_the_last_speak(Decisions& all) {
  Events events;
  for (Decision& decision : all) {
    if (!decision.event.empty()) events[decision.event].push_back(&decision);
  }
  for (auto& [number, event] : events) {
    if (event.size() > 1) settle_event(event);
  }
  for (const Decision& decision : all) {  // in the order of the input
    if (decision.event.empty()) continue;
    const std::vector<Decision*>& event = events.at(decision.event);
    if (event.front() == &decision) replace_twins_of(event, all);
  }
  return events;
}

// What a removal says nothing of may be anything.
bool fits(const std::string& said, const std::string& other, bool is_any) {
  return said == other || (is_any && says_nothing(said));
}

bool is_about(const Decision& later, const Decision& earlier) {
  const bool is_any = later.reason == Errc::in_deleted;
  if (later.is_result != earlier.is_result) return false;
  return fits(later.day, earlier.day, is_any) && fits(later.code, earlier.code, is_any);
}

bool shares_day_or_code(const Decision& a, const Decision& b) {
  return (!a.day.empty() && a.day == b.day) || (!a.code.empty() && a.code == b.code);
}

void doubt(Decision& earlier, Decision& update) {
  contradict(earlier, Errc::in_version_unknown, update.line);
  if (update.is_kept() || update.reason == Errc::in_version_unknown) {
    contradict(update, Errc::in_version_unknown, earlier.line);
  }
}

// A number that no earlier record has: written in another way, or of another order. True: it found its record.
bool settle_number(Decision& later, Decision& earlier) {
  const NumberMatch found = match({later.event, later.also}, {earlier.event, earlier.also});
  if (found == NumberMatch::same && (earlier.group == 0 || earlier.code == later.code || says_nothing(later.code))) {
    replace(earlier, later.line);
    return true;
  }
  const bool is_named = !later.day.empty() && !later.code.empty();
  const bool is_exact = later.event.find('/') != std::string::npos;  // a FHIR id is never another one's
  if (later.removes && is_named && !is_exact && is_about(later, earlier)) {
    contradict(earlier, Errc::in_status_conflict, later.line);
    return true;
  }
  const bool is_doubtful = found == NumberMatch::unclear && later.updates && shares_day_or_code(later, earlier);
  if (is_doubtful) doubt(earlier, later);
  return is_doubtful;
}

// Without a number on either side, person, day and code name the event. True: they do.
bool settle_unnumbered(Decision& later, Decision& earlier) {
  const bool is_named = !later.day.empty() && !later.code.empty();
  if (!is_named && later.reason != Errc::in_deleted) return false;
  if (earlier.removes || !is_about(later, earlier)) return false;
  replace(earlier, later.line);
  return true;
}

// What takes back or updates, and names no earlier record by its number.
void settle_rest(Decisions& all, const Events& events) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    Decision& later = all[i];
    const bool speaks = later.removes || later.updates;
    if (!speaks || (has_given_way(later) && !later.updates)) continue;
    const bool has_own = !later.event.empty() && events.at(later.event).front() != &later;
    bool found = has_own;
    std::vector<Decision*> doubtful;
    for (std::size_t j = 0; j < i; ++j) {
      Decision& earlier = all[j];
      if (has_given_way(earlier) || earlier.is_result != later.is_result) continue;
      const bool both_numbered = !later.event.empty() && !earlier.event.empty() && !are_siblings(later, earlier);
      if (both_numbered) {
        if (!has_own && earlier.is_kept()) found = settle_number(later, earlier) || found;
      } else if (settle_unnumbered(later, earlier)) {
        found = true;
      } else if (later.updates && !later.is_result && !earlier.updates && earlier.is_kept() &&
                 shares_day_or_code(later, earlier)) {
        doubtful.push_back(&earlier);
      }
    }
    if (found) continue;
    // An update that names none: which record it replaces is not said.
    for (Decision* earlier : doubtful) doubt(*earlier, later);
  }
}

void look_at_other_people(Decisions& all, const EventLookup& shared) {
  if (!shared) return;
  for (Decision& decision : all) {
    if (!decision.is_kept()) continue;
    EventSharing sharing = decision.event.empty() ? EventSharing::own : shared(decision.event, decision.line);
    const std::string unnumbered = unnumbered_event(decision.day, decision.code);
    if (sharing != EventSharing::taken_back && shared(unnumbered, decision.line) == EventSharing::taken_back) {
      sharing = EventSharing::taken_back;
    }
    if (sharing == EventSharing::shared) {
      decision.findings.push_back({decision.line, decision.field, Severity::warning, Errc::in_event_id_shared});
    } else if (sharing == EventSharing::taken_back) {
      decision.kept = {};
      decision.reason = Errc::in_status_conflict;
      decision.findings.push_back({decision.line, decision.field, Severity::error, Errc::in_status_conflict});
    }
  }
}

// A better documented dose of the same day and vaccine.
bool is_better(const IntakeDose& a, const IntakeDose& b) {
  if (a.given_here != b.given_here) return a.given_here;
  return !a.lot.empty() && b.lot.empty();
}

void make_duplicate(Decision& worse, const Decision& better, bool is_other_content) {
  worse.kept = {};
  worse.reason = Errc::in_duplicate;
  const Severity severity = is_other_content ? Severity::warning : Severity::note;
  worse.findings.push_back({worse.line, worse.field, severity, Errc::in_duplicate, {better.line}});
}

// All of one day and vaccine.
void settle_same_dose(const std::vector<Decision*>& same) {
  const auto partial = std::find_if(same.begin(), same.end(), [](const Decision* d) { return d->partial; });
  const auto whole = std::find_if(same.begin(), same.end(), [](const Decision* d) { return !d->partial; });
  if (partial != same.end() && whole != same.end()) {
    for (Decision* decision : same)
      contradict(*decision, Errc::in_status_conflict, (decision->partial ? *whole : *partial)->line);
    return;
  }
  Decision* best = nullptr;
  for (Decision* decision : same) {
    if (!decision->is_kept()) continue;
    if (best == nullptr) {
      best = decision;
      continue;
    }
    const auto& a = std::get<IntakeDose>(decision->kept);
    const auto& b = std::get<IntakeDose>(best->kept);
    const bool other_lots = !a.lot.empty() && !b.lot.empty() && a.lot != b.lot;
    Decision* const worse = is_better(a, b) ? std::exchange(best, decision) : decision;
    make_duplicate(*worse, *best, other_lots);
  }
}

void settle_doses(Decisions& all) {
  std::vector<Decision*> doses;
  for (Decision& decision : all) {
    const bool counts = decision.is_kept() || (decision.partial && decision.reason == Errc::in_partial_dose);
    if (counts && !decision.is_result) doses.push_back(&decision);
  }
  if (doses.size() < 2) return;
  const auto key = [](const Decision* d) { return std::tie(d->day, d->code); };
  // By place: FHIR hands over the versions of a resource behind each other, wherever they stood.
  const auto order = [](const Decision* d) { return std::tie(d->day, d->code, d->line); };
  std::stable_sort(doses.begin(), doses.end(),
                   [&](const Decision* a, const Decision* b) { return order(a) < order(b); });
  for (auto from = doses.begin(); from != doses.end();) {
    const auto end = std::find_if(from, doses.end(), [&](const Decision* d) { return key(d) != key(*from); });
    if (end - from > 1) settle_same_dose({from, end});
    from = end;
  }
}

bool is_correction(const Decision& decision) {
  return std::get<IntakeResult>(decision.kept).status != "final";
}

bool is_same_value(const Decision& a, const Decision& b) {
  const auto& x = std::get<IntakeResult>(a.kept);
  const auto& y = std::get<IntakeResult>(b.kept);
  return x.value == y.value && x.quantity == y.quantity;
}

// All of one test and minute, under several numbers: the last correction speaks; without one they must agree.
void settle_same_result(std::vector<Decision*> same) {
  const bool corrected = std::any_of(same.begin(), same.end(), [](const Decision* d) { return is_correction(*d); });
  if (corrected) {
    const auto last = std::find_if(same.rbegin(), same.rend(), [](const Decision* d) { return is_correction(*d); });
    const std::int64_t line = (*last)->line;
    const auto gives_way = [line](Decision* decision) {
      if (is_correction(*decision)) return false;
      replace(*decision, line);
      return true;
    };
    same.erase(std::remove_if(same.begin(), same.end(), gives_way), same.end());
  }
  Decision* const first = same.front();
  const bool agree =
      std::all_of(same.begin(), same.end(), [&](const Decision* d) { return is_same_value(*d, *first); });
  const std::int64_t other = same.back()->line;
  for (Decision* decision : same) {
    if (!agree) contradict(*decision, Errc::in_status_conflict, decision == same.back() ? first->line : other);
    if (agree && decision != first) make_duplicate(*decision, *first, false);
  }
}

void settle_results(Decisions& all) {
  std::map<std::pair<std::string_view, std::int64_t>, std::vector<Decision*>> tests;
  for (Decision& decision : all) {
    if (!decision.is_result || !decision.is_kept()) continue;
    const auto time = parse_time(decision.day);
    if (!time) continue;
    const auto minute = std::chrono::floor<std::chrono::minutes>(*time).time_since_epoch().count();
    tests[{decision.code, minute}].push_back(&decision);
  }
  for (auto& [test, same] : tests) {
    if (same.size() > 1) settle_same_result(same);
  }
}

void refuse_all(Dossier& dossier, Errc reason) {
  for (Decision& decision : dossier.decisions) {
    decision.kept = {};
    decision.reason = reason;
  }
}

// Two people under one key: told at each of their records, none of which is issued.
void tell_conflict(Dossier& dossier) {
  Intake& person = dossier.person;
  person.refused = true;
  std::vector<std::int64_t>& lines = dossier.lines;
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  for (const std::int64_t line : lines) {
    InputFinding finding{line, dossier.key_field, Severity::error, Errc::in_person_conflict};
    for (const std::int64_t other : lines) {
      if (other != line && finding.others.size() < max_others) finding.others.push_back(other);
    }
    person.findings.push_back(std::move(finding));
  }
  refuse_all(dossier, Errc::in_person_conflict);
}

void move_into(Intake& person, Decision&& decision) {
  person.findings.insert(person.findings.end(), std::make_move_iterator(decision.findings.begin()),
                         std::make_move_iterator(decision.findings.end()));
  if (!decision.is_kept()) {
    person.left_out.push_back({decision.line, std::move(decision.day), std::move(decision.code), *decision.reason,
                               std::move(decision.field), std::move(decision.event)});
    return;
  }
  if (auto* const dose = std::get_if<IntakeDose>(&decision.kept)) person.doses.push_back(std::move(*dose));
  if (auto* const result = std::get_if<IntakeResult>(&decision.kept)) person.results.push_back(std::move(*result));
  if (!decision.event.empty()) person.events.push_back(std::move(decision.event));
}

void sort(Intake& person) {
  const auto by_date = [](const IntakeDose& a, const IntakeDose& b) {
    return std::tie(a.date, a.code) < std::tie(b.date, b.code);
  };
  const auto by_line = [](const auto& a, const auto& b) { return a.line < b.line; };
  std::stable_sort(person.doses.begin(), person.doses.end(), by_date);
  std::stable_sort(person.left_out.begin(), person.left_out.end(), by_line);
  std::stable_sort(person.findings.begin(), person.findings.end(), by_line);
}

// Nobody is refused without a reason.
void tell_nothing(Intake& person) {
  if (person.is_issuable() || person.refused || !person.left_out.empty()) return;
  const auto is_error = [](const InputFinding& f) { return f.severity == Severity::error; };
  if (std::any_of(person.findings.begin(), person.findings.end(), is_error)) return;
  Clerk::refuse(person, person.line, {}, Errc::in_nothing_to_issue);
}

}  // namespace

Intake Clerk::finish(Dossier&& dossier, const EventLookup& shared) const {
  Decisions& all = dossier.decisions;
  if (all.size() > 1) settle_rest(all, let_the_last_speak(all));
  look_at_other_people(all, shared);
  settle_doses(all);
  settle_results(all);
  if (dossier.conflict) tell_conflict(dossier);
  if (dossier.overflow) dossier.person.refused = true;
  if (dossier.overflow && !dossier.conflict) refuse_all(dossier, Errc::in_too_long);
  Intake person = std::move(dossier.person);
  for (Decision& decision : all) move_into(person, std::move(decision));
  sort(person);
  tell_nothing(person);
  return person;
}

}  // namespace vhc
