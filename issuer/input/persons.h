// Puts the records of one person together, in the order in which persons appear in the file: one card a person.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>

#include "clerk.h"

namespace vhc {

// The name without regard to case: a part of what makes a person one.
std::string name_key(const Intake& intake);

class Persons {
 public:
  // The person that `found` is: by the sender's key and the birth date, or by name and birth date. A refused person is
  // never anybody else.
  Intake& of(Intake found);

  std::vector<Intake> take();  // and begins anew

 private:
  std::vector<Intake> all_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace vhc
