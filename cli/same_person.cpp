#include "same_person.h"

#include <algorithm>

namespace vhc {
namespace {

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

// Letters and digits in small letters; of other scripts every byte, the Latin ones of U+00C0 to U+00DE small too.
std::string folded(std::string_view text) {
  std::string all;
  char before = '\0';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_latin = before == '\xC3' && byte >= 0x80 && byte <= 0x9E && byte != 0x97;
    const bool is_sign = byte < 0x80 && !is_upper(c) && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9');
    if (!is_sign) all += is_upper(c) || is_latin ? static_cast<char>(byte + 0x20) : c;
    before = c;
  }
  return all;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

const PersonName& name_of(const Person& person) {
  static const PersonName none;
  return person.names.empty() ? none : person.names.front();
}

// "J" and "John".
bool is_initial_of(const std::string& initial, const std::string& name) {
  return initial.size() == 1 && name.starts_with(initial);
}

}  // namespace

bool is_same_name(const PersonName& a, const PersonName& b) {
  if (a.family.empty() || b.family.empty()) return folded(shown_name(a)) == folded(shown_name(b));
  if (folded(a.family) != folded(b.family)) return false;
  const std::string one = a.given.empty() ? std::string{} : folded(a.given.front());
  const std::string two = b.given.empty() ? std::string{} : folded(b.given.front());
  return one == two || is_initial_of(one, two) || is_initial_of(two, one);
}

bool has_own_key(const KnownPerson& known) {
  const std::string derived = upper(shown_name(name_of(known.person))) + "|" + known.person.birth_date;
  return !known.key.empty() && known.key != derived;
}

bool is_same_person(const KnownPerson& a, const KnownPerson& b, bool share_event) {
  const bool same_name = is_same_name(name_of(a.person), name_of(b.person));
  const bool same_birth = a.person.birth_date == b.person.birth_date;
  if (same_name && same_birth) return true;
  if (!same_name && !same_birth) return false;
  if (!a.key.empty() && a.key == b.key) return true;
  return share_event && (!has_own_key(a) || !has_own_key(b));
}

bool is_same_event(const Event& a, const Event& b) {
  return a.kind == b.kind && a.date == b.date && a.system == b.system && a.code == b.code && a.value == b.value &&
         a.status == b.status && a.lot == b.lot && a.subpotent == b.subpotent;
}

}  // namespace vhc
