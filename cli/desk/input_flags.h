// The flags that say how a pharmacy's file is read; those of check and issue.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/store/issuer_folder.h"
#include "shell/args.h"
#include "shell/io.h"
#include "vhc/input.h"

namespace vhc {

struct InputFlags {
  std::optional<std::string> map;
  std::optional<std::string> dates;
  std::optional<std::string> charset;
  std::optional<std::string> source;
  std::optional<std::string> tables;
  std::vector<std::string> allow;
  bool mark_partial = false;
};

void add_input_flags(Verb& verb, InputFlags& flags);

// `folder` gives the zone, the usual source and the code tables; without it the day is that of UTC. Fails with usage,
// or as the map does.
Result<InputRules> input_rules(const InputFlags& flags, const IssuerFolder* folder, UnixTime at, Io& io);

// PLACEHOLDER_NAME, NAME_DAMAGED and UNKNOWN_CODE, as --allow names them.
Result<std::vector<Errc>> allowed_codes(const std::vector<std::string>& names);

}  // namespace vhc
