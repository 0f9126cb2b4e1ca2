#include "vhc/minimise.h"

#include <algorithm>
#include <utility>

#include "card_resource.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

bool is_record(const FhirEntry& entry) {
  return entry.type == "Immunization" || entry.type == "Observation";
}

const char* subject_member(const FhirEntry& entry) {
  return entry.type == "Immunization" ? "patient" : "subject";
}

// The Patient of the bundle; or, when it has no entry, the one that every record contains.
Result<JsonValue> find_patient(const FhirBundle& bundle) {
  std::optional<JsonValue> patient;
  for (const FhirEntry& entry : bundle.entries()) {
    if (entry.type != "Patient") continue;
    if (patient)
      return fail(Errc::in_several_patients, entry.resource.pointer(),
                  "one card is about one person: give one bundle a person");
    patient = entry.resource;
  }
  if (patient) return *patient;
  for (const FhirEntry& entry : bundle.entries()) {
    if (!is_record(entry)) continue;
    const auto subject = entry.resource.find(subject_member(entry));
    const auto found = subject ? bundle.resolve(text_member(*subject, "reference"), entry) : std::nullopt;
    if (!found || text_member(*found, "resourceType") != "Patient") continue;
    if (patient && minify(*patient) != minify(*found))
      return fail(Errc::in_several_patients, found->pointer(), "one card is about one person");
    patient = found;
  }
  if (!patient) return fail(Errc::in_missing, "/entry", "the bundle has no Patient");
  return *patient;
}

// Every record says whom it is about, and it is the person of the card.
tl::expected<void, Finding> check_subject(const FhirBundle& bundle, const FhirEntry& entry, const JsonValue& patient) {
  const std::string place = entry.resource.pointer() + "/" + subject_member(entry);
  const auto subject = entry.resource.find(subject_member(entry));
  const auto reference = subject ? subject->find("reference") : std::nullopt;
  if (!reference) return refuse(Errc::in_missing, place + "/reference");
  const auto target = bundle.resolve(reference->string(), entry);
  if (!target) return refuse(Errc::in_unresolved_reference, place + "/reference");
  const bool is_ours = target->offset() == patient.offset() || minify(*target) == minify(patient);
  if (!is_ours) return refuse(Errc::in_other_patient, place + "/reference");
  return {};
}

RecordResult make_record(const FhirEntry& entry, const RecordContext& context, const JsonValue& patient, Notes& notes) {
  VHC_CHECK_OK(check_subject(context.bundle, entry, patient));
  return entry.type == "Immunization" ? card_immunization(entry, context, notes)
                                      : card_observation(entry, context, notes);
}

struct Records {
  std::vector<CardRecord> kept;
  std::vector<Finding> refused;
};

Records make_records(const RecordContext& context, const JsonValue& patient, Notes& notes) {
  Records records;
  for (const FhirEntry& entry : context.bundle.entries()) {
    if (entry.type == "Patient") continue;
    if (!is_record(entry)) {
      const bool plain = entry.type.size() <= 40 && std::all_of(entry.type.begin(), entry.type.end(), [](char c) {
                           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                         });
      notes.dropped.insert(plain ? entry.type : "?");
      continue;
    }
    auto record = make_record(entry, context, patient, notes);
    if (record) {
      records.kept.push_back(*std::move(record));
    } else {
      records.refused.push_back(std::move(record).error());
    }
  }
  return records;
}

// The same dose twice is one dose: the record with a lot stays.
void drop_duplicates(std::vector<CardRecord>& records, Notes& notes) {
  std::vector<CardRecord> unique;
  for (CardRecord& record : records) {
    const Event& event = record.kept.event;
    const auto twin = std::find_if(unique.begin(), unique.end(), [&event](const CardRecord& other) {
      const Event& known = other.kept.event;
      return known.kind == EventKind::immunization && known.date == event.date && known.system == event.system &&
             known.code == event.code;
    });
    if (twin == unique.end()) {
      unique.push_back(std::move(record));
      continue;
    }
    if (twin->kept.event.lot.empty() && !event.lot.empty()) std::swap(*twin, record);
    notes.findings.push_back({Errc::in_duplicate, Severity::warning, record.kept.pointer, {}});
  }
  records = std::move(unique);
}

Result<void> check_content(const Records& records) {
  const auto is_dose = [](const CardRecord& record) { return record.kept.event.kind == EventKind::immunization; };
  if (records.kept.empty()) {
    if (records.refused.empty())
      return fail(Errc::in_nothing_to_issue, "/entry", "a card needs an Immunization or an Observation");
    const Finding& first = records.refused.front();
    const bool one_reason = std::all_of(records.refused.begin(), records.refused.end(),
                                        [&first](const Finding& f) { return f.code == first.code; });
    return fail(one_reason ? first.code : Errc::in_nothing_to_issue, first.where);
  }
  const auto doses = std::count_if(records.kept.begin(), records.kept.end(), is_dose);
  if (doses != 0 && static_cast<std::size_t>(doses) != records.kept.size()) {
    return fail(Errc::in_mixed_content, "/entry", "make one bundle of the vaccinations and one of the results");
  }
  return {};
}

std::vector<std::string> card_types(const std::vector<CardRecord>& records, const MinimiseOptions& options) {
  std::vector<std::string> types{std::string(health_card_type)};
  if (options.only_health_card_type) return types;
  const bool doses = records.front().kept.event.kind == EventKind::immunization;
  types.emplace_back(doses ? immunization_type : laboratory_type);
  if (doses && std::all_of(records.begin(), records.end(), [](const CardRecord& record) { return record.covid; })) {
    types.emplace_back(covid19_type);
  }
  return types;
}

std::string write_bundle(const CardPatient& patient, const std::vector<CardRecord>& records) {
  JsonWriter json;
  json.begin_object().member("resourceType", "Bundle").member("type", "collection").name("entry").begin_array();
  json.begin_object().member("fullUrl", "resource:0").name("resource").raw(patient.json).end_object();
  for (std::size_t i = 0; i < records.size(); ++i) {
    json.begin_object()
        .member("fullUrl", "resource:" + std::to_string(i + 1))
        .name("resource")
        .raw(records[i].json)
        .end_object();
  }
  return json.end_array().end_object().take();
}

}  // namespace

Result<MinimalBundle> minimise(std::string_view json, const MinimiseOptions& options) {
  VHC_TRY(const JsonDocument document,
          JsonDocument::parse(std::string(json), {.max_bytes = max_bundle_bytes, .max_depth = 64}));
  VHC_TRY(const FhirBundle bundle, FhirBundle::read(document.root()));
  VHC_TRY(const JsonValue patient, find_patient(bundle));
  Notes notes;
  VHC_TRY(CardPatient card, card_patient(patient, options, notes));
  Records records = make_records({bundle, options, card.born}, patient, notes);
  VHC_CHECK_OK(check_content(records));
  drop_duplicates(records.kept, notes);
  std::stable_sort(records.kept.begin(), records.kept.end(),
                   [](const CardRecord& a, const CardRecord& b) { return a.day < b.day; });

  MinimalBundle minimal{.json = write_bundle(card, records.kept),
                        .types = card_types(records.kept, options),
                        .person = std::move(card.person),
                        .findings = std::move(records.refused),
                        .dropped = {notes.dropped.begin(), notes.dropped.end()},
                        .person_key = std::move(card.key)};
  minimal.findings.insert(minimal.findings.end(), notes.findings.begin(), notes.findings.end());
  for (CardRecord& record : records.kept) minimal.kept.push_back(std::move(record.kept));
  return minimal;
}

}  // namespace vhc
