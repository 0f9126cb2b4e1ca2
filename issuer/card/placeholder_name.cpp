#include "card/placeholder_name.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "card/card_text.h"
#include "card/characters.h"

namespace vhc {
namespace {

// What registries find in given names of children without a name yet, misspellings included, and forms for names nobody
// gave. Only whole given names count: people are called Baker, and Boy. Single letters and numbers are left out before:
// "BABY BOY #2" and "BOY A" are here too.
constexpr std::array<std::string_view, 79> given_names{"BABY",
                                                       "BABY BOY",
                                                       "BABY BOY TWIN",
                                                       "BABY GIRL",
                                                       "BABY GIRL ONE",
                                                       "BABY GIRL TWIN",
                                                       "BABY GIRL TWO",
                                                       "BABY BOY ONE",
                                                       "BABY BOY TWO",
                                                       "BABY SISTER",
                                                       "BABY BROTHER",
                                                       "BABYBOY",
                                                       "BABYBOYA",
                                                       "BABYBOYB",
                                                       "BABYGIRL",
                                                       "BABYGIRLA",
                                                       "BABYGIRLB",
                                                       "BB",
                                                       "BBONE",
                                                       "BBOY",
                                                       "BBTWO",
                                                       "BG",
                                                       "B-G",
                                                       "BGONE",
                                                       "BGTWO",
                                                       "BOY",
                                                       "BOY ONE",
                                                       "BOY TWO",
                                                       "BOY TWIN",
                                                       "BOYA",
                                                       "BOYB",
                                                       "GIRL",
                                                       "GIRL ONE",
                                                       "GIRL TWO",
                                                       "GIRL TWIN",
                                                       "GIRLA",
                                                       "GIRLB",
                                                       "TWIN BOY",
                                                       "TWIN GIRL",
                                                       "TEST GIRL",
                                                       "TEST BOY",
                                                       "NEWBORN",
                                                       "MALE",
                                                       "FEMALE",
                                                       "EMPTY",
                                                       "MISSING",
                                                       "NONE",
                                                       "NONAME",
                                                       "NO NAME",
                                                       "NO FIRST NAME",
                                                       "NO FIRSTNAME",
                                                       "NOFIRSTNAME",
                                                       "NO MIDDLE NAME",
                                                       "NO MIDDLENAME",
                                                       "NOMIDDLENAME",
                                                       "NO LAST NAME",
                                                       "NO LAST NAM",
                                                       "NO LASTNAME",
                                                       "NOLASTNAME",
                                                       "UNKNOWN",
                                                       "UNNAMED",
                                                       "REDACTED",
                                                       "TEST",
                                                       "PATIENT",
                                                       "TEST PATIENT",
                                                       "ABABYGIRL",
                                                       "BBABYGIRL",
                                                       "BABY OY",
                                                       "BABY BAY",
                                                       "BABY BO",
                                                       "BABY GRIL",
                                                       "BABYGIR",
                                                       "RECIEN NACIDO",
                                                       "PACIENTE",
                                                       "PRUEBA",
                                                       "ANONYMOUS",
                                                       "ANONYM",
                                                       "WALKIN",
                                                       "WALK IN"};

constexpr std::array<std::string_view, 16> no_names{
    "NULL",          "NIL",         "NONE", "N/A",       "NA",      "NMN",        "NMI",
    "\\N",           "NAN",         "#N/A", "UNDEFINED", "UNKNOWN", "DO NOT USE", "NO MIDDLE NAME",
    "NO MIDDLENAME", "NOMIDDLENAME"};

constexpr std::array<std::string_view, 14> family_names{
    "ANONYMOUS", "WALKIN", "REDACTED", "TEST",        "PATIENT",     "TEST PATIENT", "UNKNOWN",
    "UNNAMED",   "NONAME", "NO NAME",  "NO LASTNAME", "NO LAST NAM", "NO LAST NAME", "NOLASTNAME"};

// What staff write into a name to mark the record: whole words anywhere in it. None is a name that people have, as
// Dupe and Bebe are.
constexpr std::array<std::string_view, 31> marks{
    "VOID",     "VOIDED",      "DELETE",    "DELETED",   "DUPLICATE", "DUPLICATED", "CANCELLED",  "CANCELED",
    "INACTIVE", "INACTIVATED", "MERGED",    "ERRONEOUS", "REFUSED",   "DECLINED",   "DECEASED",   "DNU",
    "DONOTUSE", "TESTPATIENT", "TESTING",   "STORNIERT", "GELOSCHT",  "UNGULTIG",   "DUBLETTE",   "DOUBLON",
    "ANULADO",  "ANULADA",     "ELIMINADO", "DUPLICADO", "DUPLICADA", "DUMMY",      "PLACEHOLDER"};
// The same in several words, or where a word alone is a name of people.
constexpr std::array<std::string_view, 9> mark_phrases{"DO NOT USE",    "NOT USE",     "ENTERED IN ERROR",
                                                       "WRONG PATIENT", "WRONG CHART", "BABY BOY",
                                                       "BABY GIRL",     "NO USAR",     "NICHT VERWENDEN"};

bool is_letter(char c) {
  return c >= 'A' && c <= 'Z';
}

struct Words {
  std::string text;  // upper case, one space between; words of one letter left out
  bool has_number = false;
  bool ascii = true;
};

Words words_of(std::string_view name) {
  Words words;
  std::string word;
  for (const char c : upper(name) + " ") {
    words.has_number = words.has_number || (c >= '0' && c <= '9');
    words.ascii = words.ascii && static_cast<unsigned char>(c) < 0x80;
    if (is_letter(c)) {
      word += c;
      continue;
    }
    if (word.size() > 1) words.text += (words.text.empty() ? "" : " ") + word;
    word.clear();
  }
  return words;
}

// "B1" and "G 2" have no word at all, and a number.
bool is_given_placeholder(std::string_view name) {
  const auto is_listed = [](std::string_view text) {
    return std::find(given_names.begin(), given_names.end(), text) != given_names.end();
  };
  const Words words = words_of(name);
  if (!words.ascii) return false;
  if (words.text.empty()) return words.has_number || is_listed(upper(trimmed(name)));
  return is_listed(words.text);
}

// "XXDELETE", "ZZZTEST", "zz smith".
bool begins_marked(std::string_view word) {
  return word.starts_with("XX") || word.starts_with("ZZ");
}

// A word of its own that is a date or somebody's number: "Doe 1900-01-01", "Able #10442".
bool has_number_word(std::string_view name) {
  constexpr std::ptrdiff_t enough = 4;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find(' '), name.size());
    const std::string_view word = name.substr(0, end);
    const auto digits = std::count_if(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits >= enough && word.find_first_not_of("0123456789-/.#()") == std::string_view::npos) return true;
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return false;
}

// "Able (VOID)", "Smith TEST": somebody marked the record. A family or given name that is Test as a whole is looked at
// by the lists above.
bool is_marked(std::string_view name) {
  if (has_number_word(name)) return true;
  const std::string text = " " + words_of(name).text + " ";
  const auto holds = [&text](std::string_view word) { return text.find(" " + std::string(word) + " ") != text.npos; };
  if (std::any_of(marks.begin(), marks.end(), holds)) return true;
  if (std::any_of(mark_phrases.begin(), mark_phrases.end(), holds)) return true;
  for (std::size_t at = text.find(' '); at + 1 < text.size(); at = text.find(' ', at + 1)) {
    if (begins_marked(std::string_view(text).substr(at + 1))) return true;
  }
  return holds("TEST") && text.find(' ', 1) + 1 < text.size();
}

bool is_family_placeholder(std::string_view name) {
  return is_no_name(name) ||
         std::find(family_names.begin(), family_names.end(), upper(trimmed(name))) != family_names.end();
}

}  // namespace

