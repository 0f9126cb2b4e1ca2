// Patient: one name and the birth date, nothing else (inputs.md 1.2).
#include <algorithm>
#include <array>

#include "card_resource.h"
#include "vhc/json_writer.h"
#include "vhc/time.h"

namespace vhc {
namespace {

// Names that are on the photo ID come first; former, informal and anonymous ones never go on a card.
int rank(const JsonValue& name) {
  const std::string use = text_member(name, "use");
  if (use == "official") return 0;
  if (use.empty()) return 1;
  if (use == "usual") return 2;
  return -1;
}

std::optional<JsonValue> choose_name(const JsonValue& patient) {
  std::optional<JsonValue> chosen;
  for (auto name = first_element(patient, "name"); name; name = name->next()) {
    if (rank(*name) >= 0 && (!chosen || rank(*name) < rank(*chosen))) chosen = name;
  }
  return chosen;
}

PersonName read_name(const JsonValue& name) {
  PersonName read{.text = text_member(name, "text"), .family = text_member(name, "family")};
  for (auto given = first_element(name, "given"); given; given = given->next()) {
    if (std::string text = given->string(); !text.empty()) read.given.push_back(std::move(text));
  }
  if (!read.family.empty() && !read.given.empty()) {
    read.text.clear();
  } else if (read.text.empty()) {
    read.text = read.family.empty() ? shown_name(read) : read.family;  // a one-word name
  }
  if (!read.text.empty()) {
    read.family.clear();
    read.given.clear();
  }
  return read;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return out;
}

// "BABY GIRL #1": words that name nobody, with letters and numbers between them.
bool stands_for_nobody(std::string_view given) {
  constexpr std::array words{"BABY",    "BOY",      "GIRL",        "TWIN",       "NEWBORN",   "INFANT",  "MALE",
                             "FEMALE",  "UNNAMED",  "UNKNOWN",     "NONE",       "MISSING",   "EMPTY",   "NO",
                             "NAME",    "FIRST",    "LAST",        "MIDDLE",     "ONE",       "TWO",     "SISTER",
                             "BROTHER", "BABYBOY",  "BABYGIRL",    "NONAME",     "BB",        "BG",      "TEST",
                             "PATIENT", "REDACTED", "NOFIRSTNAME", "NOLASTNAME", "FIRSTNAME", "LASTNAME"};
  bool listed = false;
  std::string word;
  const std::string text = upper(given) + " ";
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') {
      word += c;
      continue;
    }
    if (static_cast<unsigned char>(c) >= 0x80) return false;
    const bool known = std::find(words.begin(), words.end(), word) != words.end();
    if (!known && word.size() > 1) return false;
    listed = listed || known;
    word.clear();
  }
  return listed;
}

bool is_placeholder(const PersonName& name) {
  const auto is_one_of = [](std::string_view text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
  };
  const std::string family = upper(name.family.empty() ? name.text : name.family);
  if (is_one_of(family, {"REDACTED", "TEST", "PATIENT", "TEST PATIENT", "UNKNOWN"})) return true;
  std::string given;
  for (const std::string& part : name.given) given += (given.empty() ? "" : " ") + part;
  return !given.empty() && stands_for_nobody(given);
}

bool has_control_character(const PersonName& name) {
  return vhc::has_control_character(name.text) || vhc::has_control_character(name.family) ||
         std::any_of(name.given.begin(), name.given.end(),
                     [](const std::string& part) { return vhc::has_control_character(part); });
}

// YYYY, YYYY-MM or YYYY-MM-DD, and a day that a calendar has.
bool is_birth_date(const std::string& text) {
  if (text.size() == 4) return parse_date(text + "-01-01").has_value();
  if (text.size() == 7) return parse_date(text + "-01").has_value();
  return parse_date(text).has_value();
}

std::string write(const PersonName& name, const std::string& birth_date) {
  JsonWriter json;
  json.begin_object().member("resourceType", "Patient").name("name").begin_array().begin_object();
  if (name.family.empty()) {
    json.member("text", name.text);
  } else {
    json.member("family", name.family).name("given").begin_array();
    for (const std::string& part : name.given) json.string(part);
    json.end_array();
  }
  return json.end_object().end_array().member("birthDate", birth_date).end_object().take();
}

// Who the card is about, for revocation ids: the system's own number for the person, else name and birth date.
std::string person_key(const JsonValue& patient, const PersonName& name, const std::string& birth_date) {
  const auto identifier = first_element(patient, "identifier");
  if (identifier && !text_member(*identifier, "value").empty()) {
    return text_member(*identifier, "system") + "|" + text_member(*identifier, "value");
  }
  return upper(shown_name(name)) + "|" + birth_date;
}

bool is_allowed(const MinimiseOptions& options, Errc code) {
  return std::find(options.allowed.begin(), options.allowed.end(), code) != options.allowed.end();
}

}  // namespace

Result<CardPatient> card_patient(const JsonValue& patient, const MinimiseOptions& options, Notes& notes) {
  const std::string place = patient.pointer();
  if (patient.find("modifierExtension")) return fail(Errc::in_unsupported_modifier, place + "/modifierExtension");
  const auto chosen = choose_name(patient);
  if (!chosen) return fail(Errc::in_missing, place + "/name", "a card needs a name: official, usual or without use");
  const PersonName name = read_name(*chosen);
  if (name.family.empty() && name.text.empty())
    return fail(Errc::in_missing, chosen->pointer(), "a card needs family and given, or text");
  if (has_control_character(name)) return fail(Errc::in_control_character, chosen->pointer());
  if (is_placeholder(name)) {
    if (!is_allowed(options, Errc::in_placeholder_name)) {
      return fail(Errc::in_placeholder_name, chosen->pointer(),
                  "--allow PLACEHOLDER_NAME if somebody is really called so");
    }
    notes.warn(Errc::in_placeholder_name, *chosen);
  }
  const std::string birth_date = text_member(patient, "birthDate");
  if (birth_date.empty())
    return fail(Errc::in_missing, place + "/birthDate", "a card is compared with the photo ID: it needs a birth date");
  if (!is_birth_date(birth_date)) return fail(Errc::in_bad_date, place + "/birthDate");
  notes.drop_others(patient, "Patient", {"resourceType", "name", "birthDate"});
  notes.drop_others(*chosen, "Patient.name", {"family", "given", "text"});

  CardPatient card{.json = write(name, birth_date), .key = person_key(patient, name, birth_date)};
  card.person = {.names = {name}, .birth_date = birth_date};
  if (const auto day = parse_date(birth_date)) card.born = *day;
  return card;
}

}  // namespace vhc
