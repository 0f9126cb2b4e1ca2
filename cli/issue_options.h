// What `vhc issue` was told.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bulk_outputs.h"
#include "card_desk.h"
#include "card_outputs.h"
#include "input_flags.h"
#include "issuer_flags.h"
#include "run_state.h"

namespace vhc {

struct IssueOptions {
  IssuerFlags flags;
  std::vector<std::string> files;
  CardOutputs outputs;
  BulkFlags bulk;
  DeskFlags desk;
  std::optional<std::string> ial;
  InputFlags input;
  bool only_health_card_type = false;
  bool identity = false;
};

// Everything that changes what a bulk run writes, by flag.
RunSettings run_settings(const IssueOptions& options, const IssuerSettings& issuer, const InputRules& rules);

// The command line as it was, for a shell, without --resume and without what is about one call only.
std::string run_command(const IssueOptions& options);

}  // namespace vhc
