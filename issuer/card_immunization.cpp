// Immunization: status, code, date, lot, performer (inputs.md 1.3, 2, 3.3, 3.4).
#include <algorithm>

#include "card_resource.h"
#include "codes/vaccine_words.h"
#include "cvx.h"
#include "input/vaccine_code.h"
#include "lot.h"
#include "vhc/time.h"

namespace vhc {
namespace {

constexpr std::string_view ndc_system = "http://hl7.org/fhir/sid/ndc";

constexpr KeptMember kept_of_performer[]{{"actor", kept_of_name_only}};
constexpr KeptMember kept_members[]{{"resourceType"},
                                    {"meta", kept_of_meta},
                                    {"status"},
                                    {"vaccineCode", kept_of_concept},
                                    {"patient", kept_of_reference},
                                    {"occurrenceDateTime"},
                                    {"performer", kept_of_performer},
                                    {"lotNumber"},
                                    {"isSubpotent"}};

struct Vaccine {
  std::string_view system;
  std::string code;
};

std::string at(const FhirEntry& entry, std::string_view member) {
  return entry.resource.pointer() + "/" + std::string(member);
}

tl::expected<void, Finding> check_status(const FhirEntry& entry) {
  const std::string status = text_member(entry.resource, "status");
  if (status == "completed") return {};
  if (status == "entered-in-error") return refuse(Errc::in_deleted, at(entry, "status"));
  if (status == "not-done") return refuse(Errc::in_not_given, at(entry, "status"));
  return refuse(Errc::in_bad_structure, at(entry, "status"));
}

// What somebody else reported, a pharmacy does not sign (inputs.md 3.3, rule 7).
tl::expected<void, Finding> check_source(const FhirEntry& entry, const MinimiseOptions& options) {
  const auto primary = entry.resource.find("primarySource");
  const bool is_report = primary && primary->is(JsonKind::boolean) && primary->text() == "false";
  if (!is_report || options.profile == SignerProfile::registry) return {};
  return refuse(Errc::in_historical, primary->pointer());
}

// One code of the table. Two that differ contradict each other, and which is right is not ours to guess.
tl::expected<Vaccine, Finding> read_cvx(const std::vector<CardCoding>& codings, const MinimiseOptions& options,
                                        Notes& notes) {
  const CardCoding& first = codings.front();
  const auto refuse_first = [&first](Errc code) { return refuse(code, first.place.pointer()); };
  const auto code = normal_cvx(first.code);
  if (!code) return refuse_first(Errc::in_unknown_code);
  for (const CardCoding& other : codings) {
    if (normal_cvx(other.code).value_or("") != *code) return refuse(Errc::in_code_conflict, other.place.pointer());
  }
  if (*code != first.code) notes.warn(Errc::in_cvx_padded, first.place);
  if (*code == "998") return refuse_first(Errc::in_not_given);
  if (*code == "999") return refuse_first(Errc::in_unknown_code);
  if (!options.tables->is_known_cvx(*code)) {
    if (!is_allowed(options, Errc::in_unknown_code)) return refuse_first(Errc::in_unknown_code);
    notes.warn(Errc::in_unknown_code, first.place);
  }
  if (options.tables->is_unspecified_cvx(*code)) notes.warn(Errc::in_unspecified_vaccine, first.place);
  const std::string display = text_member(first.place, "display");
  if (!display.empty() && names_another_vaccine(*options.tables, display, *code)) {
    notes.warn(Errc::in_code_text_mismatch, first.place);
  }
  return Vaccine{cvx_system, *code};
}

// A product's code stands beside a CVX to be compared with it, or instead of one.
tl::expected<Vaccine, Finding> read_ndc(const CardCoding& ndc, const std::optional<Vaccine>& cvx,
                                        const MinimiseOptions& options, Notes& notes) {
  const std::string known = cvx ? cvx->code : std::string{};
  const auto code =
      vaccine_code(*options.tables, {.cvx = known, .ndc = ndc.code, .product = {}, .mvx = {}, .text = {}}, true);
  if (!code) return refuse(code.error().code, ndc.place.pointer());
  if (cvx) return *cvx;
  for (const Errc warning : code->warnings) notes.warn(warning, ndc.place);
  return Vaccine{cvx_system, code->cvx};
}

tl::expected<Vaccine, Finding> read_vaccine(const FhirEntry& entry, const MinimiseOptions& options, Notes& notes) {
  const std::vector<CardCoding> ndc = codings_of(entry.resource, "vaccineCode", ndc_system);
  for (const std::string_view system : {cvx_system, snomed_system, icd11_system}) {
    const std::vector<CardCoding> codings = codings_of(entry.resource, "vaccineCode", system);
    if (system != cvx_system && !ndc.empty()) {
      if (auto vaccine = read_ndc(ndc.front(), {}, options, notes)) return vaccine;
    }
    if (codings.empty()) continue;
    if (system == cvx_system) {
      VHC_TRY(const Vaccine vaccine, read_cvx(codings, options, notes));
      return ndc.empty() ? vaccine : read_ndc(ndc.front(), vaccine, options, notes);
    }
    if (!has_form(system, codings.front().code)) {
      return refuse(Errc::in_unknown_code, codings.front().place.pointer());
    }
    return Vaccine{system, codings.front().code};
  }
  if (!ndc.empty()) return refuse(Errc::in_unknown_code, ndc.front().place.pointer());
  return refuse(Errc::in_no_code, at(entry, "vaccineCode"));
}

// The day, without the time.
tl::expected<std::string, Finding> read_day(const FhirEntry& entry, const RecordContext& context) {
  const auto occurrence = entry.resource.find("occurrenceDateTime");
  if (!occurrence) {
    const bool text = entry.resource.find("occurrenceString").has_value();
    return refuse(Errc::in_bad_date, at(entry, text ? "occurrenceString" : "occurrenceDateTime"));
  }
  const std::string text = occurrence->string();
  const std::string day = text.substr(0, text.find('T'));
  const std::string time = text.substr(day.size());
  const bool is_time = time.size() != 1 && time.find_first_not_of("T0123456789:.+-Z") == std::string::npos;
  const auto date = parse_date(day);
  if (!date || !is_time) return refuse(Errc::in_bad_date, occurrence->pointer());
  const auto tomorrow = std::chrono::sys_days{context.options.today} + std::chrono::days{1};
  if (std::chrono::sys_days{*date} > tomorrow) return refuse(Errc::in_future_date, occurrence->pointer());
  if (is_before(day, context.birth_date)) return refuse(Errc::in_before_birth, occurrence->pointer());
  return day;
}

std::string read_lot(const FhirEntry& entry, Notes& notes) {
  const auto member = entry.resource.find("lotNumber");
  if (!member) return {};
  if (!member->is(JsonKind::string)) {  // a number may have lost its zeros
    notes.warn(Errc::in_lot_damaged, *member);
    return {};
  }
  CardLot lot = card_lot(member->string());
  if (lot.warning) notes.warn(*lot.warning, *member);
  if (lot.odd) notes.warn(Errc::in_lot_odd, *member);
  return std::move(lot.text);
}

// Is-Modifier: whoever reads the card must honour it, so it is never lost in reading.
tl::expected<bool, Finding> read_subpotent(const FhirEntry& entry) {
  const auto subpotent = entry.resource.find("isSubpotent");
  if (subpotent && !subpotent->is(JsonKind::boolean)) return refuse(Errc::in_bad_structure, subpotent->pointer());
  return subpotent && subpotent->boolean();
}

void note_dropped(const JsonValue& resource, Notes& notes) {
  notes.dropped.add_others(resource, "Immunization", kept_members);
  const auto code = resource.find("vaccineCode");
  const auto codings = code ? code->find("coding") : std::nullopt;
  if (codings && codings->size() > 1) notes.dropped.add("Immunization.vaccineCode", "coding");
}

}  // namespace

RecordResult card_immunization(const FhirEntry& entry, const RecordContext& context, Notes& notes) {
  VHC_CHECK_OK(check_status(entry));
  if (const auto modifier = find_modifier(entry.resource)) {
    return refuse(Errc::in_unsupported_modifier, modifier->pointer());
  }
  VHC_TRY(const Vaccine vaccine, read_vaccine(entry, context.options, notes));
  VHC_CHECK_OK(check_source(entry, context.options));
  Event event{.kind = EventKind::immunization, .system = std::string(vaccine.system), .code = vaccine.code};
  event.status = "completed";
  VHC_TRY(event.subpotent, read_subpotent(entry));
  VHC_TRY(event.date, read_day(entry, context));
  event.lot = read_lot(entry, notes);
  VHC_TRY(event.performer, performer_name(entry, context, notes));
  note_dropped(entry.resource, notes);

  CardRecord record;
  record.level = assurance_level(entry.resource, context.options, notes);
  record.sort_key = event.date;
  record.covid = event.system == cvx_system && context.options.tables->is_covid_cvx(event.code);
  record.kept = {entry.resource.pointer(), std::move(event)};
  return record;
}

}  // namespace vhc
