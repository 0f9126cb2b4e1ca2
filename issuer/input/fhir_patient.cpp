// Patient: one name and the birth date, nothing else (docs/rules/inputs.md 1.2).
#include <array>
#include <utility>

#include "card/card_text.h"
#include "input/fhir_record.h"
#include "input/same_person.h"
#include "vhc/time.h"

namespace vhc {
namespace {

constexpr KeptMember kept_of_name[]{{"family"}, {"given"}, {"suffix"}, {"text"}};
constexpr KeptMember kept_members[]{{"resourceType"}, {"name", kept_of_name}, {"birthDate"}};

// A name that was laid down: its period is over.
bool is_former(const JsonValue& name, const std::string& today) {
  const auto period = name.find("period");
  const std::string end = period ? text_member(*period, "end").substr(0, today.size()) : std::string{};
  return !end.empty() && end < today.substr(0, end.size());
}

// Names that are on the photo ID come first; former, informal and anonymous ones never go on a card.
int rank(const JsonValue& name, const std::string& today) {
  const std::string use = text_member(name, "use");
  if (is_former(name, today)) return -1;
  if (use == "official") return 0;
  if (use.empty()) return 1;
  if (use == "usual") return 2;
  return -1;
}

struct ChosenName {
  JsonValue value;
  std::size_t index = 0;
};

std::optional<ChosenName> choose_name(const JsonValue& patient, const std::string& today, FhirMembers& members) {
  std::optional<ChosenName> chosen;
  std::size_t index = 0;
  for (auto name = members.first(patient, "name"); name; name = name->next(), ++index) {
    const int standing = rank(*name, today);
    if (standing >= 0 && (!chosen || standing < rank(chosen->value, today))) chosen = ChosenName{*name, index};
  }
  return chosen;
}

std::vector<std::string> words(std::vector<std::string> texts) {
  std::vector<std::string> kept;
  for (const std::string& text : texts) {
    if (const std::string_view word = trimmed(text); !word.empty()) kept.emplace_back(word);
  }
  return kept;
}

// Family and given both, or the text alone: one-word names, and names that cannot be split.
PersonName read_name(const JsonValue& name, FhirMembers& members) {
  PersonName read{.text = std::string(trimmed(members.text(name, "text"))),
                  .family = std::string(trimmed(members.text(name, "family")))};
  read.given = words(members.texts(name, "given"));
  read.suffix = words(members.texts(name, "suffix"));
  if (!read.family.empty() && !read.given.empty()) {
    read.text.clear();
    return read;
  }
  if (!read.text.empty()) {
    read.family.clear();
    read.given.clear();
  }
  return read;
}

// YYYY, YYYY-MM or YYYY-MM-DD, and a day that a calendar has.
bool is_birth_date(const std::string& text) {
  constexpr std::string_view first_day = "-01-01";
  const bool partial = text.size() == 4 || text.size() == 7;
  return parse_date(partial ? text + std::string(first_day.substr(text.size() - 4)) : text).has_value();
}

bool is_of_type(const JsonValue& identifier, std::string_view code) {
  const auto type = identifier.find("type");
  for (auto coding = type ? first_element(*type, "coding") : std::nullopt; coding; coding = coding->next()) {
    if (text_member_is(*coding, "code", code)) return true;
  }
  return false;
}

// The number the system itself keeps the person by (docs/rules/inputs.md 3.2), else whatever number there is.
std::optional<JsonValue> choose_identifier(const JsonValue& patient) {
  for (const std::string_view code : {"MR", "PI", "SR", ""}) {
    for (auto identifier = first_element(patient, "identifier"); identifier; identifier = identifier->next()) {
      const bool fits = code.empty() || is_of_type(*identifier, code);
      if (fits && !text_member(*identifier, "value").empty()) return identifier;
    }
  }
  return std::nullopt;
}

// Whose number it is, and the number, or the address of a Patient that has no number. Empty for one that stands in the
// records of many people.
std::string person_key(const FhirEntry& entry) {
  const auto identifier = choose_identifier(entry.resource);
  const std::string value = identifier ? text_member(*identifier, "value") : std::string{};
  if (is_usable_key(value)) return text_member(*identifier, "system") + "|" + value;
  return is_usable_key(entry.id) ? event_of(entry) : std::string{};
}

// FHIR: a record that is not active, or that was replaced by another, must not be used.
std::optional<JsonValue> find_withdrawal(const JsonValue& patient) {
  if (auto active = patient.find("active"); active && !active->boolean()) return active;
  for (auto link = first_element(patient, "link"); link; link = link->next()) {
    if (text_member_is(*link, "type", "replaced-by")) return link;
  }
  return std::nullopt;
}

// A day with a time: a database's midnight in another zone may be the evening before.
std::optional<Errc> cut_time(std::string& date, const InputRules& rules) {
  const std::size_t time = date.find('T');
  if (time == std::string::npos) return std::nullopt;
  const auto moment = parse_time(date);
  std::optional<std::chrono::year_month_day> day;
  if (moment && rules.zone_day) day = rules.zone_day(*moment);
  if (!day) return Errc::in_bad_date;
  date.resize(time);
  if (to_date(*day) != date) return Errc::in_date_zone;
  return std::nullopt;
}

// What is wrong with the record as a whole.
struct PersonFault {
  Errc code{};
  std::string place;
};

std::optional<PersonFault> fault_of(const FhirEntry& entry, const FhirMembers& members) {
  const JsonValue& patient = entry.resource;
  if (entry.standing == Standing::unclear) return PersonFault{Errc::in_version_unknown, {}};
  if (const auto modifier = find_modifier(patient)) {
    return PersonFault{Errc::in_unsupported_modifier, place_in(patient, *modifier)};
  }
  if (const auto withdrawn = find_withdrawal(patient)) {
    return PersonFault{Errc::in_unsupported_modifier, place_in(patient, *withdrawn)};
  }
  if (members.wrong()) return PersonFault{Errc::in_bad_structure, place_in(patient, *members.wrong())};
  return std::nullopt;
}

std::optional<Errc> birth_fault(std::string& date, const InputRules& rules) {
  if (date.empty()) return Errc::in_missing;
  if (const auto fault = cut_time(date, rules)) return fault;
  if (!is_birth_date(date)) return Errc::in_bad_date;
  return std::nullopt;
}

}  // namespace

Intake fhir_person(const FhirEntry& entry, std::int64_t line, const InputRules& rules, const Clerk& clerk) {
  const JsonValue& patient = entry.resource;
  FhirMembers members;
  Intake found{.line = line};
  const std::string base = patient.pointer();
  const auto stop = [&](const std::string& place, Errc code) {
    found.refused = true;
    Clerk::refuse(found, line, base + place, code);
  };
  const auto chosen = choose_name(patient, to_date(rules.today), members);
  if (chosen) found.name = read_name(chosen->value, members);
  std::string birth_date = members.text(patient, "birthDate");
  if (const auto fault = fault_of(entry, members)) {
    stop(fault->place, fault->code);
    return found;
  }
  if (!chosen) {
    stop("/name", Errc::in_missing);
    return found;
  }
  found.person_key = person_key(entry);
  if (const auto fault = birth_fault(birth_date, rules)) {
    stop("/birthDate", *fault);
  } else {
    found.birth_date = std::move(birth_date);
  }
  const std::string name = "/name/" + std::to_string(chosen->index);
  const std::string family = name + (found.name.text.empty() ? "/family" : "/text");
  const std::string given = name + "/given";
  const std::string suffix = name + "/suffix";
  const bool is_nameless = found.name.text.empty() && found.name.family.empty() && found.name.given.empty();
  clerk.check_person(found, {.base = base,
                             .key = "/identifier",
                             .family = is_nameless ? name : family,
                             .given = is_nameless ? name : given,
                             .birth = "/birthDate",
                             .suffix = suffix});
  if (is_test(patient)) Clerk::warn(found, line, base + "/meta/security", Errc::in_test_message);
  return found;
}

void drop_of_person(const JsonValue& patient, DropList& dropped) {
  dropped.add_others(patient, "Patient", kept_members);
  const auto names = patient.find("name");
  if (names && names->size() > 1) dropped.add("Patient", "name");
}

}  // namespace vhc
