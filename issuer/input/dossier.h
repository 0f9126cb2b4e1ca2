// The records of one person while they are read. Each is decided by itself; what a later one takes back is known only
// at the end.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "vhc/intake.h"

namespace vhc {

// What was decided of one record.
struct Decision {
  std::int64_t line = 0;
  std::string field;  // what is told of it as a whole
  std::string event;  // the sender's number; may be empty
  std::string also;   // as WrittenRecord has them
  std::string stamp;
  std::int64_t group = 0;  // as WrittenRecord has it
  std::string day;         // as far as they can be told; may be empty
  std::string code;
  bool is_result = false;
  bool removes = false;             // says that the event did not take place
  bool partial = false;             // says that less than a whole dose was given
  bool updates = false;             // says that it takes the place of an earlier one
  std::optional<Errc> reason = {};  // why it is left out; none: it is kept
  std::variant<std::monostate, IntakeDose, IntakeResult> kept = {};
  std::vector<InputFinding> findings = {};

  bool is_kept() const { return !reason.has_value(); }
};

struct Dossier {
  Intake person;                         // whose name and birth date the card has
  std::vector<Decision> decisions;       // in the order of the input
  std::vector<std::int64_t> lines = {};  // of the records that say who the person is
  std::string key_field = {};
  bool begun = false;
  bool conflict = false;                  // two people under one key
  bool overflow = false;                  // too many records
  std::optional<Errc> record_fault = {};  // the record at hand says of the person what cannot be right
};

}  // namespace vhc
