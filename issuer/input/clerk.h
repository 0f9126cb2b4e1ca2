// Decides what of a record may be signed, in the order of inputs.md 3.3, whatever kind of file it was read from.
#pragma once

#include <string>
#include <string_view>

#include "vaccine_code.h"
#include "vhc/input.h"

namespace vhc {

// What the sender says became of a dose.
enum class DoseFate : std::uint8_t { given, unstated, partial, not_given, deleted, broken };

// Where the parts of a dose stand in the file.
struct DoseFields {
  std::string_view record;
  std::string_view date;
  std::string_view code;
  std::string_view lot;
  std::string_view performer;
};

struct WrittenDose {
  std::int64_t line = 0;
  DoseFields fields;
  std::string date;  // YYYY-MM-DD; empty: no calendar date
  bool date_missing = false;
  bool code_missing = false;  // the cell is empty: MISSING, where a message has NO_CODE
  bool every_error = false;   // report a wrong date beside a wrong code
  VaccineText vaccine;
  std::string_view lot;
  std::string_view performer;
  std::string_view ial;
  DoseFate fate = DoseFate::given;
  bool historical = false;
  bool given_here = false;
  std::string message_date;  // may be empty
};

class Clerk {
 public:
  explicit Clerk(const InputRules& rules);

  void take_dose(Intake& intake, const WrittenDose& dose) const;

  // Name and birth date; an error refuses the person.
  void check_person(Intake& intake, std::int64_t line, std::string_view name_field, std::string_view birth_field) const;

  // One dose of a day and vaccine, the best documented; then by date.
  static void finish(Intake& intake);

  // As it goes on the card; empty for none, a number or what is no text.
  static std::string performer(Intake& intake, std::int64_t line, std::string_view field, std::string_view written);

  // Why nothing of this person can have happened on a day: in_future_date, in_before_birth.
  std::optional<Errc> day_fault(const Intake& intake, std::string_view day) const;
  bool is_allowed(Errc code) const;

  static void refuse(Intake& intake, std::int64_t line, std::string_view field, Errc code);
  static void warn(Intake& intake, std::int64_t line, std::string_view field, Errc code);

 private:
  bool is_future(std::string_view date) const;
  void leave_out(Intake& intake, const WrittenDose& dose, std::string_view field, Errc reason) const;
  std::optional<Errc> date_fault(const Intake& intake, const WrittenDose& dose) const;

  const InputRules& rules_;
  std::string latest_;  // the last day that is not in the future
};

}  // namespace vhc
