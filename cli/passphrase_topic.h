// "vhc help passphrase".
#pragma once

#include "args.h"

namespace vhc {

HelpTopic passphrase_topic();

}  // namespace vhc
