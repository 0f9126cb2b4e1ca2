// How fast cards are issued and judged, as a share of what the cryptographic library alone can do on the same machine
// in the same seconds. Two thousand different cards under ten keys, shuffled; parse, signature, payload and report are
// inside the clock, and nothing is kept from one card to the next.
//
//   bench_cards [ROUNDS [MILLISECONDS]]      default 41 rounds of 20 ms a row
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "../support/test_issuer.h"
#include "rounds.h"
#include "vhc/internal/openssl.h"
#include "vhc/issue.h"
#include "vhc/minimise.h"
#include "vhc/sha256.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

constexpr std::size_t num_cards = 2000;
constexpr std::size_t num_issuers = 10;
constexpr UnixTime issued{std::chrono::seconds{1796083200}};
constexpr Now today{issued + std::chrono::hours{24}};

std::string dose(std::size_t number, const char* day) {
  return R"(    {
      "fullUrl": "urn:uuid:dose-)" +
         std::string(day) + R"(",
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

// Two doses, about 1,600 bytes as a system writes them; another name and other lots for each number.
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

MinimiseOptions options() {
  return {.today = std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(issued)}};
}

std::string issue_card(const std::string& bundle, const IssuerUrl& iss, const SigningKey& key, SelfCheck check) {
  const auto minimal = minimise(bundle, options());
  if (!minimal) std::abort();
  const auto rid = RevocationId::parse("MKyCxh7p6uQ");
  auto card =
      issue({.bundle_json = minimal->json, .types = minimal->types, .issued = issued, .rid = *rid}, iss, key, check);
  if (!card) std::abort();
  return std::move(card->jws);
}

// The raw operations, each with one context that is kept: what `openssl speed ecdsap256` measures.
class RawEcdsa {
 public:
  RawEcdsa()
      : key_(EVP_EC_gen("P-256")),
        sign_(EVP_PKEY_CTX_new(key_.get(), nullptr)),
        verify_(EVP_PKEY_CTX_new(key_.get(), nullptr)) {
    if (EVP_PKEY_sign_init(sign_.get()) != 1 || EVP_PKEY_verify_init(verify_.get()) != 1) std::abort();
    sign();
  }
  void sign() {
    size_ = sizeof signature_;
    if (EVP_PKEY_sign(sign_.get(), signature_, &size_, digest_.data(), digest_.size()) != 1) std::abort();
  }
  void verify() {
    if (EVP_PKEY_verify(verify_.get(), signature_, size_, digest_.data(), digest_.size()) != 1) std::abort();
  }

 private:
  Pkey key_;
  PkeyCtx sign_;
  PkeyCtx verify_;
  Sha256 digest_ = sha256(as_bytes("a digest"));
  unsigned char signature_[80] = {};
  std::size_t size_ = 0;
};

struct Material {
  std::vector<TestIssuer> issuers;
  std::vector<std::string> bundles;
  std::vector<std::string> cards;
  TrustList list;
};

Material prepare() {
  Material material;
  for (std::size_t i = 0; i < num_issuers; ++i)
    material.issuers.emplace_back("https://pharmacy" + std::to_string(i) + ".example/shc");
  std::vector<IssuerKeys> listed;
  for (const TestIssuer& issuer : material.issuers) listed.push_back(issuer.listed());
  material.list = TrustList::from_key_sets(std::move(listed));
  for (std::size_t i = 0; i < num_cards; ++i) {
    const TestIssuer& issuer = material.issuers[i % num_issuers];
    material.bundles.push_back(bundle_text(i));
    material.cards.push_back(
        issue_card(material.bundles.back(), *IssuerUrl::parse(issuer.iss()), issuer.key(), SelfCheck::off));
  }
  std::shuffle(material.cards.begin(), material.cards.end(), std::mt19937{20261123});
  return material;
}

void judge(const Material& material, std::size_t number) {
  const auto cards = find_cards(material.cards[number % num_cards]);
  if (!cards) std::abort();
  const VerificationReport report = verify(cards->front(), material.list, {}, today);
  if (report.verdict != Verdict::genuine) std::abort();
  if (to_json(report, {.input = "card"}).empty()) std::abort();
}

// A slice on two threads at once: each judges its own `batch` cards.
void judge_on_two_threads(const Material& material, std::size_t number, std::size_t batch) {
  const auto half = [&material, number, batch](std::size_t thread) {
    for (std::size_t i = 0; i < batch; ++i) judge(material, (2 * number + thread) * batch + i);
  };
  std::jthread first(half, 0U);
  half(1);
}

void print(const BenchRow& row, const char* of, double share) {
  std::printf("%-44s %9.0f /s   %5.2f of %s\n", row.name.c_str(), median(row.rates), share, of);
}

int run(std::size_t rounds, std::chrono::milliseconds slice) {
  constexpr std::size_t batch = 250;  // long enough that starting a thread does not count
  const Material material = prepare();
  std::vector<std::unique_ptr<RawEcdsa>> raw;
  raw.push_back(std::make_unique<RawEcdsa>());
  const auto issue_one = [&material](std::size_t number, SelfCheck check) {
    const TestIssuer& issuer = material.issuers[number % num_issuers];
    static const IssuerUrl iss = *IssuerUrl::parse("https://pharmacy.example/shc");
    if (issue_card(material.bundles[number % num_cards], iss, issuer.key(), check).empty()) std::abort();
  };
  std::vector<BenchRow> rows{
      {"EVP sign, context kept (R_s)", [&](std::size_t) { raw[0]->sign(); }},
      {"EVP verify, context kept (R_v)", [&](std::size_t) { raw[0]->verify(); }},
      {"JWS text to report", [&](std::size_t n) { judge(material, n); }},
      {"JWS text to report, two threads", [&](std::size_t n) { judge_on_two_threads(material, n, batch); }, 2 * batch},
      {"bundle to JWS, self-checked", [&](std::size_t n) { issue_one(n, SelfCheck::on); }},
      {"bundle to JWS, not checked", [&](std::size_t n) { issue_one(n, SelfCheck::off); }},
  };
  run_rounds(rows, rounds, slice);

  const auto sign_rate = [&rows](std::size_t round) { return rows[0].rates[round]; };
  const auto verify_rate = [&rows](std::size_t round) { return rows[1].rates[round]; };
  const auto both = [&](std::size_t round) { return 1 / (1 / sign_rate(round) + 1 / verify_rate(round)); };
  std::printf("%zu cards under %zu keys, shuffled; JWS of %zu characters; %zu rounds of %lld ms\n", num_cards,
              num_issuers, material.cards.front().size(), rounds, static_cast<long long>(slice.count()));
  print(rows[0], "R_s", 1);
  print(rows[1], "R_v", 1);
  print(rows[2], "R_v", median_share(rows[2], verify_rate));
  print(rows[3], "one thread", median_share(rows[3], [&rows](std::size_t round) { return rows[2].rates[round]; }));
  print(rows[4], "C = 1/(1/R_s + 1/R_v)", median_share(rows[4], both));
  print(rows[5], "R_s", median_share(rows[5], sign_rate));
  return 0;
}

}  // namespace
}  // namespace vhc

int main(int argc, char** argv) {
  const auto number = [argc, argv](int index, long otherwise) {
    return argc > index ? std::strtol(argv[index], nullptr, 10) : otherwise;
  };
  return vhc::run(static_cast<std::size_t>(number(1, 41)), std::chrono::milliseconds{number(2, 20)});
}
