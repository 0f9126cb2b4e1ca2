// What is counted over the issuers of a snapshot.
#pragma once

#include <cstddef>
#include <vector>

#include "vhc/vci_directory.h"

namespace vhc {

// An issuer that was taken from a snapshot, on its way to the trust list.
struct VciTaken {
  IssuerKeys issuer = {};
  std::size_t num_published = 0;  // keys, the refused ones too
  std::size_t num_lists = 0;      // revocation lists, the refused ones too
  std::size_t num_rids = 0;
  bool canonical = false;       // it has a canonical_iss
  bool has_listed_key = false;  // of a suspended one: a listed issuer has one of its keys
};

// Fills in everything but what stands in the file only: unknown members, refused issuers, the rest of the directory.
void count_vci_issuers(const std::vector<VciTaken>& issuers, UnixTime time, VciCounts& counts);

}  // namespace vhc
