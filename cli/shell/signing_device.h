// Keys that are not ours to hold: a program, perhaps of another user or in front of a device, signs for us (--with
// CMD).
#pragma once

#include <string>
#include <string_view>

#include "vhc/result.h"

namespace vhc {

// Runs CMD, a path and its arguments between spaces, without a shell or environment; it gets `text` on standard input
// and answers with a signature of 64 bytes. What it answers is not looked at. Fails with signer_failed.
Result<std::string> ask_signing_device(const std::string& command, std::string_view text);

}  // namespace vhc
