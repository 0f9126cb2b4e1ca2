// The parts of the reader of FHIR: from resources to what a record says (written.h). What may be signed of it is for
// the clerk to say.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "card/card_resource.h"
#include "card/fhir_bundle.h"
#include "input/clerk.h"
#include "input/written.h"
#include "vhc/input.h"

namespace vhc {

// Members of the JSON kinds that FHIR has them in. Whatever is there in another kind is not passed over: the first one
// is kept, and makes the record BAD_STRUCTURE. Missing and null are nothing.
class FhirMembers {
 public:
  std::string text(const JsonValue& object, std::string_view name);
  std::optional<JsonValue> object(const JsonValue& object, std::string_view name);
  std::optional<JsonValue> array(const JsonValue& object, std::string_view name);
  bool flag(const JsonValue& object, std::string_view name);  // null is not false
  // The first element; all of them are to be objects.
  std::optional<JsonValue> first(const JsonValue& object, std::string_view array);
  // The texts of an array; of null an empty one.
  std::vector<std::string> texts(const JsonValue& object, std::string_view array);

  void set_wrong(const JsonValue& value) {
    if (!wrong_) wrong_ = value;
  }
  const std::optional<JsonValue>& wrong() const noexcept { return wrong_; }

 private:
  std::optional<JsonValue> member(const JsonValue& object, std::string_view name, JsonKind kind);

  std::optional<JsonValue> wrong_;
};

// A record's own way to its place: "/performer/0/modifierExtension" of a resource and a value inside it.
std::string place_in(const JsonValue& resource, const JsonValue& value);

struct FhirContext {
  const FhirBundle& bundle;
  const InputRules& rules;
};

// ---- shared by all resources

// The first place in a resource where FHIR says that a reader who does not understand it must not go on: a
// modifierExtension at any depth, or implicitRules.
std::optional<JsonValue> find_modifier(const JsonValue& resource);

// The code systems that are told apart, by URL or OID (docs/rules/inputs.md 2).
enum class CodeSystem : std::uint8_t { other, cvx, ndc, snomed, icd11, loinc };

struct FhirCoding {
  CodeSystem system = CodeSystem::other;
  std::string code;
  std::string display;
  std::size_t index = 0;
};

struct FhirConcept {
  std::vector<FhirCoding> codings;  // those that have a code or a display
  std::string text;
  std::size_t num_codings = 0;

  const FhirCoding* find(CodeSystem system) const;  // the first one with a code
};

FhirConcept concept_of(const JsonValue& resource, std::string_view name, FhirMembers& members);

// "/vaccineCode/coding/0"
std::string coding_place(std::string_view concept_name, const FhirCoding* coding);

// The assurance level that meta.security states, as it stands there; "IAL1" states that there is none.
std::string assurance_level(const JsonValue& resource, FhirMembers& members);
// meta.security says that the resource was made to test a system.
bool is_test(const JsonValue& resource);
// Counts what meta.security has beside the level.
void drop_labels(const JsonValue& resource, std::string_view type, DropList& dropped);

struct FhirPerformer {
  std::string name;      // empty: nobody is named
  std::string place;     // "/performer/0"
  bool unknown = false;  // an organization is referred to that is not there, and nobody else is named
};
FhirPerformer performer_of(const FhirEntry& entry, const FhirContext& context, FhirMembers& members);

// ---- the resources

// Name, birth date and key; PersonPlaces and what the clerk has to say of it included.
Intake fhir_person(const FhirEntry& entry, std::int64_t line, const InputRules& rules, const Clerk& clerk);

// What `written` points to stands beside it.
struct FhirRecord {
  std::string base;
  std::string event;
  std::string fault_place;
  std::string code_place;
  std::string level;
  FhirPerformer performer;

  FhirRecord() = default;
  FhirRecord(const FhirRecord&) = delete;
  FhirRecord& operator=(const FhirRecord&) = delete;
};

struct FhirDose : FhirRecord {
  WrittenDose written;
  FhirConcept vaccine;
  std::string lot;
};

struct FhirResult : FhirRecord {
  WrittenResult written;
  FhirConcept test;
  FhirConcept value;
  std::string value_place;
  std::string value_text;
};

// `fault`: what is wrong with the record beside its content.
void read_dose(const FhirEntry& entry, const FhirContext& context, FhirDose& dose);
void read_result(const FhirEntry& entry, const FhirContext& context, FhirResult& result);

// What goes on no card, for the list of it.
void drop_of_person(const JsonValue& patient, DropList& dropped);
void drop_of_dose(const JsonValue& resource, DropList& dropped);
void drop_of_result(const JsonValue& resource, DropList& dropped);

// ---- for both kinds of record

// Sets what they share; `members` says of what kind they were not.
void begin_record(FhirRecord& record, WrittenRecord& written, const FhirEntry& entry, std::int64_t line);
// A fault found by the reader, unless there is one already.
void set_fault(FhirRecord& record, WrittenRecord& written, Errc code, std::string place);

}  // namespace vhc
