// What the parts of the minimiser hand to one another.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "fhir_bundle.h"
#include "vhc/minimise.h"

namespace vhc {

// A refusal of one record, or why it is changed.
using Refusal = tl::unexpected<Finding>;

inline Refusal refuse(Errc code, std::string where) {
  return Refusal(Finding{code, Severity::error, std::move(where), {}});
}

// What the parts write to beside their result.
struct Notes {
  std::vector<Finding> findings;
  std::set<std::string> dropped;

  void warn(Errc code, const JsonValue& place) { findings.push_back({code, Severity::warning, place.pointer(), {}}); }
  // Lists the members of `object` that are not among `kept`, as "Patient.telecom".
  void drop_others(const JsonValue& object, std::string_view type, std::initializer_list<std::string_view> kept);
  // Of meta, only a security label with the assurance level stays.
  void drop_meta(const JsonValue& resource, std::string_view type);
};

struct CardPatient {
  std::string json;
  Person person;
  std::optional<std::chrono::year_month_day> born;  // only when the whole date is known
  std::string key;                                  // for revocation ids
};

// Fails with in_missing, in_bad_date, in_placeholder_name, in_control_character, in_unsupported_modifier.
Result<CardPatient> card_patient(const JsonValue& patient, const MinimiseOptions& options, Notes& notes);

struct CardRecord {
  std::string json;
  std::string day;  // for sorting: YYYY-MM-DD…
  KeptEvent kept;
  bool covid = false;
};

using RecordResult = tl::expected<CardRecord, Finding>;

struct RecordContext {
  const FhirBundle& bundle;
  const MinimiseOptions& options;
  std::optional<std::chrono::year_month_day> born;
};

RecordResult card_immunization(const FhirEntry& entry, const RecordContext& context, Notes& notes);
RecordResult card_observation(const FhirEntry& entry, const RecordContext& context, Notes& notes);

// ---- shared by both kinds of record

// One coding of a concept: of the systems that may stand on a card, the first in their order.
struct CardCoding {
  std::string system;
  std::string code;
  JsonValue place;
};
std::optional<CardCoding> choose_coding(const JsonValue& concept_value,
                                        std::initializer_list<std::string_view> systems);

// The name of who gave or made it, at most 29 characters; empty when nobody is named.
tl::expected<std::string, Finding> performer_name(const FhirEntry& entry, const RecordContext& context, Notes& notes);

// meta.security with an assurance level: the record's own, else the one from the options; empty when there is none.
std::string assurance_level(const JsonValue& resource, const MinimiseOptions& options);

bool has_control_character(std::string_view text);
std::size_t num_characters(std::string_view utf8);

}  // namespace vhc
