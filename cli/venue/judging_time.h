// When a command judges: by the clock, or as of --at.
#pragma once

#include <optional>
#include <string>

#include "vhc/policy.h"
#include "vhc/result.h"
#include "vhc/trust_list.h"

namespace vhc {

class Io;

struct JudgingTime {
  Now now;
  Policy policy;
};

// Fails with time_format. A clock that lies before the list was issued is not believed; a time that was given is.
Result<JudgingTime> judging_time(const std::optional<std::string>& at, const TrustFacts& trust, const Io& io);

}  // namespace vhc
