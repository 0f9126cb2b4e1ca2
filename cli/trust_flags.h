// Which trust a command judges by.
#pragma once

#include <string>
#include <vector>

#include "vhc/result.h"
#include "vhc/trust_list.h"
#include "vhc/vci_directory.h"

namespace vhc {

class Io;
class Verb;

struct TrustFlags {
  std::vector<std::string> jwks;   // ISS=FILE
  std::optional<std::string> vci;  // folder
  std::optional<std::string> vci_pin;

  bool any() const noexcept { return !jwks.empty() || vci.has_value(); }
};

void add_trust_flags(Verb& verb, TrustFlags& flags);
void add_vci_pin(Verb& verb, TrustFlags& flags);

// The folder of --vci: vci_snapshot.json, .sig, .crt and, if it is there, vci-issuers.json. Fails with not_found and
// the file's name, usage for a pin that is none, or as open_vci_directory does, with the file in Error::where.
Result<VciDirectory> load_vci(const TrustFlags& flags, Io& io);

// Loads what the flags name. A key set that is none, and a revocation list that is missing, unreadable or for another
// key, is a warning on standard error and in every report; only a FILE that does not exist is an error.
Result<TrustList> load_trust(const TrustFlags& flags, Io& io);

}  // namespace vhc
