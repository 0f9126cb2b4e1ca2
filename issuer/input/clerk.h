// The one place that decides what of a record may be signed, what is taken back, what is the same dose, and whose it
// is, whatever kind of file it was read from (docs/rules/intake.md).
#pragma once

#include <string>
#include <string_view>

#include "input/dossier.h"
#include "input/event_index.h"
#include "input/written.h"
#include "vhc/input.h"

namespace vhc {

// Where a person's parts stand, as RecordPlaces has them.
struct PersonPlaces {
  std::string_view base = {};
  std::string_view key = {};
  std::string_view family = {};
  std::string_view given = {};
  std::string_view birth = {};
  std::string_view suffix = {};  // empty: as `given`
};

// Whether a record that says so takes back an earlier one of its event.
bool says_not_given(const DoseClaim& claim);

class Clerk {
 public:
  explicit Clerk(const InputRules& rules);

  // ---- the person of a record: name, birth date and key are filled in; line too

  // Cleans the name, and refuses what can be nobody's; a key that is none is emptied.
  void check_person(Intake& found, const PersonPlaces& places) const;

  // The next record of the dossier says this of the person. The first one begins it; one that calls somebody else by
  // the same key makes it a conflict. `key_field`: told in PERSON_CONFLICT.
  void join(Dossier& dossier, Intake&& found, std::string_view key_field) const;

  // ---- the records, in the order of the input, each after the join() that says whose it is

  void take_dose(Dossier& dossier, const WrittenDose& dose) const;
  void take_result(Dossier& dossier, const WrittenResult& result) const;
  void take_removal(Dossier& dossier, const WrittenRemoval& removal) const;

  // More records than one person can have: nothing is issued.
  static void overflow(Dossier& dossier, std::int64_t line);

  // Lets the later records speak, of one dose of a day and vaccine keeps the best documented, sorts by date. `shared`:
  // what other people's records say of an event; none: nothing is known.
  Intake finish(Dossier&& dossier, const EventLookup& shared = {}) const;

  // ---- for readers

  // Why nothing of this person can have happened on a day: in_future_date, in_before_birth.
  std::optional<Errc> day_fault(std::string_view birth_date, std::string_view day) const;
  bool is_allowed(Errc code) const;
  // The vaccine code of a record, as far as it can be told; empty: it cannot.
  std::string code_of(const VaccineText& vaccine) const;

  static void refuse(Intake& intake, std::int64_t line, std::string_view field, Errc code);
  static void warn(Intake& intake, std::int64_t line, std::string_view field, Errc code);

 private:
  bool is_future(std::string_view date) const;
  static Decision begin(const WrittenRecord& record);
  static void end(Dossier& dossier, Decision&& decision);
  std::optional<Errc> date_fault(const WrittenDose& dose, const Intake& person) const;
  void decide(Decision& decision, const WrittenDose& dose, const Intake& person) const;
  void decide(Decision& decision, const WrittenResult& result, const Intake& person) const;

  const InputRules& rules_;
  std::string latest_;    // the last day that is not in the future
  std::string earliest_;  // of a birth
};

}  // namespace vhc
