// vhc publish --check: a public folder judged, own or fetched.
#pragma once

#include <string>

#include "desk/issuer_flags.h"

namespace vhc {

// With an issuer's folder (--issuer, VHC_ISSUER), held against that. Writes nothing. The exit code: 0 nothing to say,
// 1 findings, 5 what vhc publish would refuse. Fails with publish_unreadable, not_found.
Result<Exit> check_published(const std::string& path, const IssuerFlags& flags, Io& io);

}  // namespace vhc
