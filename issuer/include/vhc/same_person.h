// Which names can be one person's (docs/rules/inputs.md 3.2): within a file, and beside what was issued before.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vhc/payload.h"

namespace vhc {

// Without regard to case, accents, punctuation and spaces: the family name, all given names and the suffix; or the
// text.
std::string folded(const PersonName& name);

// Family name and first given name are the same after folding; an initial agrees with the name that it begins. A name
// in `text` agrees with the parts it is made of, in either order. Further given names and suffixes do not count.
bool agrees(const PersonName& a, const PersonName& b);

// Whether they may be one person's all the same: they agree, or every word of the shorter one is a word of the other
// one, or its initial ("Chidi Okafor" and "Chidi Emeka Okafor", "Okafor" alone). Nothing is decided by it.
bool may_agree(const PersonName& a, const PersonName& b);

// The same, where a word may also be misspelled by one letter ("Anna" and "Ana", "Munoz" and "Munos"): for what is
// taken back of a card that agrees in everything else.
bool may_be_misspelled(const PersonName& a, const PersonName& b);

// Numbers of events that differ only in how they are written (01 and 1, E1 and e1), or in an authority that one of them
// leaves out. Empty ones are none; the id of a FHIR resource is exact.
bool is_one_number(std::string_view a, std::string_view b);

// As it is found by: the same for two that are one number.
std::string plain_number(std::string_view number);

// To find names without comparing each: when two agree, one of the keys that the first is kept under is among those
// that the second is looked for under. Names that do not agree seldom share one.
struct NameKeys {
  std::vector<std::string> kept;
  std::vector<std::string> sought;
};
NameKeys name_keys(const PersonName& name);

// Under which keys the same words in another order are kept, each word once as the family name ("Ana, Munoz").
std::vector<std::string> keys_of_other_orders(const PersonName& name);

}  // namespace vhc
