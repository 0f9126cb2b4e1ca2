#include "persons.h"

#include "../card_text.h"

namespace vhc {
namespace {

std::string grouping_key(const Intake& intake) {
  const std::string& own = intake.person_key;
  return (own.empty() ? "N" + name_key(intake) : "K" + own) + "\n" + intake.birth_date;
}

template <class T>
void append(std::vector<T>& to, std::vector<T>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

std::string name_key(const Intake& intake) {
  std::string key = intake.name.family + "\n" + intake.name.text;
  for (const std::string& given : intake.name.given) key += "\n" + given;
  for (const std::string& suffix : intake.name.suffix) key += "\n," + suffix;
  return upper(key);
}

Intake& Persons::of(Intake found) {
  if (found.refused) return all_.emplace_back(std::move(found));
  const auto [place, is_new] = places_.try_emplace(grouping_key(found), all_.size());
  if (is_new) return all_.emplace_back(std::move(found));
  Intake& known = all_[place->second];
  append(known.findings, std::move(found.findings));
  return known;
}

std::vector<Intake> Persons::take() {
  for (Intake& intake : all_) Clerk::finish(intake);
  places_.clear();
  return std::exchange(all_, {});
}

}  // namespace vhc
