// The forms of FHIR's primitive types (FHIR R4, Data Types).
#pragma once

#include <string_view>

#include "lint/fhir_types.h"
#include "vhc/json.h"

namespace vhc {

// Whether a JSON value has the JSON type of the primitive.
bool has_json_type(const JsonValue& value, FhirPrimitive type);

// Whether a value of the right JSON type has the primitive's form. A string is not empty: that is looked at before.
bool has_form(const JsonValue& value, FhirPrimitive type);

// YYYY, YYYY-MM or YYYY-MM-DD, and only days a calendar has.
bool is_fhir_date(std::string_view text);
// A time of day, and a zone behind it.
enum class Zone : unsigned char { forbidden, needed };
bool is_fhir_time(std::string_view text, Zone zone);
// A whole day, a T, a time and a zone.
bool is_fhir_instant(std::string_view text);

}  // namespace vhc
