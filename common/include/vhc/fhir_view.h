// A FHIR Bundle as a verifier reads it: leniently, since extra data is the issuer's affair and no reason to refuse
// (docs/rules/inputs.md 5).
#pragma once

#include <vector>

#include "vhc/json.h"
#include "vhc/payload.h"

namespace vhc {

struct BundleView {
  Person person;                // of the first Patient
  std::vector<Event> events;    // Immunization, Observation, Condition and other entries besides the Patient
  bool several_people = false;  // a second Patient, contained ones too, or an event whose patient, subject or focus is
                                // not the first
  bool has_modifiers = false;   // a modifierExtension or implicitRules anywhere
  bool minimal = true;          // false: id, meta, text, display or long references that MIN-1..5 forbid
};

// Reads what is there and passes over what it does not know; never fails.
BundleView view_bundle(const JsonValue& bundle);

}  // namespace vhc
