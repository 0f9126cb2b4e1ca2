// What the pharmacy's verbs share: the folder, the passphrase, who acts and when.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/store/issuer_folder.h"
#include "shell/args.h"
#include "shell/io.h"

namespace vhc {

struct IssuerFlags {
  std::optional<std::string> issuer;
  std::optional<std::string> passphrase_file;
  std::optional<std::string> actor;
  std::optional<std::string> at;
  bool no_passphrase = false;
};

void add_issuer_flag(Verb& verb, IssuerFlags& flags);
void add_passphrase_flag(Verb& verb, IssuerFlags& flags);
void add_acting_flags(Verb& verb, IssuerFlags& flags);  // --actor, --at

// --issuer DIR, else VHC_ISSUER. Fails with usage when neither is there.
Result<std::string> issuer_path(const IssuerFlags& flags, const Io& io);
Result<IssuerFolder> open_issuer(const IssuerFlags& flags, Io& io);
Result<UnixTime> acting_time(const IssuerFlags& flags, const Io& io);
std::string actor(const IssuerFlags& flags, const Io& io);
// Standard input gives the passphrase or what is read, not both: for every verb that reads `inputs`.
Result<void> check_standard_input(const IssuerFlags& flags, const std::vector<std::string>& inputs);
PassphraseSource passphrase_source(const IssuerFlags& flags, const std::string& folder, Io& io);

// A passphrase for what is about to be sealed; nothing with --no-passphrase, which is said on standard error.
Result<std::optional<Secret>> new_passphrase(const IssuerFlags& flags, const std::string& prompt, Io& io);

// A secret file: 0600, never over another.
Result<void> write_secret_file(const std::string& path, std::string_view text, Io& io);

}  // namespace vhc
