#include "tools/bench/bench_material.h"

#include <algorithm>
#include <random>
#include <utility>

#include "vhc/minimise.h"

namespace vhc {
namespace {

std::string dose(std::size_t number, const std::string& day) {
  return R"(    {
      "fullUrl": "urn:uuid:dose-)" +
         day + R"(",
      "resource": {
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": {
          "coding": [
            { "system": "http://hl7.org/fhir/sid/cvx", "code": "187", "display": "zoster" }
          ]
        },
        "patient": { "reference": "Patient/p" },
        "occurrenceDateTime": ")" +
         day + R"(",
        "lotNumber": "L)" +
         std::to_string(100000 + number) + R"(",
        "performer": [ { "actor": { "display": "Corner Pharmacy" } } ]
      }
    })";
}

std::string bundle_text(std::size_t number) {
  return R"({
  "resourceType": "Bundle",
  "type": "collection",
  "entry": [
    {
      "fullUrl": "https://records.example/fhir/Patient/p",
      "resource": {
        "resourceType": "Patient",
        "id": "p",
        "name": [ { "use": "official", "family": "Rivera)" +
         std::to_string(number) + R"(", "given": [ "Noor" ] } ],
        "gender": "female",
        "birthDate": "1980-05-06"
      }
    },
)" + dose(number, "2026-04-14") +
         ",\n" + dose(number + 7, "2026-07-04") + "\n  ]\n}\n";
}

Result<BenchIssuer> make_issuer(std::size_t number) {
  VHC_TRY(IssuerUrl iss, IssuerUrl::parse("https://pharmacy" + std::to_string(number) + ".example/shc"));
  VHC_TRY(SigningKey key, SigningKey::generate());
  return BenchIssuer{std::move(iss), std::move(key)};
}

IssuerKeys listed(const BenchIssuer& issuer) {
  IssuerKeys keys{.iss = issuer.iss.str(), .name = "Corner Pharmacy", .key_set = {}, .revocations = {}};
  keys.key_set.keys.push_back(
      {.kid = issuer.key.kid().str(), .key = issuer.key.public_key(), .crl_version = std::nullopt});
  return keys;
}

}  // namespace

Result<IssuedCard> issue_bundle(const std::string& bundle, const BenchIssuer& issuer, SelfCheck check) {
  const MinimiseOptions options{.today =
                                    std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(bench_issued)}};
  VHC_TRY(MinimalBundle minimal, minimise(bundle, options));
  VHC_TRY(RevocationId rid, RevocationId::parse("MKyCxh7p6uQ"));
  return issue({.bundle_json = std::move(minimal.json),
                .types = std::move(minimal.types),
                .issued = bench_issued,
                .rid = std::move(rid)},
               issuer.iss, issuer.key, check);
}

Result<BenchMaterial> make_bench_material(std::size_t num_cards, std::size_t num_issuers) {
  BenchMaterial material;
  std::vector<IssuerKeys> keys;
  for (std::size_t i = 0; i < num_issuers; ++i) {
    VHC_TRY(BenchIssuer issuer, make_issuer(i));
    keys.push_back(listed(issuer));
    material.issuers.push_back(std::move(issuer));
  }
  material.trust = TrustList::from_key_sets(std::move(keys));
  for (std::size_t i = 0; i < num_cards; ++i) {
    material.bundles.push_back(bundle_text(i));
    VHC_TRY(IssuedCard card, issue_bundle(material.bundles.back(), material.issuer_of(i), SelfCheck::off));
    material.cards.push_back(std::move(card.jws));
  }
  std::mt19937 random(20261123);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same order each time
  std::shuffle(material.cards.begin(), material.cards.end(), random);
  return material;
}

}  // namespace vhc
