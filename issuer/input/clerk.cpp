#include "clerk.h"

#include <algorithm>
#include <tuple>

#include "../card_text.h"
#include "../cvx.h"
#include "../lot.h"
#include "../placeholder_name.h"
#include "vhc/issuer_settings.h"
#include "vhc/minimise.h"
#include "vhc/time.h"

namespace vhc {
namespace {

// As far as it can be told, for a person who looks for the dose in the sender's system.
std::string shown_code(const CodeTables& tables, const VaccineText& vaccine) {
  if (auto code = normal_cvx(trimmed(vaccine.cvx))) return *std::move(code);
  auto code = vaccine_code(tables, vaccine, true);
  return code ? std::move(code->cvx) : std::string{};
}

bool is_before(std::string_view day, std::string_view birth) {
  return !birth.empty() && day.substr(0, birth.size()) < birth;
}

bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789 -.") == std::string_view::npos;
}

bool has_plain_parts(const PersonName& name) {
  const auto all = [](const std::vector<std::string>& parts) {
    return std::all_of(parts.begin(), parts.end(), [](const std::string& part) { return is_plain_text(part); });
  };
  return is_plain_text(name.family) && is_plain_text(name.text) && all(name.given) && all(name.suffix);
}

// A better documented dose of the same day and vaccine.
bool is_better(const IntakeDose& a, const IntakeDose& b) {
  if (a.given_here != b.given_here) return a.given_here;
  if (a.subpotent != b.subpotent) return !a.subpotent;
  return !a.lot.empty() && b.lot.empty();
}

}  // namespace

void Clerk::refuse(Intake& intake, std::int64_t line, std::string_view field, Errc code) {
  intake.findings.push_back({line, std::string(field), Severity::error, code});
}

void Clerk::warn(Intake& intake, std::int64_t line, std::string_view field, Errc code) {
  intake.findings.push_back({line, std::string(field), Severity::warning, code});
}

bool Clerk::is_allowed(Errc code) const {
  return std::find(rules_.allowed.begin(), rules_.allowed.end(), code) != rules_.allowed.end();
}

Clerk::Clerk(const InputRules& rules) : rules_(rules) {
  const auto grace = std::chrono::days{rules.zone_is_known ? 0 : 1};
  latest_ = to_date(std::chrono::year_month_day{std::chrono::sys_days{rules.today} + grace});
}

bool Clerk::is_future(std::string_view date) const {
  return date > std::string_view(latest_).substr(0, date.size());
}

void Clerk::leave_out(Intake& intake, const WrittenDose& dose, std::string_view field, Errc reason) const {
  intake.left_out.push_back({dose.line, dose.date, shown_code(*rules_.tables, dose.vaccine), reason});
  if (needs_mending(reason)) refuse(intake, dose.line, field, reason);
}

std::optional<Errc> Clerk::date_fault(const Intake& intake, const WrittenDose& dose) const {
  if (dose.date_missing) return Errc::in_missing;
  if (dose.date.empty()) return Errc::in_bad_date;
  return day_fault(intake, dose.date);
}

std::optional<Errc> Clerk::day_fault(const Intake& intake, std::string_view day) const {
  if (is_future(day)) return Errc::in_future_date;
  if (is_before(day, intake.birth_date)) return Errc::in_before_birth;
  return std::nullopt;
}

std::string Clerk::performer(Intake& intake, std::int64_t line, std::string_view field, std::string_view written) {
  const std::string_view name = trimmed(written);
  if (!is_plain_text(name)) {
    warn(intake, line, field, Errc::in_control_character);
    return {};
  }
  if (is_number(name)) return {};
  if (num_characters(name) <= max_performer_chars) return std::string(name);
  warn(intake, line, field, Errc::in_performer_cut);
  return cut_performer(name);
}

