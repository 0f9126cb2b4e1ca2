#include "input/persons.h"

#include "input/same_person.h"

namespace vhc {

std::string name_and_birth(const Intake& intake) {
  if (intake.refused) return {};
  const PersonName& name = intake.name;
  const std::string first = name.given.empty() ? std::string{} : name.given.front();
  const std::string given = folded(first.substr(0, first.find(' ')));
  return folded(name.family) + "\n" + given + folded(name.text) + "\n" + intake.birth_date;
}

std::string grouping_key(std::string_view person_key) {
  return "K" + std::string(person_key);
}

std::string grouping_key(const Intake& intake) {
  if (!intake.person_key.empty()) return grouping_key(std::string_view(intake.person_key));
  return intake.refused ? std::string{} : "N" + folded(intake.name) + "\n" + intake.birth_date;
}

}  // namespace vhc
