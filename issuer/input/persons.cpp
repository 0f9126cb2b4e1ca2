#include "persons.h"

#include <iterator>

#include "../card_text.h"

namespace vhc {
namespace {

// Name and birth date, without regard to case and the number of spaces.
std::string name_key(const Intake& intake) {
  std::string key = intake.name.family + "\n" + intake.name.text;
  for (const std::string& given : intake.name.given) key += "\n" + given;
  for (const std::string& suffix : intake.name.suffix) key += "\n," + suffix;
  return upper(key);
}

}  // namespace

std::string grouping_key(const Intake& intake) {
  const std::string& own = intake.person_key;
  return (own.empty() ? "N" + name_key(intake) : "K" + own) + "\n" + intake.birth_date;
}

void add_findings(Intake& person, Intake&& found) {
  person.findings.insert(person.findings.end(), std::make_move_iterator(found.findings.begin()),
                         std::make_move_iterator(found.findings.end()));
}

}  // namespace vhc
