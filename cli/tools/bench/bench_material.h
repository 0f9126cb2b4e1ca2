// What the benchmark works on: many different cards of several made-up issuers.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "vhc/bytes.h"
#include "vhc/issue.h"
#include "vhc/result.h"
#include "vhc/signing_key.h"
#include "vhc/time.h"
#include "vhc/trust_list.h"

namespace vhc {

struct BenchIssuer {
  IssuerUrl iss;
  SigningKey key;
};

struct BenchMaterial {
  std::vector<BenchIssuer> issuers;
  std::vector<std::string> bundles;  // two doses, about 1,600 bytes, as a record system writes them; no two alike
  std::vector<std::string> cards;    // compact JWS, shuffled, so that no card comes after one of the same issuer's
  TrustList trust;

  const BenchIssuer& issuer_of(std::size_t number) const { return issuers[number % issuers.size()]; }
  const std::string& bundle(std::size_t number) const { return bundles[number % bundles.size()]; }
  const std::string& card(std::size_t number) const { return cards[number % cards.size()]; }
};

inline constexpr UnixTime bench_issued{std::chrono::seconds{1796083200}};  // 2026-12-01
inline constexpr Now bench_now{bench_issued + std::chrono::hours{24}};

Result<BenchMaterial> make_bench_material(std::size_t num_cards, std::size_t num_issuers);

// From a bundle to a compact JWS.
Result<IssuedCard> issue_bundle(const std::string& bundle, const BenchIssuer& issuer, SelfCheck check);

}  // namespace vhc
