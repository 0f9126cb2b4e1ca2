#include "input/fhir_intake.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "input/fhir_record.h"
#include "input/persons.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

// Not by its name alone: laboratories have categories of their own.
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

// The Patient that the records contain: of one group, or of all when the bundle has no Patient of its own.
Result<FhirEntry> contained_patient(const FhirBundle& bundle, const InputRules& rules, std::string_view group) {
  std::optional<FhirEntry> patient;
  Standing standing{};
  for (const FhirEntry& entry : bundle.entries()) {
    const auto found = is_record(entry) ? subject_of(bundle, entry) : std::nullopt;
    if (!found || !text_member_is(*found, "resourceType", "Patient")) continue;
    if (!group.empty() && contained_group(entry.resource, rules) != group) continue;
    if (group.empty() && patient && minify(patient->resource) != minify(*found)) return several_patients(*found);
    if (patient && (standing != Standing::older || entry.standing == Standing::older)) continue;
    patient = FhirEntry{*found, "Patient", {}, {}, entry.place};
    standing = entry.standing;
  }
  if (patient) return *std::move(patient);
  if (!text_member_is(bundle.root(), "resourceType", "Bundle")) {
    return fail(Errc::in_missing, "/patient", "a record alone says nothing of the person: give a bundle of both");
  }
  return fail(Errc::in_missing, "/entry", "the bundle has no Patient");
}

// The Patient of the bundle, in its newest version.
Result<FhirEntry> find_patient(const FhirBundle& bundle, const InputRules& rules, std::string_view group) {
  if (!group.empty()) return contained_patient(bundle, rules, group);
  const FhirEntry* patient = nullptr;
  for (const FhirEntry& entry : bundle.entries()) {
    if (entry.type != "Patient" || entry.standing == Standing::older) continue;
    const bool is_version = patient != nullptr && !entry.event.empty() && entry.event == patient->event;
    if (patient != nullptr && !is_version) return several_patients(entry.resource);
    patient = &entry;
  }
  if (patient != nullptr) return *patient;
  return contained_patient(bundle, rules, group);
}

// Whatever else it says.
bool takes_back(const FhirEntry& entry) {
  const std::string status = text_member(entry.resource, "status");
  return entry.standing == Standing::deleted || status == "entered-in-error" || status == "cancelled";
}

// The records of one person, one after the other.
class PersonRecords {
 public:
  PersonRecords(const FhirBundle& bundle, FhirEntry patient, const InputRules& rules, const Clerk& clerk,
                const Lines& lines, std::string_view group)
      : context_{bundle, rules}, patient_(std::move(patient)), clerk_(clerk), lines_(lines), group_(group) {}

  Intake read() {
    look_at_servers();
    look_at_events();
    join(patient_);
    for (const FhirEntry& entry : context_.bundle.entries()) {
      if (is_record(entry)) take(entry);
    }
    Intake person = clerk_.finish(std::move(dossier_));
    person.line = lines_.first();
    refuse_mixed(person);
    return person;
  }

 private:
  // The server that the record says its person is kept on.
  static std::string server_of(const FhirEntry& entry) {
    const auto subject = entry.resource.find(subject_member(entry));
    const std::string reference = subject ? text_member(*subject, "reference") : std::string{};
    return std::string(base_of(reference));
  }

  // A Patient without an address can be of one server only: Patient/1 of another is somebody else.
  void look_at_servers() {
    if (!base_of(patient_.full_url).empty()) return;
    std::string first;
    for (const FhirEntry& entry : context_.bundle.entries()) {
      const std::string server = is_record(entry) ? server_of(entry) : std::string{};
      if (server.empty()) continue;
      has_servers_ = has_servers_ || (!first.empty() && server != first);
      first = server;
    }
  }

  static std::string without_server(std::string event) {
    const std::string_view base = base_of(event);
    return base.empty() ? event : event.substr(base.size() + 1);
  }

  // Type and id name the event, so that an export and a bundle of one server agree; the server, too, where two have it.
  void look_at_events() {
    for (const FhirEntry& entry : context_.bundle.entries()) {
      if (!is_record(entry)) continue;
      const std::string event = event_of(entry);
      const auto [known, is_new] = servers_.emplace(without_server(event), event);
      if (!is_new && known->second != event) known->second.clear();
    }
  }

  std::string known_as(const FhirEntry& entry) const {
    std::string event = event_of(entry);
    std::string name = without_server(event);
    const auto known = servers_.find(name);
    return known == servers_.end() || known->second.empty() ? event : name;
  }

  // Each Patient inside a record speaks for its record.
  void join(const FhirEntry& patient) {
    std::string text = minify(patient.resource);
    if (const auto known = joined_.find(text); known != joined_.end()) {
      dossier_.record_fault = known->second;
      return;
    }
    clerk_.join(dossier_, fhir_person(patient, lines_.of(patient.place), context_.rules, clerk_), "/identifier");
    joined_.emplace(std::move(text), dossier_.record_fault);
  }