void Clerk::take_dose(Intake& intake, const WrittenDose& dose) const {
  if (dose.fate == DoseFate::broken) return leave_out(intake, dose, dose.fields.record, Errc::in_bad_structure);
  if (dose.fate == DoseFate::deleted) return leave_out(intake, dose, dose.fields.record, Errc::in_deleted);
  if (dose.fate == DoseFate::not_given) return leave_out(intake, dose, dose.fields.record, Errc::in_not_given);
  auto code = vaccine_code(*rules_.tables, dose.vaccine, is_allowed(Errc::in_unknown_code));
  const auto bad_date = date_fault(intake, dose);
  if (!code) {
    leave_out(intake, dose, dose.fields.code, dose.code_missing ? Errc::in_missing : code.error().code);
    if (dose.every_error && bad_date) refuse(intake, dose.line, dose.fields.date, *bad_date);
    return;
  }
  for (const Errc warning : code->warnings) warn(intake, dose.line, dose.fields.code, warning);
  if (dose.fate == DoseFate::partial && !rules_.mark_partial) {
    return leave_out(intake, dose, dose.fields.record, Errc::in_partial_dose);
  }
  if (dose.historical && rules_.profile == SignerProfile::pharmacy) {
    return leave_out(intake, dose, dose.fields.record, Errc::in_historical);
  }
  if (bad_date) return leave_out(intake, dose, dose.fields.date, *bad_date);
  const bool is_late = !dose.message_date.empty() && dose.date > dose.message_date;
  if (is_late) warn(intake, dose.line, dose.fields.date, Errc::in_date_after_message);
  if (dose.fate == DoseFate::unstated) warn(intake, dose.line, dose.fields.record, Errc::in_status_assumed);
  IntakeDose kept{.line = dose.line, .date = dose.date, .system = std::string(cvx_system), .code = code->cvx};
  CardLot lot = card_lot(dose.lot);
  if (lot.warning) warn(intake, dose.line, dose.fields.lot, *lot.warning);
  if (lot.odd) warn(intake, dose.line, dose.fields.lot, Errc::in_lot_odd);
  kept.lot = std::move(lot.text);
  kept.performer = performer(intake, dose.line, dose.fields.performer, dose.performer);
  kept.ial = trimmed(dose.ial);
  kept.subpotent = dose.fate == DoseFate::partial;
  kept.given_here = dose.given_here;
  intake.doses.push_back(std::move(kept));
}

void Clerk::check_person(Intake& intake, std::int64_t line, std::string_view name_field,
                         std::string_view birth_field) const {
  const auto stop = [&](std::string_view field, Errc code) {
    intake.refused = true;
    refuse(intake, line, field, code);
  };
  const PersonName& name = intake.name;
  const bool is_whole = !name.text.empty() || (!name.family.empty() && !name.given.empty());
  if (!is_whole) {
    stop(name_field, Errc::in_missing);
  } else if (!has_plain_parts(name)) {
    stop(name_field, Errc::in_control_character);
  } else if (is_placeholder(name)) {
    if (is_allowed(Errc::in_placeholder_name)) {
      warn(intake, line, name_field, Errc::in_placeholder_name);
    } else {
      stop(name_field, Errc::in_placeholder_name);
    }
  }
  if (!intake.birth_date.empty() && is_future(intake.birth_date)) stop(birth_field, Errc::in_future_date);
}

void Clerk::finish(Intake& intake) {
  if (intake.refused) {
    intake.doses.clear();
    intake.results.clear();
  }
  const auto order = [](const IntakeDose& a, const IntakeDose& b) {
    return std::tie(a.date, a.code) < std::tie(b.date, b.code);
  };
  std::stable_sort(intake.doses.begin(), intake.doses.end(), order);
  std::vector<IntakeDose> kept;
  for (IntakeDose& dose : intake.doses) {
    const bool is_same = !kept.empty() && kept.back().date == dose.date && kept.back().code == dose.code;
    if (!is_same) {
      kept.push_back(std::move(dose));
      continue;
    }
    if (is_better(dose, kept.back())) std::swap(dose, kept.back());
    intake.left_out.push_back({dose.line, dose.date, dose.code, Errc::in_duplicate});
  }
  intake.doses = std::move(kept);
  const auto by_line = [](const auto& a, const auto& b) { return a.line < b.line; };
  std::stable_sort(intake.left_out.begin(), intake.left_out.end(), by_line);
  std::stable_sort(intake.findings.begin(), intake.findings.end(), by_line);
}

}  // namespace vhc
