// Patient: one name and the birth date, nothing else (inputs.md 1.2).
#include <algorithm>
#include <utility>

#include "card_resource.h"
#include "card_text.h"
#include "placeholder_name.h"
#include "vhc/time.h"

namespace vhc {
namespace {

constexpr KeptMember kept_of_name[]{{"family"}, {"given"}, {"text"}};
constexpr KeptMember kept_of_full_name[]{{"family"}, {"given"}, {"suffix"}, {"text"}};
constexpr KeptMember kept_members[]{{"resourceType"}, {"name", kept_of_name}, {"birthDate"}};
constexpr KeptMember kept_with_suffix[]{{"resourceType"}, {"name", kept_of_full_name}, {"birthDate"}};

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

std::optional<JsonValue> choose_name(const JsonValue& patient, const std::string& today) {
  std::optional<JsonValue> chosen;
  for (auto name = first_element(patient, "name"); name; name = name->next()) {
    const int standing = rank(*name, today);
    if (standing >= 0 && (!chosen || standing < rank(*chosen, today))) chosen = name;
  }
  return chosen;
}

// Family and given both, or the text alone: one-word names, and names that cannot be split.
PersonName read_name(const JsonValue& name, bool keep_suffix) {
  PersonName read{.text = std::string(trimmed(text_member(name, "text"))),
                  .family = std::string(trimmed(text_member(name, "family")))};
  for (auto given = first_element(name, "given"); given; given = given->next()) {
    const std::string text = given->string();
    if (!trimmed(text).empty()) read.given.emplace_back(trimmed(text));
  }
  if (!read.family.empty() && !read.given.empty()) {
    read.text.clear();
    for (auto suffix = first_element(name, "suffix"); suffix && keep_suffix; suffix = suffix->next()) {
      const std::string text = suffix->string();
      if (!trimmed(text).empty()) read.suffix.emplace_back(trimmed(text));
    }
    return read;
  }
  if (read.text.empty()) read.text = shown_name(read);
  read.family.clear();
  read.given.clear();
  return read;
}

bool is_plain(const PersonName& name) {
  return is_plain_text(name.text) && is_plain_text(name.family) &&
         std::all_of(name.given.begin(), name.given.end(), is_plain_text) &&
         std::all_of(name.suffix.begin(), name.suffix.end(), is_plain_text);
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

// The number the system itself keeps the person by (inputs.md 3.2), else whatever number there is.
std::optional<JsonValue> choose_identifier(const JsonValue& patient) {
  for (const std::string_view code : {"MR", "PI", "SR", ""}) {
    for (auto identifier = first_element(patient, "identifier"); identifier; identifier = identifier->next()) {
      const bool fits = code.empty() || is_of_type(*identifier, code);
      if (fits && !text_member(*identifier, "value").empty()) return identifier;
    }
  }
  return std::nullopt;
}

std::string person_key(const JsonValue& patient, const PersonName& name, const std::string& birth_date) {
  const auto identifier = choose_identifier(patient);
  if (identifier) return text_member(*identifier, "system") + "|" + text_member(*identifier, "value");
  return upper(shown_name(name)) + "|" + birth_date;
}

// FHIR: a record that is not active, or that was replaced by another, must not be used.
std::optional<JsonValue> find_withdrawal(const JsonValue& patient) {
  if (auto active = patient.find("active"); active && !active->boolean()) return active;
  for (auto link = first_element(patient, "link"); link; link = link->next()) {
    if (text_member_is(*link, "type", "replaced-by")) return link;
  }
  return std::nullopt;
}

Result<void> check_person(const PersonName& name, const JsonValue& place, const MinimiseOptions& options,
                          Notes& notes) {
  if (name.family.empty() && name.text.empty()) {
    return fail(Errc::in_missing, place.pointer(), "a card needs family and given, or text");
  }
  if (!is_plain(name)) return fail(Errc::in_control_character, place.pointer());
  if (!is_placeholder(name)) return {};
  if (!is_allowed(options, Errc::in_placeholder_name)) {
    return fail(Errc::in_placeholder_name, place.pointer(), "allow PLACEHOLDER_NAME if somebody is really called so");
  }
  notes.warn(Errc::in_placeholder_name, place);
  return {};
}

Result<std::string> read_birth_date(const JsonValue& patient, const std::string& tomorrow) {
  std::string date = text_member(patient, "birthDate");
  const std::string place = patient.pointer() + "/birthDate";
  if (date.empty()) return fail(Errc::in_missing, place, "a card is compared with a photo ID: it needs a birth date");
  if (!is_birth_date(date)) return fail(Errc::in_bad_date, place);
  if (date > tomorrow.substr(0, date.size())) return fail(Errc::in_future_date, place);
  return date;
}

}  // namespace

Result<CardPatient> card_patient(const JsonValue& patient, const MinimiseOptions& options, Notes& notes) {
  if (const auto modifier = find_modifier(patient)) return fail(Errc::in_unsupported_modifier, modifier->pointer());
  if (const auto withdrawn = find_withdrawal(patient)) {
    return fail(Errc::in_unsupported_modifier, withdrawn->pointer(), "the record of this person is not to be used");
  }
  const auto chosen = choose_name(patient, to_date(options.today));
  if (!chosen) {
    return fail(Errc::in_missing, patient.pointer() + "/name", "a card needs a name: official, usual or without a use");
  }
  const PersonName name = read_name(*chosen, options.keep_suffix);
  VHC_CHECK_OK(check_person(name, *chosen, options, notes));
  const std::chrono::sys_days tomorrow = std::chrono::sys_days{options.today} + std::chrono::days{1};
  VHC_TRY(const std::string birth_date, read_birth_date(patient, to_date(tomorrow)));
  notes.dropped.add_others(patient, "Patient",
                           options.keep_suffix ? KeptMembers(kept_with_suffix) : KeptMembers(kept_members));
  if (patient.find("name")->size() > 1) notes.dropped.add("Patient", "name");

  CardPatient card{.person = {}, .key = person_key(patient, name, birth_date)};
  card.person.names.push_back(name);
  card.person.birth_date = birth_date;
  return card;
}

}  // namespace vhc