std::optional<NamePart> placeholder_part(const PersonName& name) {
  if (name.family.empty()) {
    const bool is_one = is_given_placeholder(name.text) || is_family_placeholder(name.text) || is_marked(name.text);
    return is_one ? std::optional(NamePart::family) : std::nullopt;
  }
  std::string given;
  for (const std::string& part : name.given) given += (given.empty() ? "" : " ") + part;
  // "Patient" is a family name that people have; beside a given name that stands for somebody it is one.
  const bool is_patient = upper(trimmed(name.family)) == "PATIENT";
  if (!is_patient && is_family_placeholder(name.family)) return NamePart::family;
  if (is_marked(name.family)) return NamePart::family;
  const bool is_none = !name.given.empty() && is_no_name(name.given.front());
  return is_none || is_given_placeholder(given) || is_marked(given) ? std::optional(NamePart::given) : std::nullopt;
}

bool is_placeholder(const PersonName& name) {
  return placeholder_part(name).has_value();
}

bool is_no_name(std::string_view name) {
  const std::string_view text = trimmed(name);
  if (text == "Nan" || text == "Na" || text == "Nil") return false;
  return letters_of(text).empty() || std::find(no_names.begin(), no_names.end(), upper(text)) != no_names.end();
}

}  // namespace vhc
