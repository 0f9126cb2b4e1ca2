// "vhc help passphrase".
#pragma once

#include "shell/args.h"

namespace vhc {

HelpTopic passphrase_topic();

}  // namespace vhc
