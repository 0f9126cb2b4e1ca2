// What a record says of the person: a name that an ID can have, a birth date that somebody alive can have, a key that
// is nobody else's (docs/rules/inputs.md 3.2).
#include <algorithm>
#include <array>

#include "card/card_text.h"
#include "card/placeholder_name.h"
#include "input/clerk.h"
#include "input/name_text.h"
#include "input/same_person.h"

namespace vhc {
namespace {

using Names = std::vector<std::string>;

std::string joined(const Names& names, std::size_t first) {
  std::string all;
  for (std::size_t i = first; i < names.size(); ++i) all += (all.empty() ? "" : " ") + names[i];
  return all;
}

void clean(Names& names) {
  for (std::string& name : names) name = cleaned_name(name);
  std::erase_if(names, [](const std::string& name) { return name.empty(); });
}

void clean(PersonName& name) {
  name.family = cleaned_name(name.family);
  name.text = cleaned_name(name.text);
  clean(name.given);
  clean(name.suffix);
}

// Middle names and suffixes that stand for none, in one word or several. The first given name is never dropped.
bool drop_none(Names& names, std::size_t first) {
  const std::size_t before = names.size();
  if (before <= first) return false;
  const auto begin = names.begin() + static_cast<std::ptrdiff_t>(first);
  if (is_no_name(joined(names, first))) {
    names.erase(begin, names.end());
  } else {
    names.erase(std::remove_if(begin, names.end(), is_no_name), names.end());
  }
  return names.size() < before;
}

// One word, or a name that was not split: a card has it as text.
void settle_form(PersonName& name) {
  if (!name.family.empty() && !name.given.empty()) {
    name.text.clear();
    return;
  }
  if (name.text.empty()) {
    if (!name.given.empty()) return;  // the family name is missing
    const std::string suffix = joined(name.suffix, 0);
    name.text = suffix.empty() ? name.family : name.family + " " + suffix;
  }
  name = {.text = std::move(name.text)};
}

bool any_of(const Names& names, bool (*is_it)(std::string_view)) {
  return std::any_of(names.begin(), names.end(), is_it);
}

bool is_not_plain(std::string_view text) {
  return !is_plain_text(text);
}

// What spreadsheets and databases write where there is no date.
bool is_stand_in(std::string_view born) {
  return born == "1900-01-01" || born == "1899-12-30" || born == "1899-12-31";
}

enum class Part : std::uint8_t { family, given, suffix };

// The first part of the name that is so.
std::optional<Part> part_that(const PersonName& name, bool (*is_it)(std::string_view)) {
  if (is_it(name.family) || is_it(name.text)) return Part::family;
  if (any_of(name.given, is_it)) return Part::given;
  if (any_of(name.suffix, is_it)) return Part::suffix;
  return std::nullopt;
}

// The key of HL7 has its authority behind a line feed.
std::string_view key_value(std::string_view key) {
  return key.substr(0, key.find('\n'));
}

// What check_person() tells of one record.
class Teller {
 public:
  Teller(Intake& found, const PersonPlaces& places) : found_(found), places_(places) {}

  std::string at(std::string_view place) const { return std::string(places_.base) + std::string(place); }
  std::string at(Part part) const {
    if (part == Part::family) return at(places_.family);
    return at(part == Part::suffix && !places_.suffix.empty() ? places_.suffix : places_.given);
  }
  bool is_told(std::string_view field) const {
    const auto is_it = [field](const InputFinding& f) { return f.field == field && f.severity == Severity::error; };
    return std::any_of(found_.findings.begin(), found_.findings.end(), is_it);
  }

  void stop(std::string_view field, Errc code) const {
    found_.refused = true;
    Clerk::refuse(found_, found_.line, field, code);
  }
  void warn(std::string_view field, Errc code) const { Clerk::warn(found_, found_.line, field, code); }
  // An error unless the operator allows it; true when it is one.
  bool stop_unless(bool allowed, std::string_view field, Errc code) const {
    if (allowed) {
      warn(field, code);
    } else {
      stop(field, code);
    }
    return !allowed;
  }

 private:
  Intake& found_;
  const PersonPlaces& places_;
};

std::optional<Part> missing_part(const PersonName& name) {
  if (!name.text.empty()) return std::nullopt;
  if (name.family.empty()) return Part::family;
  return name.given.empty() ? std::optional(Part::given) : std::nullopt;
}

void drop_parts(PersonName& name, const Teller& teller) {
  if (drop_none(name.given, 1)) teller.warn(teller.at(Part::given), Errc::in_name_part_dropped);
  if (drop_none(name.suffix, 0)) teller.warn(teller.at(Part::suffix), Errc::in_name_part_dropped);
}

// The worst that can be said of the name; the rest would follow from it.
void check_name(const PersonName& name, std::optional<Part> damaged, const Clerk& clerk, const Teller& teller) {
  if (const auto part = missing_part(name)) return teller.stop(teller.at(*part), Errc::in_missing);
  if (damaged &&
      teller.stop_unless(clerk.is_allowed(Errc::in_name_damaged), teller.at(*damaged), Errc::in_name_damaged)) {
    return;
  }
  if (const auto part = part_that(name, is_not_plain)) {
    return teller.stop(teller.at(*part), Errc::in_control_character);
  }
  if (const auto part = placeholder_part(name)) {
    const std::string field = teller.at(*part == NamePart::family ? Part::family : Part::given);
    teller.stop_unless(clerk.is_allowed(Errc::in_placeholder_name), field, Errc::in_placeholder_name);
  }
}

}  // namespace

void Clerk::check_person(Intake& found, const PersonPlaces& places) const {
  const Teller teller(found, places);
  const auto damaged = part_that(found.name, is_damaged_name);
  clean(found.name);
  drop_parts(found.name, teller);
  settle_form(found.name);
  check_name(found.name, damaged, *this, teller);
  if (!is_usable_key(key_value(found.person_key))) found.person_key.clear();
  const std::string birth_field = teller.at(places.birth);
  const std::string_view born = found.birth_date;
  if (born.empty()) {
    if (!teller.is_told(birth_field)) teller.stop(birth_field, Errc::in_missing);
  } else if (is_future(born)) {
    teller.stop(birth_field, Errc::in_future_date);
  } else if (is_stand_in(born) || born < std::string_view(earliest_).substr(0, born.size())) {
    teller.stop(birth_field, Errc::in_bad_date);
  }
}

}  // namespace vhc
