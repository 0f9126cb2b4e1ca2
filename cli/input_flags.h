// The flags that say how a pharmacy's file is read; those of check and issue.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "args.h"
#include "io.h"
#include "vhc/input.h"
#include "vhc/issuer_settings.h"

namespace vhc {

struct InputFlags {
  std::optional<std::string> map;
  std::optional<std::string> dates;
  std::optional<std::string> profile;
  std::vector<std::string> allow;
  bool mark_partial = false;
};

void add_input_flags(Verb& verb, InputFlags& flags);

// `settings` give the zone; without them the day is that of UTC. Fails with usage, or as the map does.
Result<InputRules> input_rules(const InputFlags& flags, const IssuerSettings* settings, UnixTime at, Io& io);

// PLACEHOLDER_NAME and UNKNOWN_CODE, as --allow names them.
Result<std::vector<Errc>> allowed_codes(const std::vector<std::string>& names);

}  // namespace vhc
