// Lists of a trust network for the tests of what an operator does to them.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../../support/test_network.h"
#include "vhc/signing_key.h"
#include "vhc/trust_lines.h"

namespace vhc {

inline KeyLine key_line(const std::string& kid, std::uint8_t fill = 1) {
  return {.kid = kid, .kind = KeyKind::p256, .material = Bytes(64, fill)};
}

// With a point on the curve and its thumbprint.
inline KeyLine real_key() {
  const SigningKey key = SigningKey::generate().value();
  return {.kid = key.kid().str(), .kind = KeyKind::p256, .material = key.public_key().material()};
}

inline IssuerLine issuer_line(const std::string& iss, std::vector<KeyLine> keys, const std::string& net = "vci") {
  IssuerLine line{.net = net, .iss = iss, .name = "Clinic " + iss};
  line.keys = std::move(keys);
  return line;
}

inline TrustLines list_of(std::vector<IssuerLine> issuers) {
  TrustLines lines;
  for (const char* net : {"state", "vci"}) {
    lines.networks.push_back({net, Profile::shc, net, std::nullopt, {}});
  }
  lines.issuers = std::move(issuers);
  return lines;
}

template <class Value>
void expect_error(const Result<Value>& result, Errc code, const std::string& what = "") {
  ASSERT_FALSE(result) << what;
  EXPECT_EQ(name(result.error().code), name(code)) << what << " " << result.error().hint;
}

}  // namespace vhc
