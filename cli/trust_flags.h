// Which trust a command judges by.
#pragma once

#include <string>
#include <vector>

#include "vhc/result.h"
#include "vhc/trust_list.h"

namespace vhc {

class Io;
class Verb;

struct TrustFlags {
  std::vector<std::string> jwks;  // ISS=FILE
};

void add_trust_flags(Verb& verb, TrustFlags& flags);

// Loads what the flags name. A key set that is none, and a revocation list that is missing, unreadable or for another
// key, is a warning on standard error and in every report; only a FILE that does not exist is an error.
Result<TrustList> load_trust(const TrustFlags& flags, Io& io);

}  // namespace vhc
