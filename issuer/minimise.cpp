#include "vhc/minimise.h"

#include <algorithm>
#include <array>
#include <utility>

#include "card_resource.h"

namespace vhc {
namespace {

// Laboratory results only: an export has vital signs and questionnaires beside the doses. Not by its name alone:
// laboratories have categories of their own.
bool is_laboratory(const JsonValue& observation) {
  constexpr std::array<std::string_view, 8> others{"vital-signs", "social-history", "survey",  "exam",
                                                   "imaging",     "procedure",      "therapy", "activity"};
  bool other = false;
  for (auto category = first_element(observation, "category"); category; category = category->next()) {
    for (auto coding = first_element(*category, "coding"); coding; coding = coding->next()) {
      const std::string code = text_member(*coding, "code");
      if (code == "laboratory") return true;
      other = other || std::find(others.begin(), others.end(), code) != others.end();
    }
  }
  return !other;
}

bool is_record(const FhirEntry& entry) {
  return entry.type == "Immunization" || (entry.type == "Observation" && is_laboratory(entry.resource));
}

const char* subject_member(const FhirEntry& entry) {
  return entry.type == "Immunization" ? "patient" : "subject";
}

std::optional<JsonValue> subject_of(const FhirBundle& bundle, const FhirEntry& record) {
  const auto subject = record.resource.find(subject_member(record));
  return subject ? bundle.resolve(text_member(*subject, "reference"), record) : std::nullopt;
}

tl::unexpected<Error> several_patients(const JsonValue& second) {
  return fail(Errc::in_several_patients, second.pointer(), "one card is about one person: make a bundle for each");
}

// The Patient of the bundle; when it has no entry, the one that the records contain.
Result<JsonValue> find_patient(const FhirBundle& bundle) {
  std::optional<JsonValue> patient;
  for (const FhirEntry& entry : bundle.entries()) {
    if (entry.type != "Patient") continue;
    if (patient) return several_patients(entry.resource);
    patient = entry.resource;
  }
  if (patient) return *patient;
  for (const FhirEntry& entry : bundle.entries()) {
    const auto found = is_record(entry) ? subject_of(bundle, entry) : std::nullopt;
    if (!found || !text_member_is(*found, "resourceType", "Patient")) continue;
    if (patient && minify(*patient) != minify(*found)) return several_patients(*found);
    patient = found;
  }
  if (!patient && !text_member_is(bundle.root(), "resourceType", "Bundle")) {
    return fail(Errc::in_missing, "/patient", "a record alone says nothing of the person: give a bundle of both");
  }
  if (!patient) return fail(Errc::in_missing, "/entry", "the bundle has no Patient");
  return *patient;
}

// Every record says whom it is about, and it is the person of the card.
tl::expected<void, Finding> check_subject(const FhirBundle& bundle, const FhirEntry& entry, const JsonValue& patient) {
  const auto subject = entry.resource.find(subject_member(entry));
  const auto refuse_here = [&entry](Errc code) {
    return refuse(code, entry.resource.pointer() + "/" + subject_member(entry) + "/reference");
  };
  if (!subject || text_member(*subject, "reference").empty()) return refuse_here(Errc::in_missing);
  const auto target = subject_of(bundle, entry);
  if (!target) return refuse_here(Errc::in_unresolved_reference);
  const bool ours = target->offset() == patient.offset() || minify(*target) == minify(patient);
  if (!ours) return refuse_here(Errc::in_other_patient);
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
  records.kept.reserve(context.bundle.entries().size());
  for (const FhirEntry& entry : context.bundle.entries()) {
    if (entry.type == "Patient") continue;
    if (!is_record(entry)) {
      notes.dropped.add(entry.type);
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

bool is_twin(const Event& a, const Event& b) {
  return a.kind == b.kind && a.date == b.date && a.system == b.system && a.code == b.code && a.value == b.value;
}

// Of two records of one dose, the one that says more about it; above all that it was less than a whole one.
bool says_more(const Event& a, const Event& b) {
  if (a.subpotent != b.subpotent) return a.subpotent;
  return !a.lot.empty() && b.lot.empty();
}

// The same dose twice is one dose.
void drop_duplicates(std::vector<CardRecord>& records, Notes& notes) {
  std::size_t num_unique = 0;
  for (CardRecord& record : records) {
    const auto end = records.begin() + static_cast<std::ptrdiff_t>(num_unique);
    const auto twin = std::find_if(records.begin(), end, [&record](const CardRecord& other) {
      return is_twin(other.kept.event, record.kept.event);
    });
    if (twin == end) {
      if (&record != &*end) *end = std::move(record);
      ++num_unique;
      continue;
    }
    if (says_more(record.kept.event, twin->kept.event)) std::swap(*twin, record);
    notes.findings.push_back({Errc::in_duplicate, Severity::warning, record.kept.pointer, {}});
  }
  records.erase(records.begin() + static_cast<std::ptrdiff_t>(num_unique), records.end());
}

// By the date; most systems write them so.
void sort_by_date(std::vector<CardRecord>& records) {
  const auto is_before = [](const CardRecord& a, const CardRecord& b) { return a.sort_key < b.sort_key; };
  if (std::is_sorted(records.begin(), records.end(), is_before)) return;
  std::stable_sort(records.begin(), records.end(), is_before);
}

// "NOT_GIVEN at /entry/1/resource/status; NO_CODE at …", the first few.
std::string list_refusals(const std::vector<Finding>& refused) {
  constexpr std::size_t most = 8;
  std::string list;
  for (std::size_t i = 0; i < std::min(most, refused.size()); ++i) {
    list += (i == 0 ? "" : "; ") + std::string(name(refused[i].code)) + " at " + refused[i].where;
  }
  return refused.size() > most ? list + "; and more" : list;
}

tl::unexpected<Error> nothing_left(const std::vector<Finding>& refused) {
  if (refused.empty()) {
    return fail(Errc::in_nothing_to_issue, {}, "a card needs an Immunization or a laboratory Observation");
  }
  const Finding& first = refused.front();
  const bool one_reason = std::all_of(refused.begin(), refused.end(),
                                      [&first](const Finding& finding) { return finding.code == first.code; });
  if (one_reason) return fail(first.code, first.where);
  return fail(Errc::in_nothing_to_issue, first.where, list_refusals(refused));
}

Result<void> check_content(const Records& records) {
  if (records.kept.empty()) return nothing_left(records.refused);
  const EventKind kind = records.kept.front().kept.event.kind;
  for (const CardRecord& record : records.kept) {
    if (record.kept.event.kind != kind) {
      return fail(Errc::in_mixed_content, record.kept.pointer,
                  "make one bundle of the vaccinations and one of the results");
    }
  }
  return {};
}

void note_dropped_of_bundle(const JsonValue& bundle, Notes& notes) {
  static constexpr KeptMember kept[]{{"resourceType"}, {"type"}, {"entry"}};
  static constexpr KeptMember kept_of_entry[]{{"fullUrl"}, {"resource"}};
  const auto note = [&notes](const JsonValue& object, std::string_view path, KeptMembers members) {
    for (auto member = object.first(); member; member = member->next()) {
      if (members.find(*member) == nullptr) notes.dropped.add(path, member->name());
    }
  };
  if (!text_member_is(bundle, "resourceType", "Bundle")) return;
  note(bundle, "Bundle", kept);
  for (auto entry = first_element(bundle, "entry"); entry; entry = entry->next()) {
    note(*entry, "Bundle.entry", kept_of_entry);
  }
}

}  // namespace

Result<MinimalBundle> minimise(std::string_view json, const MinimiseOptions& options) {
  std::vector<Finding> refused;
  return minimise(json, options, refused);
}

Result<MinimalBundle> minimise(std::string_view json, const MinimiseOptions& options, std::vector<Finding>& refused) {
  if (options.ial && !is_assurance_level(*options.ial)) {
    return fail(Errc::usage, {}, "assurance levels are IAL1.2, IAL1.4, IAL2 and IAL3");
  }
  VHC_TRY(const JsonDocument document,
          JsonDocument::parse(std::string(json), {.max_bytes = max_bundle_bytes, .max_depth = max_bundle_depth}));
  VHC_TRY(const FhirBundle bundle, FhirBundle::read(document.root()));
  const bool nothing = std::none_of(bundle.entries().begin(), bundle.entries().end(), is_record);
  if (nothing) return nothing_left({});
  VHC_TRY(const JsonValue patient, find_patient(bundle));
  Notes notes;
  note_dropped_of_bundle(bundle.root(), notes);
  VHC_TRY(CardPatient card, card_patient(patient, options, notes));
  Records records = make_records({bundle, options, card.person.birth_date}, patient, notes);
  if (records.kept.empty()) refused = records.refused;
  VHC_CHECK_OK(check_content(records));
  drop_duplicates(records.kept, notes);
  sort_by_date(records.kept);

  MinimalBundle minimal{.json = bundle_json(card.person.names.front(), card.person.birth_date, records.kept),
                        .types = card_types(records.kept, options),
                        .person = std::move(card.person),
                        .findings = std::move(records.refused),
                        .dropped = notes.dropped.sorted(),
                        .person_key = std::move(card.key)};
  minimal.findings.insert(minimal.findings.end(), notes.findings.begin(), notes.findings.end());
  for (CardRecord& record : records.kept) minimal.kept.push_back(std::move(record.kept));
  return minimal;
}

}  // namespace vhc
