#include "input/same_person.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <vector>

#include <utf8proc.h>

#include "card/card_text.h"
#include "card/characters.h"
#include "card/spreadsheet_text.h"

namespace vhc {
namespace {

// As letters_of() leaves them: "#N/A", "n.a." and "(null)" are here.
constexpr std::array<std::string_view, 41> no_keys{"null",
                                                   "nil",
                                                   "none",
                                                   "na",
                                                   "nan",
                                                   "unk",
                                                   "unkn",
                                                   "unknown",
                                                   "undefined",
                                                   "undef",
                                                   "test",
                                                   "testing",
                                                   "tester",
                                                   "testpatient",
                                                   "patient",
                                                   "dummy",
                                                   "tbd",
                                                   "tba",
                                                   "missing",
                                                   "empty",
                                                   "blank",
                                                   "void",
                                                   "noid",
                                                   "nomrn",
                                                   "nonumber",
                                                   "notknown",
                                                   "notgiven",
                                                   "notassigned",
                                                   "notavailable",
                                                   "notapplicable",
                                                   "notprovided",
                                                   "notonfile",
                                                   "unassigned",
                                                   "unavailable",
                                                   "anonymous",
                                                   "redacted",
                                                   "ref",
                                                   "value",
                                                   "div0",
                                                   "donotuse",
                                                   "x"};

using Names = std::vector<std::string>;

constexpr std::size_t most_words = 16;  // of a name in one text

bool is_whole(const PersonName& name) {
  return !name.family.empty() && !name.given.empty();
}

std::string joined(const Names& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : " ") + name;
  return all;
}

// However it is divided.
std::string one_line(const PersonName& name) {
  if (!name.text.empty()) return name.text;
  const std::string given = joined(name.given);
  return given.empty() || name.family.empty() ? given + name.family : given + " " + name.family;
}

// Folded words.
Names words_of(std::string_view text) {
  Names words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string word = letters_of(text.substr(0, end));
    if (!word.empty()) words.push_back(std::move(word));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// One letter of a script that has capitals: a single sign of Chinese is a whole name.
bool is_initial(std::string_view folded_name) {
  if (folded_name.empty() || folded_name.size() > 4) return false;
  const std::u32string letters = characters_of(folded_name);
  const auto letter = static_cast<utf8proc_int32_t>(letters.front());
  return letters.size() == 1 && utf8proc_toupper(letter) != letter;
}

bool begins(std::string_view initial, std::string_view name) {
  return is_initial(initial) && name.substr(0, initial.size()) == initial;
}

bool given_agrees(std::string_view a, std::string_view b) {
  return a == b || begins(a, b) || begins(b, a);
}

// MARY ANN is Mary and Ann.
bool given_agree(const Names& a, const Names& b) {
  return given_agrees(folded(a.front()), folded(b.front())) || folded(joined(a)) == folded(joined(b));
}

std::string run(const Names& words, std::size_t first, std::size_t last) {
  std::string all;
  for (std::size_t i = first; i < last; ++i) all += words[i];
  return all;
}

// Whether the words from `first` to before `last` begin with that given name.
bool begin_with(const Names& words, std::size_t first, std::size_t last, std::string_view given) {
  for (std::size_t end = first + 1; end <= last; ++end) {
    if (run(words, first, end) == given) return true;
  }
  return given_agrees(words[first], given);
}

// "Ana Rivera", "Rivera, Ana" and "Ana Luz Rivera" beside Rivera, Ana.
bool text_agrees(std::string_view text, const PersonName& name) {
  const Names words = words_of(text);
  if (words.size() > most_words) return false;
  const std::string family = folded(name.family);
  const std::string given = folded(name.given.front());
  for (std::size_t cut = 1; cut < words.size(); ++cut) {
    if (run(words, cut, words.size()) == family && begin_with(words, 0, cut, given)) return true;
    if (run(words, 0, cut) == family && begin_with(words, cut, words.size(), given)) return true;
  }
  return false;
}

// Folded words; a double name is two.
Names split_words(std::string text) {
  std::replace(text.begin(), text.end(), '-', ' ');
  return words_of(text);
}

// Of the whole name, however it is divided.
Names all_words(const PersonName& name) {
  return split_words(joined(name.given) + " " + name.family + " " + name.text);
}

// One letter more, less or another; short words are nothing but their letters.
bool is_misspelled(std::string_view a, std::string_view b) {
  constexpr std::size_t short_word = 3;
  if (a.size() > b.size()) std::swap(a, b);
  if (a.size() < short_word || b.size() - a.size() > 1) return false;
  const auto differs = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
  const auto at = static_cast<std::size_t>(differs);
  return a.substr(std::min(at + (a.size() == b.size() ? 1 : 0), a.size())) == b.substr(std::min(at + 1, b.size()));
}

// Whether each word of the shorter name has its like in the other one.
template <class IsLike>
bool have_like_words(const PersonName& a, const PersonName& b, IsLike is_like) {
  Names fewer = all_words(a);
  Names more = all_words(b);
  if (fewer.size() > more.size()) std::swap(fewer, more);
  if (fewer.empty() || more.size() > most_words) return false;
  return std::all_of(fewer.begin(), fewer.end(), [&](const std::string& word) {
    return std::any_of(more.begin(), more.end(), [&](const std::string& other) { return is_like(word, other); });
  });
}

// The first letter of what folded() gave, however many bytes it has.
std::string_view first_letter(std::string_view folded_name) {
  std::size_t end = std::min<std::size_t>(1, folded_name.size());
  while (end < folded_name.size() && (static_cast<unsigned char>(folded_name[end]) & 0xC0U) == 0x80U) ++end;
  return folded_name.substr(0, end);
}

std::string name_key(std::string_view kind, std::string_view family, std::string_view given) {
  return std::string(kind).append("\n").append(family).append("\n").append(given);
}

// A whole first name, its first letter, and a letter that stands for a name: the last is looked for by both others.
constexpr std::string_view by_name = "g";
constexpr std::string_view by_first_letter = "j";
constexpr std::string_view by_initial = "i";
constexpr std::string_view by_line = "l";

void add_initial(std::string_view family, std::string_view given, NameKeys& keys) {
  keys.kept.push_back(name_key(by_initial, family, first_letter(given)));
  keys.sought.push_back(keys.kept.back());
  keys.sought.push_back(name_key(by_first_letter, family, first_letter(given)));
}

void add_whole(const PersonName& name, NameKeys& keys) {
  const std::string family = folded(name.family);
  const std::string given = folded(name.given.front());
  if (is_initial(given)) return add_initial(family, given, keys);
  keys.kept.push_back(name_key(by_name, family, given));
  const std::string all = folded(joined(name.given));
  if (all != given) keys.kept.push_back(name_key(by_name, family, all));
  keys.sought = keys.kept;
  keys.kept.push_back(name_key(by_first_letter, family, first_letter(given)));
  keys.sought.push_back(name_key(by_initial, family, first_letter(given)));
  const Names parts = split_words(name.family);
  if (parts.size() < 2 || parts.size() > most_words) return;
  for (const std::string& part : parts) keys.kept.push_back(name_key(by_first_letter, part, first_letter(given)));
}

// What a name says, the weightiest first.
auto fullness(const PersonName& name) {
  const Names words = words_of(name.text.empty() ? joined(name.given) + " " + name.family : name.text);
  const auto initials = std::count_if(words.begin(), words.end(), is_initial);
  const bool first_is_whole = !words.empty() && !is_initial(words.front());
  return std::tuple(first_is_whole, words.size(), -initials, name.suffix.size());
}

bool is_one_sign(std::string_view letters) {
  return letters.find_first_not_of(letters.front()) == std::string_view::npos;
}

}  // namespace

bool is_usable_key(std::string_view value) {
  constexpr std::size_t few = 2;
  const std::string_view text = trimmed(value);
  if (is_spreadsheet_damage(text) || text == "-1" || upper(text) == "\\N") return false;
  const std::string letters = letters_of(text);
  if (letters.empty()) return false;
  if (is_one_sign(letters) && (letters.size() > few || letters.front() == '0')) return false;
  return std::find(no_keys.begin(), no_keys.end(), letters) == no_keys.end();
}

std::string folded(std::string_view name) {
  std::string letters = letters_of(name);
  return letters.empty() ? std::string(name) : letters;
}

std::string folded(const PersonName& name) {
  if (!is_whole(name)) return "\n\n\n" + folded(one_line(name));
  return folded(name.family) + "\n" + folded(joined(name.given)) + "\n" + folded(joined(name.suffix));
}

bool agrees(const PersonName& a, const PersonName& b) {
  if (is_whole(a) && is_whole(b)) return folded(a.family) == folded(b.family) && given_agree(a.given, b.given);
  if (is_whole(a)) return text_agrees(one_line(b), a);
  if (is_whole(b)) return text_agrees(one_line(a), b);
  return folded(one_line(a)) == folded(one_line(b));
}

bool may_agree(const PersonName& a, const PersonName& b) {
  if (all_words(a).empty() || all_words(b).empty()) return false;
  return have_like_words(a, b, given_agrees) || agrees(a, b);
}

bool may_be_misspelled(const PersonName& a, const PersonName& b) {
  const auto is_like = [](const std::string& one, const std::string& other) {
    return given_agrees(one, other) || is_misspelled(one, other);
  };
  return have_like_words(a, b, is_like);
}

std::vector<std::string> keys_of_other_orders(const PersonName& name) {
  std::vector<std::string> keys;
  const Names words = all_words(name);
  if (words.size() > most_words) return keys;
  for (const std::string& family : words) {
    for (const std::string& given : words) {
      if (&family == &given || is_initial(family)) continue;
      keys.push_back(name_key(by_first_letter, family, first_letter(given)));
    }
  }
  return keys;
}

NameKeys name_keys(const PersonName& name) {
  NameKeys keys;
  if (is_whole(name)) {
    add_whole(name, keys);
    return keys;
  }
  keys.kept.push_back(name_key(by_line, folded(one_line(name)), {}));
  keys.sought = keys.kept;
  const Names words = words_of(one_line(name));
  if (words.size() > most_words) return keys;
  for (std::size_t cut = 1; cut < words.size(); ++cut) {  // either part may be the family name
    add_initial(run(words, cut, words.size()), words.front(), keys);
    add_initial(run(words, 0, cut), words[cut], keys);
  }
  return keys;
}

bool is_fuller(const PersonName& a, const PersonName& b) {
  return fullness(a) > fullness(b);
}

}  // namespace vhc
