// What a reader found in one record, before anything is decided: the same for HL7 v2, delimited files and FHIR. The
// clerk decides (docs/rules/intake.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codes/vaccine_code.h"
#include "vhc/errors.h"

namespace vhc {

// What the sender did with the record: RXA-21, a column "action".
enum class Action : std::uint8_t { none, add, update, remove, unknown };

// What became of the dose: RXA-20, a column "completion", FHIR status.
enum class Completion : std::uint8_t { none, complete, partial, not_given, unknown };

// What the order says: ORC-1 and ORC-5. `open`: held, scheduled, in process.
enum class OrderState : std::uint8_t { none, open, canceled, error };

struct DoseClaim {
  Action action = Action::none;
  Completion completion = Completion::none;
  OrderState order = OrderState::none;
  bool refused = false;  // there is a reason of refusal
  bool deleted = false;  // a column or status says that the record was entered in error
};

// Who gave it. `unstated` counts as the sender; `unclear`: something is said, in words that are not known.
enum class DoseSource : std::uint8_t { unstated, own, others, unclear };

// Where the parts of a record stand: `base` (a JSON pointer, or nothing) and what follows it ("RXA-3", "lot_number",
// "/lotNumber").
struct RecordPlaces {
  std::string_view base = {};
  std::string_view record = {};  // what says that it was given, or final
  std::string_view date = {};
  std::string_view code = {};
  std::string_view lot = {};  // of a result: its value
  std::string_view performer = {};
  std::string_view source = {};  // empty: as `record`
};

// What all records have.
struct WrittenRecord {
  std::int64_t line = 0;
  RecordPlaces places;
  std::string_view event = {};  // the sender's number of the event with its authority, or a resource's id; may be empty
  std::string_view also = {};   // another number of it: the placer's, beside the filler's
  std::string_view stamp = {};  // when the sender says it, as text that orders; may be empty
  std::int64_t group = 0;  // not 0: records of one group and number are events of their own (two RXA under one ORC)
  std::optional<Errc> fault = {};  // the reader could not read it: it is refused for this, and still takes the place of
                                   // earlier records of its event
  std::string_view performer = {};
  std::string_view ial = {};
};

struct WrittenDose : WrittenRecord {
  std::string date;                       // YYYY-MM-DD; empty: no calendar date
  Errc date_fault = Errc::in_bad_date;    // why `date` is empty
  std::optional<Errc> date_warning = {};  // TWO_DIGIT_YEAR, DATE_ZONE
  bool code_missing = false;              // the cell is empty: MISSING, where a message has NO_CODE
  bool every_error = false;               // report a wrong date beside a wrong code
  VaccineText vaccine;
  std::string_view lot;
  bool lot_is_number = false;  // a JSON number, which may have lost its zeros
  DoseClaim claim;
  DoseSource source = DoseSource::unstated;
  std::string_view message_date = {};  // YYYY-MM-DD; may be empty
};

// F and final; C, corrected and amended; D, W, X, entered-in-error and cancelled; all else. `question`: asked at the
// order, no result.
enum class ResultState : std::uint8_t { final, corrected, amended, withdrawn, not_final, question };

// One way in which the value is written.
struct WrittenValue {
  std::string_view code;  // SNOMED CT; empty: it is in another system, or there is none
  std::string_view text;  // beside the code, or instead of it
};

struct WrittenResult : WrittenRecord {
  std::string_view code;                // LOINC as written
  std::optional<Errc> code_fault = {};  // in_no_code, in_code_conflict, in_missing
  ResultState state = ResultState::final;
  std::vector<WrittenValue> values;      // all that stand there
  Errc value_fault = Errc::in_no_value;  // when none of them is a value
  // A value that is no code (FHIR): as IntakeResult has it.
  std::string text = {};
  std::string quantity = {};
  std::string ranges = {};
  std::string effective;                  // with seconds and zone; empty: none
  Errc time_fault = Errc::in_bad_date;    // why it is empty
  std::optional<Errc> time_warning = {};  // in_zone_assumed
  bool strict_values = false;             // FHIR: only codes of the table of results, no words
};

// A record that only says that another one is taken back (FHIR: DELETE Immunization/1).
struct WrittenRemoval {
  std::int64_t line = 0;
  RecordPlaces places;
  std::string_view event;
  bool is_result = false;
};

}  // namespace vhc
