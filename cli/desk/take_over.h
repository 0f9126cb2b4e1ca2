// Revocations that are published and that the issuer's folder does not have, put on its lists before it publishes.
#pragma once

#include <vector>

#include "desk/store/folder_session.h"
#include "desk/store/published_folder.h"

namespace vhc {

struct TakeOverWhy {
  UnixTime at{};
  std::string actor;
};

struct TakenOver {
  KeyId kid;
  RevocationId rid;
  std::string label;  // of the card, where this folder knows it
};

// What take_over() would put on the folder's lists.
Result<std::vector<TakenOver>> revocations_to_take(const IssuerFolder& folder, const std::vector<ListBehind>& behind,
                                                   Io& io);

// Every list of `behind` gets what stands there alone and a counter above the one there, with a line in the journal for
// each revocation. Under a session of its own; the caller does not hold the folder's lock.
Result<void> take_over(const IssuerFolder& folder, const std::vector<ListBehind>& behind, const TakeOverWhy& why,
                       Io& io);

}  // namespace vhc
