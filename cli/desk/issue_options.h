// What `vhc issue` was told.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/bulk/outputs.h"
#include "desk/bulk/run_state.h"
#include "desk/card_outputs.h"
#include "desk/desk_flags.h"
#include "desk/input_flags.h"
#include "desk/issuer_flags.h"
#include "desk/store/card_desk.h"

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
