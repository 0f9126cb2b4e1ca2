// verify_card ISS JWKS CARD: judges every card in a file by the key set of one issuer; 0 when all are genuine.
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>

#include <vhc/advice.h>
#include <vhc/key_set.h>
#include <vhc/verify.h>

static std::string read(const char* file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

static vhc::Result<bool> judge_all(const std::string& iss, const std::string& jwks, const std::string& text) {
  std::vector<vhc::IssuerKeys> issuers(1);
  issuers[0].iss = iss;
  VHC_TRY(issuers[0].key_set, vhc::parse_key_set(jwks));
  const vhc::TrustList trust = vhc::TrustList::from_key_sets(std::move(issuers));
  VHC_TRY(const std::vector<vhc::FoundCard> cards, vhc::find_cards(text));
  const vhc::Now now{std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())};
  bool all_genuine = true;
  for (const vhc::FoundCard& card : cards) {
    const vhc::VerificationReport report = vhc::verify(card, trust, vhc::Policy{}, now);
    std::cout << vhc::headline(report.verdict) << " - " << vhc::why_in_short(report) << '\n';
    all_genuine = all_genuine && report.verdict == vhc::Verdict::genuine;
  }
  return all_genuine;
}

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto genuine = judge_all(argv[1], read(argv[2]), read(argv[3]));
  if (!genuine) std::cerr << genuine.error().what << ' ' << genuine.error().where << '\n';
  return genuine && *genuine ? 0 : 1;
}
