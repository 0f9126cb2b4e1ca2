// Options and steps that the verbs of the draft share.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "operator/registry_flags.h"
#include "shell/args.h"
#include "shell/io.h"
#include "venue/trust_flags.h"

namespace vhc {

struct DraftOptions {
  RegistryFlags flags;
  TrustFlags trust;
  std::optional<std::string> net;
  std::optional<std::string> iss;
  std::optional<std::string> kid;
  std::optional<std::string> rid;
  std::optional<std::string> name;
  std::optional<std::string> jwks;
  std::optional<std::string> old_list;
  std::optional<std::string> new_list;
  std::optional<std::string> all;     // RETURNED or NEW
  std::vector<std::string> operands;  // several issuers, or an issuer and several keys
  bool destroyed = false;
  bool everything = false;
};

void add_draft_options(Verb& verb, DraftOptions& options);

// import vci, import jwks, issuer add
void add_imports(Verb& registry, Verb& issuer);
// accept and refuse, of issuers and keys; undo
void add_answers(Verb& registry, Verb& issuer, Verb& key);

}  // namespace vhc
