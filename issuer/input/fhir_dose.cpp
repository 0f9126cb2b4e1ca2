// Immunization: status, code, date, lot, performer, and what takes it back (docs/rules/inputs.md 1.3, 2, 3.3, 3.4, 5).
#include <algorithm>
#include <utility>

#include "codes/cvx.h"
#include "codes/vaccine_code.h"
#include "codes/vaccine_words.h"
#include "input/fhir_record.h"
#include "vhc/time.h"

namespace vhc {
namespace {

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

// ---- was it given, and by whom

struct Claimed {
  DoseClaim claim;
  std::string_view place = "/status";
};

// What other versions of FHIR say beside a status of its own.
std::optional<std::string_view> place_of_refusal(const JsonValue& resource, FhirMembers& members) {
  if (members.flag(resource, "wasNotGiven")) return "/wasNotGiven";
  if (members.flag(resource, "notGiven")) return "/notGiven";
  if (members.flag(resource, "refusedIndicator")) return "/refusedIndicator";
  const auto explanation = members.object(resource, "explanation");
  if (explanation && explanation->find("reasonNotGiven")) return "/explanation/reasonNotGiven";
  return std::nullopt;
}

Claimed claim_of(const FhirEntry& entry, FhirMembers& members) {
  Claimed found;
  const std::string status = members.text(entry.resource, "status");
  found.claim.completion = status == "completed" ? Completion::complete : Completion::unknown;
  if (status == "not-done") found.claim.completion = Completion::not_given;
  if (status == "entered-in-error") found.claim.deleted = true;
  if (entry.standing == Standing::deleted) {
    found.claim.deleted = true;
    found.place = {};
  }
  if (const auto place = place_of_refusal(entry.resource, members); place && !found.claim.deleted) {
    found.claim.completion = Completion::not_given;
    found.place = *place;
  }
  // Is-Modifier: whoever reads the card must honour it, so it is never lost in reading.
  const bool is_subpotent = members.flag(entry.resource, "isSubpotent");
  if (is_subpotent && found.claim.completion == Completion::complete) {
    found.claim.completion = Completion::partial;
    if (!found.claim.deleted) found.place = "/isSubpotent";
  }
  return found;
}

bool takes_back(const DoseClaim& claim) {
  return claim.deleted || claim.completion == Completion::not_given;
}

// What somebody else reported (docs/rules/inputs.md 3.3), and where it says so.
std::optional<std::string_view> place_of_report(const JsonValue& resource, FhirMembers& members) {
  if (members.flag(resource, "reported")) return "/reported";
  if (members.object(resource, "reportOrigin")) return "/reportOrigin";
  if (members.object(resource, "informationSource")) return "/informationSource";
  const bool is_own = members.flag(resource, "primarySource");
  if (!is_own && resource.find("primarySource")) return "/primarySource";
  return std::nullopt;
}

// ---- what it was

bool is_other_cvx(const std::string& a, const std::string& b) {
  return normal_cvx(a).value_or(a) != normal_cvx(b).value_or(b);
}

// Of what stands beside the code the text that contradicts it, if one does: each speaks for itself.
std::string_view telling_text(const FhirConcept& vaccine, const FhirCoding* cvx, const CodeTables& tables) {
  std::string_view text = vaccine.text;
  if (cvx == nullptr) return text;
  const auto is_same = [&text](const FhirCoding& c) { return c.display.empty() || c.display == text; };
  if (std::all_of(vaccine.codings.begin(), vaccine.codings.end(), is_same)) return text;
  const std::string code = normal_cvx(cvx->code).value_or("");
  for (const FhirCoding& coding : vaccine.codings) {
    if (is_same(coding)) continue;
    if (text.empty() || names_another_vaccine(tables, coding.display, code)) text = coding.display;
  }
  return text;
}

// Two products that stand for different vaccines contradict each other.
const FhirCoding* other_product(const FhirConcept& vaccine, const FhirCoding& first, const InputRules& rules) {
  const auto wanted = vaccine_code(*rules.tables, {.ndc = first.code}, false);
  for (const FhirCoding& coding : vaccine.codings) {
    if (coding.system != CodeSystem::ndc || coding.code.empty() || coding.code == first.code) continue;
    const auto other = vaccine_code(*rules.tables, {.ndc = coding.code}, false);
    if (wanted && other && wanted->cvx != other->cvx) return &coding;
  }
  return nullptr;
}

void take_vaccine(FhirDose& dose, const InputRules& rules) {
  WrittenDose& written = dose.written;
  const FhirCoding* const cvx = dose.vaccine.find(CodeSystem::cvx);
  const FhirCoding* const ndc = dose.vaccine.find(CodeSystem::ndc);
  const FhirCoding* const snomed = dose.vaccine.find(CodeSystem::snomed);
  const FhirCoding* const foreign = snomed != nullptr ? snomed : dose.vaccine.find(CodeSystem::icd11);
  const FhirCoding* place = cvx != nullptr ? cvx : ndc != nullptr ? ndc : foreign;
  if (cvx != nullptr) {
    written.vaccine.cvx = cvx->code;
    for (const FhirCoding& coding : dose.vaccine.codings) {
      if (coding.system != CodeSystem::cvx || coding.code.empty() || !is_other_cvx(coding.code, cvx->code)) continue;
      written.vaccine.other_cvx = coding.code;
      place = &coding;
    }
  }
  if (ndc != nullptr) {
    written.vaccine.ndc = ndc->code;
    if (const FhirCoding* const other = other_product(dose.vaccine, *ndc, rules)) {
      set_fault(dose, written, Errc::in_code_conflict, coding_place("vaccineCode", other));
    }
  }
  if (foreign != nullptr) {
    written.vaccine.foreign_system = foreign == snomed ? snomed_system : icd11_system;
    written.vaccine.foreign_code = foreign->code;
  }
  written.vaccine.text = telling_text(dose.vaccine, cvx, *rules.tables);
  dose.code_place = coding_place("vaccineCode", place);
  written.places.code = dose.code_place;
}

// ---- when

// The day, without the time; that of the issuer's zone where the time says its own.
void take_date(FhirDose& dose, const FhirEntry& entry, const InputRules& rules, FhirMembers& members) {
  WrittenDose& written = dose.written;
  const std::string text = members.text(entry.resource, "occurrenceDateTime");
  const bool is_words = text.empty() && entry.resource.find("occurrenceString");
  written.places.date = is_words ? "/occurrenceString" : "/occurrenceDateTime";
  written.date_fault = Errc::in_bad_date;
  std::string day = text.substr(0, text.find('T'));
  const std::string_view time = std::string_view(text).substr(day.size());
  const bool is_time = time.size() != 1 && time.find_first_not_of("T0123456789:.+-Z") == std::string_view::npos;
  if (!parse_date(day) || !is_time) return;
  written.date = std::move(day);
  if (time.empty() || !rules.zone_day) return;
  const auto moment = parse_time(text);
  std::optional<std::chrono::year_month_day> here;
  if (moment) here = rules.zone_day(*moment);
  if (!here || to_date(*here) == written.date) return;
  written.date = to_date(*here);
  written.date_warning = Errc::in_date_zone;
}

void take_lot(FhirDose& dose, const FhirEntry& entry, FhirMembers& members) {
  dose.written.places.lot = "/lotNumber";
  const auto lot = entry.resource.find("lotNumber");
  dose.written.lot_is_number = lot && lot->is(JsonKind::number);
  if (dose.written.lot_is_number) return;
  dose.lot = members.text(entry.resource, "lotNumber");
  dose.written.lot = dose.lot;
}

}  // namespace

void read_dose(const FhirEntry& entry, const FhirContext& context, FhirDose& dose) {
  const JsonValue& resource = entry.resource;
  WrittenDose& written = dose.written;
  FhirMembers members;
  const Claimed claimed = claim_of(entry, members);
  written.claim = claimed.claim;
  if (!written.fault) written.places.record = claimed.place;
  if (const auto report = place_of_report(resource, members)) {
    written.source = DoseSource::others;
    written.places.source = *report;
  }
  dose.vaccine = concept_of(resource, "vaccineCode", members);
  take_date(dose, entry, context.rules, members);
  take_lot(dose, entry, members);
  dose.performer = performer_of(entry, context, members);
  written.performer = dose.performer.name;
  written.places.performer = dose.performer.place;
  dose.level = assurance_level(resource, members);
  written.ial = dose.level;
  if (takes_back(written.claim)) {  // whatever else it says
    take_vaccine(dose, context.rules);
    return;
  }
  if (const auto modifier = find_modifier(resource)) {
    set_fault(dose, written, Errc::in_unsupported_modifier, place_in(resource, *modifier));
  }
  if (members.wrong()) set_fault(dose, written, Errc::in_bad_structure, place_in(resource, *members.wrong()));
  take_vaccine(dose, context.rules);
}

void drop_of_dose(const JsonValue& resource, DropList& dropped) {
  dropped.add_others(resource, "Immunization", kept_members);
  const auto code = resource.find("vaccineCode");
  const auto codings = code ? code->find("coding") : std::nullopt;
  drop_labels(resource, "Immunization", dropped);
  if (codings && codings->size() > 1) dropped.add("Immunization.vaccineCode", "coding");
}

}  // namespace vhc
