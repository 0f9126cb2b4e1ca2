// The public folder: files that any web server can serve below iss (SHC 1.4.0 "Determining keys associated with an
// issuer", "Revocation").
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/key_record.h"
#include "vhc/result.h"

namespace vhc {

struct SiteFile {
  std::string path;  // below the folder, with '/': .well-known/jwks.json
  std::string text;
};

struct SiteKey {
  KeyRecord record;
  std::optional<std::string> crl = std::nullopt;  // the text of crl/KID.json, if there is one
};

// .well-known/jwks.json with every key that is not revoked (KM-4, KM-5), oldest first, and .well-known/crl/KID.json for
// those that have a list; crlVersion is the list's counter. The same keys give the same bytes. The lists come first: a
// counter is never public before its list. Fails with rule_v11 for a kid that appears twice, and as
// add_revocations() does for a list that is not ours.
Result<std::vector<SiteFile>> make_site(std::span<const SiteKey> keys);

// What the operator of the web server must know (KEY-9): browsers read both kinds of file.
inline constexpr std::string_view cors_note = "serve with \"Access-Control-Allow-Origin: *\"";

}  // namespace vhc
