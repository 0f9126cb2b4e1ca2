// A key set and its revocation lists as an issuer publishes them: crl/KID.json beside the key set, for each key that
// says it has one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vhc/key_set.h"
#include "vhc/result.h"
#include "vhc/revocation_list.h"

namespace vhc {

class Io;

// A list that a key promises.
struct PromisedList {
  std::string kid;
  std::string file;
  std::string text;  // empty: there is none that can be read
  Result<RevocationList> list = fail(Errc::crl_missing);
};

struct PublishedKeys {
  KeySet keys;
  std::vector<PromisedList> lists;  // in the order of the keys
};

// Fails as reading `file` and parse_key_set() do. Of the lists each fails by itself: with crl_missing when there is no
// such file, crl_kid when it is that of another key, as reading and as RevocationList::parse().
Result<PublishedKeys> read_published_keys(const std::string& file, const Io& io);

}  // namespace vhc
