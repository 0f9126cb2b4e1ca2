// What was read of a person, as it goes on a card. The same card comes out when it is written as FHIR and minimised
// (tests/fuzz/fuzz_input.cpp), which takes three times as long.
#include "vhc/intake.h"

#include <algorithm>

#include "card/card_resource.h"
#include "card/card_text.h"
#include "card/placeholder_name.h"
#include "codes/cvx.h"
#include "vhc/time.h"

namespace vhc {
namespace {

// Family and given both, or the text alone.
PersonName card_name(const PersonName& name) {
  if (name.family.empty() || name.given.empty()) return {.text = name.text.empty() ? shown_name(name) : name.text};
  return {.family = name.family, .given = name.given, .suffix = name.suffix};
}

// A level that is none, such as IAL1, states nothing.
std::string level_of(std::string_view written, const MinimiseOptions& options) {
  if (written.empty()) return options.ial.value_or("");
  return is_assurance_level(written) ? std::string(written) : std::string{};
}

std::string performer_of(const std::string& written, const MinimiseOptions& options) {
  return written.empty() ? options.performer : written;
}

CardRecord record_of(const IntakeDose& dose, const MinimiseOptions& options) {
  Event event{.kind = EventKind::immunization,
              .date = dose.date,
              .system = dose.system,
              .code = dose.code,
              .status = "completed",
              .lot = dose.lot,
              .performer = performer_of(dose.performer, options),
              .subpotent = dose.subpotent};
  CardRecord record;
  record.level = level_of(dose.ial, options);
  record.sort_key = dose.date;
  record.covid = dose.system == cvx_system && options.tables->is_covid_cvx(dose.code);
  record.kept = {{}, dose.line, std::move(event)};
  return record;
}

Result<CardRecord> record_of(const IntakeResult& result, const MinimiseOptions& options) {
  VHC_TRY(const UnixTime time, parse_time(result.effective));
  Event event{.kind = EventKind::test,
              .date = result.effective,
              .system = "http://loinc.org",
              .code = result.code,
              .value = result.value,
              .status = result.status,
              .performer = performer_of(result.performer, options)};
  CardRecord record;
  record.value = {.text = result.value, .coded = result.coded, .quantity = result.quantity, .ranges = result.ranges};
  record.level = level_of(result.ial, options);
  record.sort_key = to_rfc3339(time);
  record.kept = {{}, result.line, std::move(event)};
  return record;
}

// Of the same test at the same time with the same result, one.
bool is_twin(const CardRecord& a, const CardRecord& b) {
  const Event& x = a.kept.event;
  const Event& y = b.kept.event;
  return x.date == y.date && x.code == y.code && x.value == y.value;
}

Result<std::vector<CardRecord>> records_of(const Intake& intake, const MinimiseOptions& options) {
  std::vector<CardRecord> records;
  for (const IntakeDose& dose : intake.doses) records.push_back(record_of(dose, options));
  if (!records.empty()) return records;
  for (const IntakeResult& result : intake.results) {
    VHC_TRY(CardRecord record, record_of(result, options));
    const auto same = [&record](const CardRecord& other) { return is_twin(record, other); };
    if (std::none_of(records.begin(), records.end(), same)) records.push_back(std::move(record));
  }
  std::stable_sort(records.begin(), records.end(),
                   [](const CardRecord& a, const CardRecord& b) { return a.sort_key < b.sort_key; });
  return records;
}

}  // namespace

bool needs_mending(Errc reason) noexcept {
  switch (reason) {
    case Errc::in_not_given:
    case Errc::in_deleted:
    case Errc::in_moved:
    case Errc::in_partial_dose:
    case Errc::in_historical:
    case Errc::in_duplicate:
    case Errc::in_replaced:
      return false;
    default:
      return true;
  }
}

Result<MinimalBundle> minimal_bundle(const Intake& intake, const MinimiseOptions& options) {
  VHC_TRY(std::vector<CardRecord> records, records_of(intake, options));
  if (records.empty() || intake.refused) return fail(Errc::in_nothing_to_issue);
  MinimalBundle minimal;
  minimal.person.names.push_back(card_name(intake.name));
  minimal.person.birth_date = intake.birth_date;
  const PersonName& name = minimal.person.names.front();
  minimal.json = bundle_json(name, intake.birth_date, records);
  minimal.types = card_types(records, options);
  minimal.person_key =
      intake.person_key.empty() ? upper(shown_name(name)) + "|" + intake.birth_date : intake.person_key;
  for (CardRecord& record : records) minimal.kept.push_back(std::move(record.kept));
  return minimal;
}

}  // namespace vhc
