// What vhc publish would write into a folder, and what of that stands in its way.
#pragma once

#include <string>
#include <vector>

#include "desk/store/published_folder.h"
#include "vhc/site.h"

namespace vhc {

struct PlannedFile {
  SiteFile file;
  const char* change = "new";  // same, changed
};

struct PublishPlan {
  IssuerFolder folder;
  PublishedComparison compared;
  std::vector<PlannedFile> files;
  std::vector<std::string> removed = {};  // lists of keys that are no longer published
  std::vector<std::string> taken = {};    // lists that are there alone: with --replace they are taken over
  bool tells_of_before = false;           // what lies there is from before the last restore
  // What is published all the same, when somebody agrees.
  std::vector<PublishedDifference> asked = {};
};

struct PublishBasis {
  const LedgerKey* key = nullptr;  // has to vouch for every key
  bool is_locked = false;          // the folder is, and what was begun is finished: nothing may be missing for that
};

// Keys and lists are read once: what is compared and checked is what is published. Changes nothing. Fails as
// read_published() and check_own_journal() do, and with key_not_ours.
Result<PublishPlan> make_publish_plan(const std::string& issuer, const std::string& to, const PublishBasis& basis,
                                      Io& io);

}  // namespace vhc
