// A FHIR Bundle as it comes from a pharmacy's system: its resources, what their references lead to, and which version
// of each counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/json.h"
#include "vhc/result.h"

namespace vhc {

// What the bundle says of a resource beside its content.
enum class Standing : std::uint8_t {
  current,
  older,    // a newer version of it follows
  deleted,  // another entry takes it out
  unclear,  // another entry has the same address and says otherwise, and nothing tells which is newer
};

struct FhirEntry {
  JsonValue resource;
  std::string type;
  std::string full_url;   // without a version; empty when it has none
  std::string id;         // of the resource
  std::size_t place = 0;  // of the entry in the bundle, from 0
  Standing standing = Standing::current;
  std::string event = {};    // what its versions share; empty: as event_of() says
  std::string version = {};  // as the resource or the entry's answer says; may be empty
  std::string updated = {};  // RFC 3339; may be empty
};

// What the record is known by wherever it comes again: its URL, or type and id; empty when it has no address of its
// own.
std::string event_of(const FhirEntry& entry);

// Points into the JsonDocument it was read from.
class FhirBundle {
 public:
  // `root`: a Bundle, a vc object, a card's payload; a single Patient, Immunization or Observation. Fails with
  // in_unknown_format, in_bad_structure (with the pointer), in_unsupported_modifier, input_too_large;
  // in_incomplete_answer for a page of several; in_no_match, in_candidates, in_registry_error for a server's answer
  // that says so.
  static Result<FhirBundle> read(const JsonValue& root);

  const JsonValue& root() const noexcept { return root_; }
  // The versions of one resource follow each other, the newest last; of equal ones there is one.
  const std::vector<FhirEntry>& entries() const noexcept { return entries_; }

  // The resource that a reference in `from` leads to: a fullUrl, Type/id (against the entry's own base first, as FHIR
  // says), urn:uuid, a versioned reference, or #id inside `from`. Nothing when it leads nowhere, or to two. Of several
  // versions the newest.
  std::optional<JsonValue> resolve(std::string_view reference, const FhirEntry& from) const;

 private:
  explicit FhirBundle(const JsonValue& root) : root_(root) {}
  Result<void> read_entries(const JsonValue& entries, bool is_history);
  Result<void> check_urls() const;

  JsonValue root_;
  std::vector<FhirEntry> entries_;
};

// What an entry says was done to a resource that it does not show.
struct FhirChange {
  std::string address = {};  // https://server/fhir/Type/id, Type/id or urn:uuid:…; empty: nothing was done
  bool deletes = false;      // otherwise it is patched
  std::string version = {};  // which one came of it; may be empty
  std::string time = {};     // RFC 3339; may be empty
  std::size_t place = 0;     // of the entry
};

// Fails with in_bad_structure when `entry` deletes or patches without saying what.
Result<FhirChange> change_by(const JsonValue& entry);

// Small readings that all resources share.
std::string text_member(const JsonValue& object, std::string_view name);  // empty when it is missing or no string
bool text_member_is(const JsonValue& object, std::string_view name, std::string_view wanted);
std::optional<JsonValue> first_element(const JsonValue& object, std::string_view array);

// Addresses.
std::string_view without_version(std::string_view reference);  // Patient/1/_history/2 is Patient/1 as it once was
std::string_view base_of(std::string_view full_url);           // https://server/fhir; empty for urn:uuid:…, Patient/1

}  // namespace vhc
