// What the parts of the minimiser hand to one another.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fhir_bundle.h"
#include "vhc/json_writer.h"
#include "vhc/minimise.h"

namespace vhc {

inline constexpr std::string_view assurance_system = "https://smarthealth.cards/ial";

// A refusal of one record.
using Refusal = tl::unexpected<Finding>;

inline Refusal refuse(Errc code, std::string where) {
  return Refusal(Finding{code, Severity::error, std::move(where), {}});
}

struct KeptMember;

// What goes on a card of an object: its members by name.
class KeptMembers {
 public:
  constexpr KeptMembers() = default;
  template <std::size_t count>
  constexpr KeptMembers(const KeptMember (&members)[count]) : first_(members), count_(count) {}

  const KeptMember* find(const JsonValue& member) const;  // null: it does not go on the card

 private:
  const KeptMember* first_ = nullptr;
  std::size_t count_ = 0;
};

struct KeptMember {
  std::string_view name;
  KeptMembers members = {};  // of the object or of the objects in the array
};

inline constexpr KeptMember kept_of_coding[]{{"system"}, {"code"}};
inline constexpr KeptMember kept_of_concept[]{{"coding", kept_of_coding}};
inline constexpr KeptMember kept_of_meta[]{{"security", kept_of_coding}};
inline constexpr KeptMember kept_of_reference[]{{"reference"}};
inline constexpr KeptMember kept_of_name_only[]{{"display"}};

// What does not go on the card, as texts such as "Immunization.vaccineCode.text". One buffer for all: of an export most
// members are dropped, and twice the same for two doses.
class DropList {
 public:
  DropList() {
    texts_.reserve(256);
    ends_.reserve(16);
  }
  // A name that is not plain letters becomes '?', since it is input and will be printed.
  void add(std::string_view path, std::string_view name);
  void add(std::string_view name);
  // Lists what stands in `object` and is not kept, the topmost member only, with `path` before it.
  void add_others(const JsonValue& object, std::string_view type, KeptMembers kept);

  // Each text once.
  std::vector<std::string> sorted() const;

 private:
  struct Path;
  void add_others_below(const JsonValue& object, const Path& path, KeptMembers kept);
  void append_path(const Path& path);
  void append_name(std::string_view name);

  std::string texts_;
  std::vector<std::size_t> ends_;
};

// What the parts write to beside their result.
struct Notes {
  std::vector<Finding> findings;
  DropList dropped;

  void warn(Errc code, const JsonValue& place) { findings.push_back({code, Severity::warning, place.pointer(), {}}); }
};

struct CardPatient {
  Person person;    // of one name
  std::string key;  // for revocation ids
};

// Errors as minimise() has them because of the Patient.
Result<CardPatient> card_patient(const JsonValue& patient, const MinimiseOptions& options, Notes& notes);

// A result as JSON members of an Observation.
struct ResultValue {
  std::string text;      // as an Event shows it
  bool coded = false;    // text is a code of SNOMED CT
  std::string quantity;  // as JSON; empty: none
  std::string ranges;    // as JSON; empty: none
};

struct CardRecord {
  KeptEvent kept;
  ResultValue value;     // of a test
  std::string level;     // assurance level; may be empty
  std::string sort_key;  // the date, or the time in UTC
  bool covid = false;
};

using RecordResult = tl::expected<CardRecord, Finding>;

struct RecordContext {
  const FhirBundle& bundle;
  const MinimiseOptions& options;
  std::string_view birth_date;  // YYYY, YYYY-MM or YYYY-MM-DD
};

RecordResult card_immunization(const FhirEntry& entry, const RecordContext& context, Notes& notes);
RecordResult card_observation(const FhirEntry& entry, const RecordContext& context, Notes& notes);

// ---- shared by both kinds of record

bool is_allowed(const MinimiseOptions& options, Errc code);

// The first place in a resource where FHIR says that a reader who does not understand it must not go on: a
// modifierExtension at any depth, or implicitRules.
std::optional<JsonValue> find_modifier(const JsonValue& resource);

struct CardCoding {
  std::string code;
  JsonValue place;
};

// The codings of a concept that are of this system, in their order; its OID counts as its URL.
std::vector<CardCoding> codings_of(const JsonValue& resource, std::string_view concept_name, std::string_view system);

// The name of who gave or made it, at most 29 characters; empty when nobody is named and the issuer neither.
tl::expected<std::string, Finding> performer_name(const FhirEntry& entry, const RecordContext& context, Notes& notes);

// The assurance level, if there is one: the record's own, else that of the options. A record that says IAL1 has none.
std::string assurance_level(const JsonValue& resource, const MinimiseOptions& options, Notes& notes);

// ---- how resources stand on a card

// The bundle: an entry with fullUrl "resource:N" for the person and for each record, the person first.
std::string bundle_json(const PersonName& name, std::string_view birth_date, const std::vector<CardRecord>& records);

std::vector<std::string> card_types(const std::vector<CardRecord>& records, const MinimiseOptions& options);

// A day before the birth; partial dates are compared as far as they go.
bool is_before(std::string_view day, std::string_view birth_date);

}  // namespace vhc
