// What later records take back, and what is the same dose (docs/rules/intake.md "The last record speaks").
#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>

#include "clerk.h"
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

// How a later record of the same number stands to an earlier one. Two doses under one order share its number: there the
// code tells them apart.
enum class Succession : std::uint8_t { none, replaces, unclear };

Succession succession(const Decision& earlier, bool earlier_is_alone, const std::vector<const Decision*>& later) {
  const auto is_same = [&](const Decision* d) {
    return d->code == earlier.code || (d->removes && (d->code.empty() || d->code == "998" || d->code == "999"));
  };
  if (std::any_of(later.begin(), later.end(), is_same)) return Succession::replaces;
  if (later.size() == 1 && earlier_is_alone) return Succession::replaces;
  return later.size() == 1 && later.front()->removes && later.front()->reason == Errc::in_deleted ? Succession::none
                                                                                                  : Succession::unclear;
}

// Several doses under one number: order by order, and the later one speaks of those that it names.
void settle_grouped(const std::vector<Decision*>& event) {
  std::vector<std::vector<const Decision*>> orders;
  for (const Decision* decision : event) {
    if (orders.empty() || !are_siblings(*orders.back().front(), *decision)) orders.emplace_back();
    orders.back().push_back(decision);
  }
  std::size_t at = 0;
  for (std::size_t order = 0; order < orders.size(); ++order) {
    for (std::size_t i = 0; i < orders[order].size(); ++i, ++at) {
      for (std::size_t later = order + 1; later < orders.size(); ++later) {
        const Succession found = succession(*event[at], orders[order].size() == 1, orders[later]);
        if (found == Succession::replaces) replace(*event[at], orders[later].front()->line);
        if (found == Succession::unclear) contradict(*event[at], Errc::in_version_unknown, orders[later].front()->line);
        if (found != Succession::none) break;
      }
    }
  }
}

// Of the records of one number the last one speaks.
void let_the_last_speak(Decisions& all) {
  std::unordered_map<std::string_view, std::vector<Decision*>> events;
  for (Decision& decision : all) {
    if (!decision.event.empty()) events[decision.event].push_back(&decision);
  }
  for (auto& [number, event] : events) {
    if (event.size() == 1) continue;
    const auto has_sibling = [&](const Decision* d) { return d->group != 0; };
    if (std::any_of(event.begin(), event.end(), has_sibling)) {
      settle_grouped(event);
      continue;
    }
    for (std::size_t i = 0; i + 1 < event.size(); ++i) replace(*event[i], event.back()->line);
  }
}

// What a removal says nothing of may be anything.
bool fits(const std::string& said, const std::string& other, bool is_any) {
  return said == other || (is_any && (said.empty() || said == "998" || said == "999"));
}

bool is_about(const Decision& later, const Decision& earlier) {
  const bool is_any = later.reason == Errc::in_deleted;
  if (later.is_result != earlier.is_result) return false;
  return fits(later.day, earlier.day, is_any) && fits(later.code, earlier.code, is_any);
}

// Without a number on either side, person, day and code name the event.
void take_back_unnumbered(Decisions& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Decision& later = all[i];
    if (has_given_way(later) || !(later.removes || later.updates)) continue;
    const bool is_named = !later.day.empty() && !later.code.empty();
    if (!is_named && later.reason != Errc::in_deleted) continue;
    for (std::size_t j = 0; j < i; ++j) {
      Decision& earlier = all[j];
      const bool both_numbered = !later.event.empty() && !earlier.event.empty() && !are_siblings(later, earlier);
      if (both_numbered || has_given_way(earlier) || earlier.removes || !is_about(later, earlier)) continue;
      replace(earlier, later.line);
    }
  }
}

// An update without a number, of another day or vaccine than any earlier record: which one it replaces is not said.
void doubt_unnumbered_updates(Decisions& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    Decision& update = all[i];
    if (!update.updates || !update.is_kept() || update.is_result) continue;
    const auto same = [&](const Decision& d) {
      return has_given_way(d) && d.day == update.day && d.code == update.code;
    };
    if (std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i), same)) continue;
    for (std::size_t j = 0; j < i; ++j) {
      Decision& earlier = all[j];
      const bool has_own = !(update.event.empty() && earlier.event.empty()) && !are_siblings(update, earlier);
      const bool may_be = !has_own && !earlier.updates && earlier.is_kept() && !earlier.is_result &&
                          (earlier.day == update.day || earlier.code == update.code);
      if (!may_be) continue;
      contradict(earlier, Errc::in_version_unknown, update.line);
      contradict(update, Errc::in_version_unknown, earlier.line);
    }
  }
}

void look_at_other_people(Decisions& all, const EventLookup& shared) {
  if (!shared) return;
  for (Decision& decision : all) {
    if (!decision.is_kept() || decision.event.empty()) continue;
    const EventSharing sharing = shared(decision.event, decision.line);
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
  std::stable_sort(doses.begin(), doses.end(), [&](const Decision* a, const Decision* b) { return key(a) < key(b); });
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
  if (all.size() > 1) {
    let_the_last_speak(all);
    take_back_unnumbered(all);
    doubt_unnumbered_updates(all);
  }
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
