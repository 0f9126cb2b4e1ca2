// An issuer made up for a test: its own fresh key, and cards of any shape, right or wrong, signed with it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/base64url.h"
#include "vhc/deflate.h"
#include "vhc/revocation_list.h"
#include "vhc/signing_key.h"
#include "vhc/trust_list.h"

namespace vhc {

class TestIssuer {
 public:
  explicit TestIssuer(std::string iss) : iss_(std::move(iss)), key_(*SigningKey::generate()) {}

  const std::string& iss() const { return iss_; }
  const SigningKey& key() const { return key_; }

  std::string header() const { return R"({"zip":"DEF","alg":"ES256","kid":")" + key_.kid().str() + "\"}"; }

  // A card's payload; `times` such as "\"nbf\":1767225600", `more` such as ",\"rid\":\"a\"" inside vc.
  std::string payload(std::string_view times = "\"nbf\":1767225600", std::string_view more = "") const {
    return R"({"iss":")" + iss_ + "\"," + std::string(times) +
           R"(,"vc":{"type":["https://smarthealth.cards#health-card"],"credentialSubject":{"fhirVersion":"4.0.1","fhirBundle":)"
           R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"resource:0","resource":{"resourceType":"Patient",)"
           R"("name":[{"family":"Rivera","given":["Noor"]}],"birthDate":"1980-05-06"}},{"fullUrl":"resource:1","resource":)"
           R"({"resourceType":"Immunization","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx",)"
           R"("code":"140"}]},"patient":{"reference":"resource:0"},"occurrenceDateTime":"2025-10-02"}}]}})" +
           std::string(more) + "}}";
  }

  std::string sign(std::string_view header_json, ByteView payload_bytes) const {
    const std::string text = to_base64url(as_bytes(header_json)) + "." + to_base64url(payload_bytes);
    return text + "." + to_base64url(*key_.sign(as_bytes(text)));
  }

  std::string card(std::string_view payload_json) const { return sign(header(), deflate_raw(as_bytes(payload_json))); }
  std::string card() const { return card(payload()); }

  // As a list has it; with a counter, the key promises a revocation list.
  IssuerKeys listed(std::optional<std::int64_t> crl_version = std::nullopt) const {
    IssuerKeys issuer{.iss = iss_, .name = "Corner Pharmacy"};
    issuer.key_set.keys.push_back({.kid = key_.kid().str(), .key = key_.public_key(), .crl_version = crl_version});
    return issuer;
  }

  RevocationList list(std::string_view rids, std::int64_t ctr) const {
    return *RevocationList::parse(R"({"kid":")" + key_.kid().str() + R"(","method":"rid","ctr":)" +
                                  std::to_string(ctr) + R"(,"rids":[)" + std::string(rids) + "]}");
  }

 private:
  std::string iss_;
  SigningKey key_;
};

template <class... Issuers>
TrustList trust(Issuers... issuers) {
  std::vector<IssuerKeys> all;
  (all.push_back(std::move(issuers)), ...);
  return TrustList::from_key_sets(std::move(all));
}

}  // namespace vhc
