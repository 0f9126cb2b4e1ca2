// The name that a row gives its person.
#pragma once

#include "input/clerk.h"
#include "vhc/payload.h"

namespace vhc {

class Row;

struct RowName {
  PersonName name;
  PersonPlaces places;  // the columns that say it
};

RowName name_of(const Row& row);

}  // namespace vhc
