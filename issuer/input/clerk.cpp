#include "input/clerk.h"

#include <algorithm>
#include <array>

#include "card/card_text.h"
#include "card/lot.h"
#include "codes/cvx.h"
#include "codes/loinc.h"
#include "input/result_value.h"
#include "input/same_person.h"
#include "vhc/issuer_settings.h"
#include "vhc/minimise.h"
#include "vhc/time.h"

namespace vhc {
namespace {

constexpr int oldest_person = 130;  // years

std::string placed(const RecordPlaces& places, std::string_view part) {
  return std::string(places.base) + std::string(part);
}

bool is_before(std::string_view day, std::string_view birth) {
  return !birth.empty() && day.substr(0, birth.size()) < birth;
}

bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789 -.") == std::string_view::npos;
}

// A cell that belongs to a lot, a product or a site and says what became of the dose.
bool says_otherwise(std::string_view text) {
  constexpr std::array<std::string_view, 12> words{"REFUSED",  "DECLINED",  "NOT GIVEN",        "NOT ADMINISTERED",
                                                   "VOID",     "VOIDED",    "ENTERED IN ERROR", "DELETED",
                                                   "CANCELED", "CANCELLED", "HISTORICAL",       "WASTED"};
  return !text.empty() && std::find(words.begin(), words.end(), upper(trimmed(text))) != words.end();
}

bool mentions_refusal(std::string_view text) {
  if (text.size() < 7) return false;
  const std::string words = " " + upper(text) + " ";
  for (const std::string_view phrase : {" REFUSED ", " NOT GIVEN ", " NOT ADMINISTERED ", " DECLINED ", " IN ERROR "}) {
    if (words.find(phrase) != std::string::npos) return true;
  }
  return false;
}

// The part of the record that says that the dose was not given, or not here; none: it says nothing of the kind.
std::optional<std::string_view> contradicting_part(const WrittenDose& dose) {
  const RecordPlaces& places = dose.places;
  if (says_otherwise(dose.lot)) return places.lot;
  const bool in_words = mentions_refusal(dose.vaccine.text) || mentions_refusal(dose.vaccine.product) ||
                        says_otherwise(dose.vaccine.product) || says_otherwise(dose.vaccine.mvx);
  if (in_words) return places.code;
  return says_otherwise(dose.performer) ? std::optional(places.performer) : std::nullopt;
}

// Whether the dose was given at all (docs/rules/intake.md "Was it given?"); the first rule that fits wins.
std::optional<Errc> claim_fault(const DoseClaim& claim) {
  const bool says_given = claim.completion == Completion::complete || claim.completion == Completion::partial;
  const bool says_nothing = claim.completion == Completion::none;
  const bool is_off = claim.order == OrderState::canceled || claim.order == OrderState::error;
  if (claim.action == Action::unknown) return Errc::in_bad_structure;
  if (claim.deleted || claim.action == Action::remove) return Errc::in_deleted;
  if (says_nothing && claim.order == OrderState::error) return Errc::in_deleted;
  if (says_nothing && claim.order != OrderState::none) return Errc::in_not_given;
  if (says_given && is_off) return Errc::in_status_conflict;
  if (claim.completion == Completion::not_given) return Errc::in_not_given;
  if (says_nothing && claim.refused) return Errc::in_not_given;
  if (claim.completion == Completion::unknown) return Errc::in_bad_structure;
  return std::nullopt;
}

// A record that says so takes back what an earlier one said of the same day and code, number or not.
bool takes_back(Errc reason) {
  switch (reason) {
    case Errc::in_deleted:
    case Errc::in_not_given:
    case Errc::in_status_conflict:
    case Errc::in_unmapped_column:
    case Errc::in_bad_structure:
      return true;
    default:
      return false;
  }
}

void note(Decision& decision, std::string field, Severity severity, Errc code) {
  decision.findings.push_back({decision.line, std::move(field), severity, code});
}

void leave_out(Decision& decision, std::string field, Errc reason) {
  decision.reason = reason;
  decision.removes = decision.removes || takes_back(reason);
  decision.field = field;
  if (needs_mending(reason)) note(decision, std::move(field), Severity::error, reason);
}

// As it goes on the card; empty for none, a number or what is no text.
std::string card_performer(Decision& decision, const WrittenRecord& record) {
  const std::string_view name = trimmed(record.performer);
  if (name.empty()) return {};
  const auto warn_here = [&](Errc code) {
    note(decision, placed(record.places, record.places.performer), Severity::warning, code);
  };
  if (!is_plain_text(name)) {
    warn_here(Errc::in_control_character);
    return {};
  }
  if (is_number(name)) return {};
  if (num_characters(name) <= max_performer_chars) return std::string(name);
  warn_here(Errc::in_performer_cut);
  return cut_performer(name);
}

std::string card_lot_of(Decision& decision, const WrittenDose& dose) {
  const auto warn_here = [&](Errc code) {
    note(decision, placed(dose.places, dose.places.lot), Severity::warning, code);
  };
  if (dose.lot_is_number) {
    warn_here(Errc::in_lot_damaged);
    return {};
  }
  CardLot lot = card_lot(dose.lot);
  if (lot.warning) warn_here(*lot.warning);
  if (lot.odd) warn_here(Errc::in_lot_odd);
  return std::move(lot.text);
}

Errc first_error(const Intake& found) {
  for (const InputFinding& finding : found.findings) {
    if (finding.severity == Severity::error) return finding.code;
  }
  return Errc::in_bad_structure;
}

void add_findings(Intake& person, Intake& found) {
  person.findings.insert(person.findings.end(), std::make_move_iterator(found.findings.begin()),
                         std::make_move_iterator(found.findings.end()));
}

}  // namespace