  void join_contained(const FhirEntry& entry) {
    const auto subject = subject_of(context_.bundle, entry);
    if (subject) join(FhirEntry{*subject, "Patient", {}, {}, entry.place});
  }

  void take(const FhirEntry& entry) {
    if (is_stray(entry)) return;
    auto fault = subject_fault(entry);
    const bool is_moved = fault && fault != Errc::in_missing && is_newer_version(entry);
    if (is_moved && takes_back(entry)) return take_away(entry);
    if (is_moved) fault = Errc::in_moved;
    const bool counts = entry.standing == Standing::current && !takes_back(entry);
    if (!fault && counts && lines_.is_foreign(entry.place)) fault = Errc::in_replaced;
    if (!fault && !group_.empty() && entry.standing != Standing::older) join_contained(entry);
    if (entry.type == "Immunization") {
      FhirDose dose;
      begin(dose, dose.written, entry, fault);
      read_dose(entry, context_, dose);
      if (patient_.standing == Standing::deleted) dose.written.claim.deleted = true;
      note(entry, dose, dose.written.line);
      clerk_.take_dose(dossier_, dose.written);
    } else {
      FhirResult result;
      begin(result, result.written, entry, fault);
      read_result(entry, context_, result);
      if (patient_.standing == Standing::deleted) result.written.state = ResultState::withdrawn;
      note(entry, result, result.written.line);
      clerk_.take_result(dossier_, result.written);
    }
  }

  void begin(FhirRecord& record, WrittenRecord& written, const FhirEntry& entry, std::optional<Errc> fault) const {
    begin_record(record, written, entry, lines_.of(entry.place));
    record.event = known_as(entry);
    written.event = record.event;
    if (entry.standing == Standing::unclear) set_fault(record, written, Errc::in_version_unknown, {});
    if (fault) set_fault(record, written, *fault, "/" + std::string(subject_member(entry)) + "/reference");
  }

  // Of another line, and no version of what is here.
  bool is_stray(const FhirEntry& entry) const {
    const auto is_own_version = [&](const FhirEntry& other) {
      return !lines_.is_foreign(other.place) && event_of(other) == event_of(entry);
    };
    const auto& all = context_.bundle.entries();
    return lines_.is_foreign(entry.place) && std::none_of(all.begin(), all.end(), is_own_version);
  }

  // Every record says whom it is about, and it is the person of the card.
  std::optional<Errc> subject_fault(const FhirEntry& entry) const {
    const auto subject = entry.resource.find(subject_member(entry));
    if (!subject || text_member(*subject, "reference").empty()) return Errc::in_missing;
    const auto target = subject_of(context_.bundle, entry);
    if (!target || (has_servers_ && !server_of(entry).empty())) return Errc::in_unresolved_reference;
    const JsonValue& own = patient_.resource;
    const bool is_ours = group_.empty() ? target->offset() == own.offset() || minify(*target) == minify(own)
                                        : contained_group(entry.resource, context_.rules) == group_;
    if (!is_ours) return Errc::in_other_patient;
    return std::nullopt;
  }

  // Of a record that is this person's in an older version.
  bool is_newer_version(const FhirEntry& entry) const {
    const auto is_older = [&](const FhirEntry& other) {
      return other.standing == Standing::older && other.event == entry.event && !subject_fault(other);
    };
    return entry.standing != Standing::unclear && !entry.event.empty() &&
           std::any_of(context_.bundle.entries().begin(), context_.bundle.entries().end(), is_older);
  }

  void take_away(const FhirEntry& entry) {
    const std::string base = entry.resource.pointer();
    const std::string event = known_as(entry);
    clerk_.take_removal(dossier_, {lines_.of(entry.place), {.base = base}, event});
  }

  // What is told of the person because of a record.
  void note(const FhirEntry& entry, const FhirRecord& record, std::int64_t line) {
    if (entry.standing == Standing::older) return;
    Intake& person = dossier_.person;
    if (is_test(entry.resource)) Clerk::warn(person, line, record.base + "/meta/security", Errc::in_test_message);
    if (record.performer.unknown) {
      person.findings.push_back({line, record.base + "/performer", Severity::note, Errc::in_performer_unknown});
    }
  }

  // One card holds one or the other, and which is wanted is not said.
  void refuse_mixed(Intake& person) const {
    if (person.doses.empty() || person.results.empty()) return;
    const auto& entries = context_.bundle.entries();
    const auto first = std::find_if(entries.begin(), entries.end(), is_record);
    const auto other = std::find_if(
        first, entries.end(), [&](const FhirEntry& entry) { return is_record(entry) && entry.type != first->type; });
    Clerk::refuse(person, lines_.of(other->place), other->resource.pointer(), Errc::in_mixed_content);
    person.refused = true;
    person.doses.clear();
    person.results.clear();
  }

