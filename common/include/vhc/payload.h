// The payload of a card: who issued it, when, and what it says (SHC 1.4.0 "Modeling Verifiable Credentials in FHIR";
// docs/rules/shc.md 5, 15).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/finding.h"
#include "vhc/json.h"
#include "vhc/result.h"
#include "vhc/time.h"

namespace vhc {

inline constexpr std::string_view health_card_type = "https://smarthealth.cards#health-card";
inline constexpr std::string_view immunization_type = "https://smarthealth.cards#immunization";
inline constexpr std::string_view laboratory_type = "https://smarthealth.cards#laboratory";
inline constexpr std::string_view covid19_type = "https://smarthealth.cards#covid19";
inline constexpr std::size_t max_types = 64;
inline constexpr std::size_t max_events = 1000;  // shown of one card

// One name of the subject, as signed.
struct PersonName {
  std::string text;
  std::string family;
  std::vector<std::string> given;
  std::vector<std::string> prefix;
  std::vector<std::string> suffix;
};

struct Person {
  std::vector<PersonName> names;  // all of the first Patient
  std::string birth_date;
};

// "Anyperson, John B.": family and given, or the text when there is no family.
std::string shown_name(const PersonName& name);

enum class EventKind : std::uint8_t { immunization, test, recovery, exemption, other };

std::string_view name(EventKind kind) noexcept;

// One thing the card says of the person, in terms that all formats share.
struct Event {
  EventKind kind = EventKind::other;
  std::string date;    // as signed
  std::string system;  // of the code
  std::string code;
  std::string value;         // of a test: a code, a text or a number with its unit, as signed
  std::string value_system;  // of the value, when it is a code
  std::string status;        // as signed, and "not-done" for the older notGiven: event_status.h
  std::string lot;
  std::string performer;
  bool subpotent = false;
  bool has_result = true;                                             // false: a test without any value
  std::vector<std::pair<std::string, std::string>> other_codes = {};  // system and code of the same, as signed
  std::string number = {};  // of a test whose value is an exact amount: as signed, and its unit; else empty
  std::string unit = {};
  std::string until = {};  // of an exemption: its end, as signed; empty: none is stated
  int dose = 0;            // of a family that numbers doses: which one this is; 0: not numbered
};

// The neutral view that all formats are read into: only what is signed.
struct CardContents {
  std::string issuer;
  UnixTime issued{};  // nbf, whole seconds rounded down
  std::optional<UnixTime> expires;
  std::string revocation_handle;  // rid; empty when the card has none
  std::vector<std::string> types;
  Person subject;
  std::vector<Event> events;
  bool several_people = false;  // a second Patient, or an event about somebody who is not the first
  bool has_modifiers =
      false;  // a modifierExtension or implicitRules: something that is not understood changes what the card means
  std::vector<Finding> findings;  // faults of form that leave the signed content sound
};

// Reads the inflated payload. Fails with json_* for text that is not strict JSON; payload_object, payload_iss,
// payload_nbf, payload_exp, payload_vc, payload_type, payload_health_card_type, payload_fhir_bundle. `iss` must be
// https without a final slash; anything else that is odd about it only means that no list has it.
Result<CardContents> read_payload(std::string json);

// Whether read_payload() would read it, for an issuer that knows what is in it: fails with the same errors.
Result<void> check_payload(std::string json);

}  // namespace vhc
