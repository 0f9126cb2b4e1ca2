// "vhc help columns".
#pragma once

#include "shell/args.h"

namespace vhc {

HelpTopic columns_topic();

}  // namespace vhc
