// Names that stand for nobody, so that a card could never be matched to an ID (inputs.md 3.2).
#pragma once

#include "vhc/payload.h"

namespace vhc {

bool is_placeholder(const PersonName& name);

}  // namespace vhc
