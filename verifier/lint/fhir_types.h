// The types of FHIR R4 that a card's bundle is made of: fhir_datatypes.def and fhir_resources.def, read once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vhc {

// Primitive types have a form of their own; the others have elements.
enum class FhirPrimitive : std::uint8_t {
  none,
  boolean,
  integer,
  positive_int,
  unsigned_int,
  decimal,
  string,
  code,
  id,
  oid,
  uuid,
  uri,
  date,
  date_time,
  instant,
  time,
  base64,
  xhtml
};

struct FhirType;

struct FhirElement {
  std::string name;  // as it stands in JSON: of a choice, with the name of the type
  const FhirType* type = nullptr;
  bool required = false;
  bool repeats = false;
  std::string_view codes;  // "a|b" when it is bound to these; else empty
  std::string choice;      // "value[x]" when it is one of a choice; else empty
};

struct FhirType {
  std::string_view name;
  FhirPrimitive primitive = FhirPrimitive::none;
  bool is_resource = false;
  std::vector<FhirElement> elements;  // with those of the types that it is made from

  const FhirElement* find(std::string_view element) const noexcept;
};

// The type of this name, or nullptr: of a resource, of its parts ("ImmunizationPerformer"), or a data type.
const FhirType* find_fhir_type(std::string_view name);

// Whether R4 has a resource of this name, described here or not.
bool is_fhir_resource(std::string_view name) noexcept;

}  // namespace vhc
