// The certificates that keys of a directory carry: looked at, reported, and no reason to take or leave a key (V15).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/lint.h"
#include "vhc/result.h"
#include "vhc/time.h"

namespace vhc {

struct CertificateFinding {
  std::string iss;
  LintFinding fault;  // its place counts from the issuer's key set
};

// What is wrong, as of `now`, with the certificates in `snapshot`, which has been opened before: the first is not for
// the key or does not name the issuer, one is out of date, one was not signed by the next.
Result<std::vector<CertificateFinding>> look_at_certificates(const std::string& snapshot, UnixTime now);

// Keys whose own certificate is out of date.
std::size_t num_out_of_date(const std::vector<CertificateFinding>& findings);

// "x5c.time 18, x5c.issuer 8": each kind of fault once, with how often it was met.
std::string counts_of(const std::vector<CertificateFinding>& findings);

}  // namespace vhc
