// The flags of the verbs that sign cards.
#pragma once

#include <optional>
#include <string>

#include "desk/issuer_flags.h"
#include "desk/store/card_desk.h"

namespace vhc {

struct DeskFlags {
  std::optional<std::string> expires;
  bool no_rid = false;
  std::optional<std::string> with;  // an outside signer in place of the key file
};

void add_signer_flag(Verb& verb, DeskFlags& flags);

// Reads the clock, once for the whole command. Fails with usage, time_format, issue_exp_not_after_nbf.
Result<DeskSetup> desk_setup(const IssuerFlags& flags, const DeskFlags& how, const Io& io);

}  // namespace vhc
