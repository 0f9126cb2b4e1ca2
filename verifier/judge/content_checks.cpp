#include "judge/content_checks.h"

#include <algorithm>

#include "judge/checks.h"
#include "vhc/event_status.h"

namespace vhc {
namespace {

bool has_text(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") != std::string::npos;
}

bool has_identity(const Person& person) {
  const auto has_name = [](const PersonName& name) { return has_text(shown_name(name)); };
  return has_text(person.birth_date) && std::any_of(person.names.begin(), person.names.end(), has_name);
}

}  // namespace

CheckResult check_content(const CardContents& card) {
  if (card.several_people) return failed(Errc::card_several_people);
  if (!has_identity(card.subject)) return failed(Errc::card_no_identity);
  if (!gives_anything(card)) return failed(Errc::card_nothing_given);
  return card.has_modifiers ? warned(Errc::card_modifier) : passed();
}

}  // namespace vhc
