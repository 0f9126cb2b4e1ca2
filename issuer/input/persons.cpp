#include "persons.h"

#include "same_person.h"

namespace vhc {

std::string name_and_birth(const Intake& intake) {
  return intake.refused ? std::string{} : folded(intake.name) + "\n" + intake.birth_date;
}

std::string grouping_key(const Intake& intake) {
  if (!intake.person_key.empty()) return "K" + intake.person_key;
  return intake.refused ? std::string{} : "N" + name_and_birth(intake);
}

}  // namespace vhc
