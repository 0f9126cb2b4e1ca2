// What a pharmacy's systems hand over, read into one record a person: whatever the file was, the same rules decide what
// may be signed (docs/rules/inputs.md 3.3), and every finding names a line, a field and a code. No value of a cell is
// in a finding.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "vhc/finding.h"
#include "vhc/minimise.h"
#include "vhc/payload.h"

namespace vhc {

struct InputFinding {
  std::int64_t line = 0;  // physical line where the record or segment starts; the first is 1; 0: the file as a whole
  std::string field;      // canonical column (docs/rules/inputs.md 4.2), HL7 place ("PID-5") or JSON pointer
  Severity severity = Severity::error;
  Errc code{};
  std::vector<std::int64_t> others = {};  // lines of the records that it is about beside this one; the first few
  std::string detail = {};                // what the code alone does not say; never a value of a cell
  std::string card = {};                  // the number of an issued card that it is about; empty: none
  bool revokes = false;                   // nothing is left to correct that card with: it is to be revoked

  friend bool operator==(const InputFinding&, const InputFinding&) = default;
};

// A dose that goes on the card.
struct IntakeDose {
  std::int64_t line = 0;
  std::string date;    // YYYY-MM-DD
  std::string system;  // of the code, as FHIR names it
  std::string code;
  std::string lot;        // clean; may be empty
  std::string performer;  // may be empty: the issuer's own name
  std::string ial;        // identity assurance level of the row; may be empty
  bool subpotent = false;
  bool given_here = false;  // the sender says that it gave the dose
  bool is_update = false;   // the sender says that it takes the place of an earlier record, and gives no number
};

// A laboratory result that goes on the card.
struct IntakeResult {
  std::int64_t line = 0;
  std::string code;       // LOINC
  std::string effective;  // with seconds and zone
  std::string status;     // final, amended, corrected
  std::string value;      // SNOMED CT; of FHIR also a text or a number with its unit, as people read it
  std::string performer;  // may be empty
  std::string ial;
  bool coded = true;     // `value` is a code
  std::string quantity;  // a FHIR Quantity as JSON, digits as they were written; empty: none
  std::string ranges;    // its referenceRange as JSON; empty: none
};

// A dose or result that does not, and why.
struct LeftOut {
  std::int64_t line = 0;
  std::string date;  // may be empty
  std::string code;  // may be empty
  Errc reason{};
  std::string field = {};  // as of a finding; empty: reported by a finding of this line
  std::string event = {};  // the sender's number; may be empty
};

// Whether somebody must correct the record; what was not given, or by somebody else, is only left out.
bool needs_mending(Errc reason) noexcept;

struct Intake {
  std::int64_t line = 0;
  PersonName name;
  std::string birth_date;
  std::string person_key;         // of the sender, with its authority: grouping and revocation only; may be empty
  bool refused = false;           // the person, by an error that no other row can correct
  std::vector<IntakeDose> doses;  // by date; none of a person who is refused
  std::vector<IntakeResult> results;
  std::vector<LeftOut> left_out;
  std::vector<InputFinding> findings;
  std::vector<std::string> events;        // the sender's ids of what is kept: to issue nothing twice; never on the card
  std::vector<std::int64_t> lines = {};   // of a delimited file: of the rows about this person
  std::vector<std::string> dropped = {};  // of a FHIR bundle: as MinimalBundle has it

  bool is_issuable() const noexcept { return !refused && (!doses.empty() || !results.empty()); }
};

// The bundle of the person's card: vaccinations; results when there are none, since one card holds one or the other.
// Fails with in_nothing_to_issue when it is not issuable.
Result<MinimalBundle> minimal_bundle(const Intake& intake, const MinimiseOptions& options);

}  // namespace vhc
