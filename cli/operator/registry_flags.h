// Flags that the operator's verbs share, and what they mean to the folder.
#pragma once

#include <optional>
#include <string>

#include "operator/store/operator_signature.h"
#include "operator/store/registry_folder.h"
#include "shell/args.h"

namespace vhc {

struct RegistryFlags {
  std::optional<std::string> list;
  std::optional<std::string> key;
  std::optional<std::string> with;
  std::optional<std::string> passphrase_file;
  std::optional<std::string> actor;
  std::optional<std::string> at;
  std::optional<std::string> why;
  bool yes = false;
  bool no_passphrase = false;
};

void add_list_flag(Verb& verb, RegistryFlags& flags);
void add_key_flags(Verb& verb, RegistryFlags& flags, const std::string& key_help);
void add_operator_flags(Verb& verb, RegistryFlags& flags);  // --actor, --at
void add_why(Verb& verb, RegistryFlags& flags);
Result<UnixTime> operator_time(const RegistryFlags& flags, const Io& io);
Result<std::string> registry_path(const RegistryFlags& flags, const Io& io);

Result<RegistryFolder> open_registry(const RegistryFlags& flags, Io& io);
// Fails with a reason that check_reason() refuses, too.
Result<RegistryFolder> open_registry_locked(const RegistryFlags& flags, Io& io);

Result<OperatorAct> operator_act(const RegistryFlags& flags, const Io& io);
// RegistryFolder::note_down() of what these flags say.
Result<void> note_down(const RegistryFolder& folder, const RegistryFlags& flags, const std::string& action,
                       const std::string& reason, Io& io);

SignerSetup signer_setup(const RegistryFlags& flags);

}  // namespace vhc
