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
  std::optional<std::string> venue;  // folder
  std::optional<std::string> pack;   // one pack, with its root
  std::optional<std::string> root;
  std::optional<std::string> at;  // the time of judging, when it is given: then no clock is looked at

  int count() const noexcept {  // of ways to trust
    return int{!jwks.empty()} + int{vci.has_value()} + int{venue.has_value()} + int{pack.has_value()};
  }
};

void add_trust_flags(Verb& verb, TrustFlags& flags);
void add_vci_pin(Verb& verb, TrustFlags& flags);

// The certificate that counts: that of --vci-pin, or VCI's. Fails with usage.
Result<Sha256> vci_pin(const TrustFlags& flags);

// The files as they lie in the folder.
Result<VciFiles> read_vci_files(const std::string& folder, Io& io);

// The folder of --vci: vci_snapshot.json, .sig, .crt and, if it is there, vci-issuers.json. Fails with not_found and
// the file's name, usage for a pin that is none, or as open_vci_directory does, with the file in Error::where.
Result<VciDirectory> load_vci(const TrustFlags& flags, Io& io);
// Of files that were read already.
Result<VciDirectory> open_vci(VciFiles files, const std::string& folder, const Sha256& pin);

// Loads what the flags name. A key set that is none, and a revocation list that is missing, unreadable or for another
// key, is a warning on standard error and in every report; only a FILE that does not exist is an error.
Result<TrustList> load_trust(const TrustFlags& flags, Io& io);

}  // namespace vhc