bool says_not_given(const DoseClaim& claim) {
  const auto fault = claim_fault(claim);
  return fault && takes_back(*fault);
}

void Clerk::refuse(Intake& intake, std::int64_t line, std::string_view field, Errc code) {
  intake.findings.push_back({line, std::string(field), Severity::error, code});
}

void Clerk::warn(Intake& intake, std::int64_t line, std::string_view field, Errc code) {
  intake.findings.push_back({line, std::string(field), Severity::warning, code});
}

bool Clerk::is_allowed(Errc code) const {
  return std::find(rules_.allowed.begin(), rules_.allowed.end(), code) != rules_.allowed.end();
}

std::string Clerk::code_of(const VaccineText& vaccine) const {
  if (auto code = normal_cvx(trimmed(vaccine.cvx))) return *std::move(code);
  auto code = vaccine_code(*rules_.tables, vaccine, true);
  return code ? std::move(code->cvx) : std::string{};
}

Clerk::Clerk(const InputRules& rules) : rules_(rules) {
  const auto grace = std::chrono::days{rules.zone_is_known ? 0 : 1};
  latest_ = to_date(std::chrono::year_month_day{std::chrono::sys_days{rules.today} + grace});
  const std::chrono::year_month_day born = rules.today - std::chrono::years{oldest_person};
  earliest_ = to_date(born.ok() ? born : born.year() / born.month() / std::chrono::last);
}

bool Clerk::is_future(std::string_view date) const {
  return date > std::string_view(latest_).substr(0, date.size());
}

std::optional<Errc> Clerk::day_fault(std::string_view birth_date, std::string_view day) const {
  if (is_future(day)) return Errc::in_future_date;
  if (is_before(day, birth_date)) return Errc::in_before_birth;
  return std::nullopt;
}

// ---- whose record it is

void Clerk::join(Dossier& dossier, Intake&& found, std::string_view key_field) const {
  Intake& person = dossier.person;
  dossier.record_fault.reset();
  if (found.refused) dossier.record_fault = first_error(found);
  dossier.lines.push_back(found.line);
  if (!dossier.begun) {
    dossier.begun = true;
    dossier.key_field = key_field;
    person = std::move(found);
    return;
  }
  add_findings(person, found);
  if (found.refused) return;
  if (person.refused) {  // the first one that says who it is
    person.refused = false;
    person.name = std::move(found.name);
    person.birth_date = std::move(found.birth_date);
    return;
  }
  if (person.birth_date != found.birth_date || !agrees(person.name, found.name)) {
    dossier.conflict = true;
  } else if (!is_fuller(person.name, found.name)) {
    person.name = std::move(found.name);
  }
}

void Clerk::overflow(Dossier& dossier, std::int64_t line) {
  if (dossier.overflow) return;
  dossier.overflow = true;
  refuse(dossier.person, line, {}, Errc::in_too_long);
}

// ---- single records

Decision Clerk::begin(const WrittenRecord& record) {
  Decision decision{.line = record.line,
                    .event = std::string(record.event),
                    .also = std::string(record.also),
                    .stamp = std::string(record.stamp),
                    .group = record.group};
  if (record.fault) leave_out(decision, placed(record.places, record.places.record), *record.fault);
  return decision;
}

// What is wrong with the person is told of the person; the record goes with them.
void Clerk::end(Dossier& dossier, Decision&& decision) {
  if (dossier.record_fault && decision.is_kept()) {
    decision.kept = {};
    decision.reason = dossier.record_fault;
  }
  dossier.decisions.push_back(std::move(decision));
}

std::optional<Errc> Clerk::date_fault(const WrittenDose& dose, const Intake& person) const {
  if (dose.date.empty()) return dose.date_fault;
  return day_fault(person.birth_date, dose.date);
}

void Clerk::take_dose(Dossier& dossier, const WrittenDose& dose) const {
  Decision decision = begin(dose);
  decision.day = dose.date;
  decision.updates = dose.claim.action == Action::update;
  if (!decision.reason) decide(decision, dose, dossier.person);
  if (decision.reason) decision.code = code_of(dose.vaccine);
  // Whatever else is wrong with it, a record that takes back does so.
  decision.removes = decision.removes || says_not_given(dose.claim);
  end(dossier, std::move(decision));
}

