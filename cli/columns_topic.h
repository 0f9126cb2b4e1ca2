// "vhc help columns".
#pragma once

#include "args.h"

namespace vhc {

HelpTopic columns_topic();

}  // namespace vhc
