// Signing a card: payload, DEFLATE, ES256 (SHC 1.4.0 "Health Cards are Encoded as Compact Serialization JSON Web
// Signatures"; docs/rules/shc.md 4, 5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/checked.h"
#include "vhc/result.h"
#include "vhc/signing_key.h"
#include "vhc/time.h"

namespace vhc {

struct IssueRequest {
  std::string_view bundle_json;  // minimal and minified, as minimise() makes it
  std::vector<std::string> types;
  UnixTime issued{};  // nbf
  std::optional<UnixTime> expires = {};
  std::optional<RevocationId> rid = {};
};

struct IssuedCard {
  std::string jws;
  std::string payload_json;
};

// Off is for measuring what it costs; every card that leaves is checked.
enum class SelfCheck : std::uint8_t { on, off };

// Makes the card and reads it again as a verifier would: shape, signature, inflated payload. Fails with
// issue_exp_not_after_nbf, input_too_large for a card that no verifier would open, issue_self_check, or as
// SigningKey::sign() does.
Result<IssuedCard> issue(const IssueRequest& request, const IssuerUrl& iss, const SigningKey& key,
                         SelfCheck check = SelfCheck::on);

}  // namespace vhc
