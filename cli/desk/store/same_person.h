// Whether two records are about one person: for what was issued before, and for what a card is corrected with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vhc/same_person.h"

namespace vhc {

// A person as a card and its row of the ledger know them.
struct KnownPerson {
  std::string_view key;  // of the sender, or name and birth date when there is none
  const Person& person;
};

// Under one key numbers may be shared: name or birth date has to agree too. Two keys are one person when the birth date
// is the same and the whole name is, since twins have one initial; or when one of them is no key of the sender's, name
// or birth date agrees and `share_event`: the records have one in common.
bool is_same_person(const KnownPerson& a, const KnownPerson& b, bool share_event);

bool have_same_name(const KnownPerson& a, const KnownPerson& b);

// Not made from name and birth date.
bool has_own_key(const KnownPerson& known);

// What is said of one event, but for who says it.
bool is_same_event(const Event& a, const Event& b);

}  // namespace vhc
