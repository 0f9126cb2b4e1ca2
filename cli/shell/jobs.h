// --jobs N: how many threads.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "vhc/result.h"

namespace vhc {

// One a core when nothing was said. Fails with usage.
Result<std::size_t> jobs_of(const std::optional<std::string>& flag);

}  // namespace vhc