  FhirContext context_;
  FhirEntry patient_;
  const Clerk& clerk_;
  const Lines& lines_;
  std::string_view group_;    // of the Patients inside the records; empty: the Patient stands by itself
  bool has_servers_ = false;  // several, and which of them the person is of is not said
  std::map<std::string, std::string> servers_;         // "Immunization/1": its address; empty: it has several
  std::map<std::string, std::optional<Errc>> joined_;  // a Patient as written: what is wrong with it
  Dossier dossier_;
};

void list_dropped_of_bundle(const JsonValue& bundle, DropList& dropped) {
  static constexpr KeptMember kept[]{{"resourceType"}, {"type"}, {"entry"}};
  static constexpr KeptMember kept_of_entry[]{{"fullUrl"}, {"resource"}};
  const auto list = [&dropped](const JsonValue& object, std::string_view path, KeptMembers members) {
    for (auto member = object.first(); member; member = member->next()) {
      if (members.find(*member) == nullptr) dropped.add(path, member->name());
    }
  };
  if (!text_member_is(bundle, "resourceType", "Bundle")) return;
  list(bundle, "Bundle", kept);
  for (auto entry = first_element(bundle, "entry"); entry; entry = entry->next()) {
    list(*entry, "Bundle.entry", kept_of_entry);
  }
}

void list_dropped(const FhirBundle& bundle, const FhirEntry& patient, DropList& dropped) {
  list_dropped_of_bundle(bundle.root(), dropped);
  drop_of_person(patient.resource, dropped);
  for (const FhirEntry& entry : bundle.entries()) {
    if (entry.type == "Patient") continue;
    if (!is_record(entry)) {
      dropped.add(entry.type);
    } else if (entry.type == "Immunization") {
      drop_of_dose(entry.resource, dropped);
    } else {
      drop_of_result(entry.resource, dropped);
    }
  }
}

}  // namespace

bool is_record(const FhirEntry& entry) {
  return entry.type == "Immunization" || (entry.type == "Observation" && is_laboratory(entry.resource));
}

std::string contained_group(const JsonValue& record, const InputRules& rules) {
  const auto bundle = FhirBundle::read(record);
  const auto subject = bundle && bundle->entries().size() == 1 ? subject_of(*bundle, bundle->entries().front())
                                                               : std::optional<JsonValue>{};
  if (!subject || !text_member_is(*subject, "resourceType", "Patient")) return {};
  return grouping_key(fhir_person({.resource = *subject, .type = "Patient"}, 0, rules, Clerk(rules)));
}

Result<Intake> person_of(const FhirBundle& bundle, const InputRules& rules, const Lines& lines, DropList* dropped,
                         std::string_view group) {
  if (std::none_of(bundle.entries().begin(), bundle.entries().end(), is_record)) {
    return fail(Errc::in_nothing_to_issue, {}, "a card needs an Immunization or a laboratory Observation");
  }
  VHC_TRY(FhirEntry patient, find_patient(bundle, rules, group));
  if (dropped != nullptr) list_dropped(bundle, patient, *dropped);
  const Clerk clerk(rules);
  return PersonRecords(bundle, std::move(patient), rules, clerk, lines, group).read();
}

namespace {

// A bundle without records may say what is deleted: a card that was issued may have it.
void list_deletions(const JsonValue& root, const Lines& lines, Intake& person) {
  std::size_t place = 0;
  for (auto entry = first_element(root, "entry"); entry; entry = entry->next(), ++place) {
    auto change = change_by(*entry);
    if (!change || !change->deletes || change->address.empty()) continue;
    person.left_out.push_back(
        {.line = lines.of(place), .reason = Errc::in_deleted, .event = std::move(change->address)});
  }
}

}  // namespace

Result<Intake> read_person(const JsonValue& root, const InputRules& rules, const Lines& lines, std::string_view group) {
  VHC_TRY(const FhirBundle bundle, FhirBundle::read(root));
  DropList dropped;
  auto person = person_of(bundle, rules, lines, &dropped, group);
  if (!person) {
    Intake refused = refused_intake(person.error(), lines);
    if (person.error().code == Errc::in_nothing_to_issue) list_deletions(root, lines, refused);
    return refused.left_out.empty() ? std::move(person) : std::move(refused);
  }
  person->dropped = dropped.sorted();
  return person;
}

Intake refused_intake(const Error& error, const Lines& lines) {
  Intake refused{.line = lines.first()};
  refused.refused = true;
  Clerk::refuse(refused, lines.first(), error.where, error.code);
  return refused;
}

Intake intake_of(std::string_view json, const InputRules& rules, const Lines& lines, std::string_view group) {
  const auto document =
      JsonDocument::parse(std::string(json), {.max_bytes = max_bundle_bytes, .max_depth = max_bundle_depth});
  if (!document) return refused_intake(document.error(), lines);
  auto read = read_person(document->root(), rules, lines, group);
  return read ? *std::move(read) : refused_intake(read.error(), lines);
}

}  // namespace vhc
