// From a FHIR bundle to what can go on a card (docs/rules/inputs.md 1, 3.3, 3.4 and 5; docs/rules/shc.md 6).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/code_tables.h"
#include "vhc/finding.h"
#include "vhc/payload.h"
#include "vhc/result.h"

namespace vhc {

inline constexpr std::size_t max_bundle_bytes = std::size_t{1024} * 1024;
inline constexpr std::size_t max_bundle_depth = 64;
inline constexpr std::size_t max_bundle_entries = 1000;
inline constexpr std::size_t max_lot_chars = 19;         // under 20
inline constexpr std::size_t max_value_text_chars = 19;  // of a result that is a text: under 20

// One of the levels that a card may state: IAL1.2, IAL1.4, IAL2, IAL3. IAL1 is self-asserted and states nothing.
bool is_assurance_level(std::string_view code) noexcept;

// Which doses may be signed at all: a pharmacy signs what it gave, a registry also what others told it.
enum class SignerProfile : std::uint8_t { pharmacy, registry };

struct MinimiseOptions {
  std::chrono::year_month_day today{};  // what lies after it is refused, with one day of grace for other zones
  std::optional<std::string> ial = {};  // identity assurance level for records that say nothing of it
  std::string performer = {};           // the issuer's name, for records that name nobody; may be empty
  std::vector<Errc> allowed = {};       // in_placeholder_name, in_unknown_code: issued in spite of it, with a warning
  bool only_health_card_type = false;   // no deprecated types beside #health-card
  SignerProfile profile = SignerProfile::pharmacy;
  std::shared_ptr<const CodeTables> tables = CodeTables::built_in();  // never null
};

// One record on the card, as it was written there.
struct KeptEvent {
  std::string pointer;    // of the record in a FHIR input
  std::int64_t line = 0;  // of the record in a file
  Event event;
};

struct MinimalBundle {
  std::string json;                  // the Bundle, minified: Patient first, records by date
  std::vector<std::string> types;    // of the card
  Person person;                     // as on the card
  std::vector<KeptEvent> kept;       // in the order of the bundle
  std::vector<Finding> findings;     // errors: records that were refused; warnings: what was changed
  std::vector<std::string> dropped;  // what does not go on a card, by type and member, sorted: "Patient.telecom"
  std::string person_key;            // for revocation ids: about a person, so it is kept nowhere
};

// Makes the bundle of a card out of any FHIR R4 Bundle with one Patient and their Immunizations, or their laboratory
// Observations; a whole vc object or card payload is taken for the bundle in it, a single resource for a bundle of it.
// What the profile of docs/rules/inputs.md 1 does not have is dropped and listed; a record that may not be signed is
// refused, with its place, and the others go on. A bundle that is minimal already comes out as it is.
//
// References become resource:N. They are resolved as FHIR says ("Resolving references in Bundles"), whatever their
// form; Patient/1 of one server is never taken for Patient/1 of another. Only a reference that has a say in what is
// signed must lead somewhere: whom a record is about, and who gave it when only the reference says so. Exports name
// encounters and places that are not in the bundle; nothing of them goes on a card, so they are dropped unresolved.
//
// What may be signed, the same rules decide as for every other input (docs/rules/intake.md); a partial dose is issued,
// marked. More than one Patient is always refused, also one that no record is about: whose card it is, is not ours to
// guess. Of several versions of a resource the newest counts; where that is unknown, none of them is issued.
// What an entry deletes is not issued.
//
// Fails with an error of JsonDocument, in_unknown_format, input_too_large, in_bad_structure, in_several_patients,
// in_mixed_content, in_incomplete_answer for a page of several, in_no_match, in_candidates or in_registry_error for an
// answer that is an OperationOutcome, usage for a level that is none; because of the Patient with in_missing,
// in_bad_date, in_future_date, in_placeholder_name, in_name_damaged, in_control_character, in_bad_structure,
// in_version_unknown, in_unsupported_modifier. When no record is left: with the code and place of the refusal if all
// were refused for one reason, in_nothing_to_issue otherwise.
Result<MinimalBundle> minimise(std::string_view json, const MinimiseOptions& options);
// The same; when no record is left, `refused` says why of each.
Result<MinimalBundle> minimise(std::string_view json, const MinimiseOptions& options, std::vector<Finding>& refused);

}  // namespace vhc
