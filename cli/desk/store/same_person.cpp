#include "desk/store/same_person.h"

#include <algorithm>

namespace vhc {
namespace {

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

const PersonName& name_of(const Person& person) {
  static const PersonName none;
  return person.names.empty() ? none : person.names.front();
}

}  // namespace

bool has_own_key(const KnownPerson& known) {
  const std::string derived = upper(shown_name(name_of(known.person))) + "|" + known.person.birth_date;
  return !known.key.empty() && known.key != derived;
}

bool have_same_name(const KnownPerson& a, const KnownPerson& b) {
  return agrees(name_of(a.person), name_of(b.person));
}

bool is_same_person(const KnownPerson& a, const KnownPerson& b, bool share_event) {
  const bool same_name = have_same_name(a, b);
  const bool same_birth = a.person.birth_date == b.person.birth_date;
  if (!same_name && !same_birth) return false;
  if (!a.key.empty() && a.key == b.key) return true;
  const bool has_keys = has_own_key(a) && has_own_key(b);
  if (same_name && same_birth) return !has_keys || folded(name_of(a.person)) == folded(name_of(b.person));
  return share_event && !has_keys;
}

bool is_same_event(const Event& a, const Event& b) {
  return a.kind == b.kind && a.date == b.date && a.system == b.system && a.code == b.code && a.value == b.value &&
         a.status == b.status && a.lot == b.lot && a.subpotent == b.subpotent;
}

}  // namespace vhc
