// A FHIR Bundle as it comes from a pharmacy's system: its resources, and what their references lead to.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/json.h"
#include "vhc/result.h"

namespace vhc {

struct FhirEntry {
  JsonValue resource;
  std::string type;
  std::string full_url;  // without a version; empty when it has none
  std::string id;        // of the resource
};

// Points into the JsonDocument it was read from.
class FhirBundle {
 public:
  // `root`: a Bundle, a vc object, a card's payload; or a single Patient, Immunization or Observation. Fails with
  // in_unknown_format, in_bad_structure (with the pointer), in_unsupported_modifier, input_too_large.
  static Result<FhirBundle> read(const JsonValue& root);

  const JsonValue& root() const noexcept { return root_; }
  const std::vector<FhirEntry>& entries() const noexcept { return entries_; }

  // The resource that a reference in `from` leads to: a fullUrl, Type/id (against the entry's own base first, as FHIR
  // says), urn:uuid, a versioned reference, or #id inside `from`. Nothing when it leads nowhere, or to two.
  std::optional<JsonValue> resolve(std::string_view reference, const FhirEntry& from) const;

 private:
  explicit FhirBundle(const JsonValue& root) : root_(root) {}
  Result<void> read_entries(const JsonValue& entries);
  Result<void> check_urls() const;

  JsonValue root_;
  std::vector<FhirEntry> entries_;
};

// Small readings that all resources share.
std::string text_member(const JsonValue& object, std::string_view name);  // empty when it is missing or no string
bool text_member_is(const JsonValue& object, std::string_view name, std::string_view wanted);
std::optional<JsonValue> first_element(const JsonValue& object, std::string_view array);

}  // namespace vhc
