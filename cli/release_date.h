// No time that this program meets is earlier than the day it was released.
#pragma once

#include "vhc/time.h"

namespace vhc {

// 2026-11-23, that of the version.
inline constexpr UnixTime release_date{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

}  // namespace vhc