void Clerk::decide(Decision& decision, const WrittenDose& dose, const Intake& person) const {
  const RecordPlaces& places = dose.places;
  const auto warn_at = [&](std::string_view part, Errc code) {
    note(decision, placed(places, part), Severity::warning, code);
  };
  if (const auto fault = claim_fault(dose.claim)) return leave_out(decision, placed(places, places.record), *fault);
  if (const auto part = contradicting_part(dose))
    return leave_out(decision, placed(places, *part), Errc::in_status_conflict);
  auto code = vaccine_code(*rules_.tables, dose.vaccine, is_allowed(Errc::in_unknown_code));
  const auto bad_date = date_fault(dose, person);
  if (!code) {
    const Errc reason = dose.code_missing ? Errc::in_missing : code.error().code;
    leave_out(decision, placed(places, places.code), reason);
    const bool is_told = !decision.findings.empty() && decision.findings.back().code == reason;
    if (is_told && reason == Errc::in_unknown_code) decision.findings.back().detail = code.error().hint;
    if (dose.every_error && bad_date) note(decision, placed(places, places.date), Severity::error, *bad_date);
    return;
  }
  for (const Errc warning : code->warnings) warn_at(places.code, warning);
  if (dose.date_warning && !dose.date.empty()) warn_at(places.date, *dose.date_warning);
  decision.partial = dose.claim.completion == Completion::partial;
  if (decision.partial && !rules_.mark_partial) {
    return leave_out(decision, placed(places, places.record), Errc::in_partial_dose);
  }
  const bool is_doubtful = dose.source == DoseSource::others || dose.source == DoseSource::unclear;
  if (is_doubtful && rules_.profile == SignerProfile::pharmacy) {
    return leave_out(decision, placed(places, places.source.empty() ? places.record : places.source),
                     dose.source == DoseSource::others ? Errc::in_historical : Errc::in_unknown_source);
  }
  if (bad_date) return leave_out(decision, placed(places, places.date), *bad_date);
  const bool is_late = !dose.message_date.empty() && dose.date > dose.message_date;
  if (is_late) warn_at(places.date, Errc::in_date_after_message);
  if (dose.claim.completion == Completion::none) warn_at(places.record, Errc::in_status_assumed);
  decision.field = placed(places, places.record);
  decision.code = code->cvx;
  IntakeDose kept{
      .line = dose.line, .date = dose.date, .system = std::move(code->system), .code = std::move(code->cvx)};
  kept.lot = card_lot_of(decision, dose);
  kept.performer = card_performer(decision, dose);
  kept.ial = trimmed(dose.ial);
  kept.subpotent = decision.partial;
  kept.given_here = dose.source == DoseSource::own;
  kept.is_update = decision.updates && dose.event.empty();
  decision.kept = std::move(kept);
}

void Clerk::take_result(Dossier& dossier, const WrittenResult& result) const {
  if (result.state == ResultState::question) return;
  Decision decision = begin(result);
  decision.is_result = true;
  decision.day = result.effective;
  decision.code = result.code;
  decision.updates = result.state == ResultState::corrected || result.state == ResultState::amended;
  if (result.state == ResultState::withdrawn) decision.removes = true;
  if (!decision.reason) decide(decision, result, dossier.person);
  end(dossier, std::move(decision));
}

void Clerk::decide(Decision& decision, const WrittenResult& result, const Intake& person) const {
  const RecordPlaces& places = result.places;
  const auto stop = [&](std::string_view part, Errc reason) { leave_out(decision, placed(places, part), reason); };
  if (result.state == ResultState::withdrawn) return stop(places.record, Errc::in_deleted);
  if (result.code_fault) return stop(places.code, *result.code_fault);
  if (!is_loinc(result.code)) return stop(places.code, Errc::in_unknown_code);
  if (result.state == ResultState::not_final) return stop(places.record, Errc::in_not_final);
  IntakeResult kept{.line = result.line, .code = std::string(result.code)};
  const ResultReading value = read_result_value(result, *rules_.tables, is_allowed(Errc::in_unknown_code));
  if (value.fault) return stop(places.lot, *value.fault);
  if (value.warning) note(decision, placed(places, places.lot), Severity::warning, *value.warning);
  if (result.effective.empty()) return stop(places.date, result.time_fault);
  if (const auto fault = day_fault(person.birth_date, std::string_view(result.effective).substr(0, 10))) {
    return stop(places.date, *fault);
  }
  if (result.time_warning) note(decision, placed(places, places.date), Severity::warning, *result.time_warning);
  decision.field = placed(places, places.record);
  kept.value = value.text;
  kept.coded = value.coded;
  kept.quantity = result.quantity;
  kept.ranges = result.ranges;
  kept.effective = result.effective;
  kept.status = result.state == ResultState::final       ? "final"
                : result.state == ResultState::corrected ? "corrected"
                                                         : "amended";
  kept.performer = card_performer(decision, result);
  kept.ial = trimmed(result.ial);
  decision.kept = std::move(kept);
}

void Clerk::take_removal(Dossier& dossier, const WrittenRemoval& removal) const {
  Decision decision{
      .line = removal.line, .event = std::string(removal.event), .is_result = removal.is_result, .removes = true};
  leave_out(decision, placed(removal.places, removal.places.record), Errc::in_deleted);
  dossier.decisions.push_back(std::move(decision));
}

}  // namespace vhc
