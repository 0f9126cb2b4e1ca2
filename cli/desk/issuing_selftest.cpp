// The self test of the program that can also issue: one card through issue and verify.
#include "shell/io.h"
#include "venue/self_tests.h"
#include "verbs.h"
#include "vhc/issue.h"
#include "vhc/minimise.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

constexpr std::string_view bundle =
    R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"resource:0","resource":{"resourceType":"Patient",)"
    R"("name":[{"family":"Rivera","given":["Noor"]}],"birthDate":"1980-05-06"}},{"fullUrl":"resource:1","resource":)"
    R"({"resourceType":"Immunization","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx",)"
    R"("code":"140"}]},"patient":{"reference":"resource:0"},"occurrenceDateTime":"2025-10-02"}}]})";

bool issues_a_genuine_card() {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  const auto key = SigningKey::generate();
  const auto iss = IssuerUrl::parse("https://selftest.example/shc");
  const auto minimal = minimise(bundle, {.today = year{2026} / month{11} / day{23}});
  if (!key || !iss || !minimal) return false;
  const UnixTime issued{std::chrono::seconds{1796083200}};
  const auto card = issue({.bundle_json = minimal->json, .types = minimal->types, .issued = issued}, *iss, *key);
  if (!card) return false;
  std::vector<IssuerKeys> issuers(1);
  issuers[0].iss = iss->str();
  issuers[0].key_set.keys.push_back({.kid = key->kid().str(), .key = key->public_key()});
  const TrustList trust = TrustList::from_key_sets(std::move(issuers));
  return verify(card->jws, trust, {.at_given = true}, {issued}).verdict == Verdict::genuine;
}

}  // namespace

void add_issuing_selftest(Verb& root) {
  root.verb("selftest", "known answers of the cryptography, and one card through issue and verify").run([](Io& io) {
    std::vector<SelfTest> tests = venue_self_tests();
    tests.push_back({"a card is issued and genuine", issues_a_genuine_card});
    return run_self_tests(tests, io);
  });
}

}  // namespace vhc
