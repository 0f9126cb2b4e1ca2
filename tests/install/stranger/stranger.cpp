// Judges a card with the library alone: stranger ISS JWKS CARD prints the verdict.
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <vhc/key_set.h>
#include <vhc/trust_list.h>
#include <vhc/verify.h>

namespace {

std::string read(const char* file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  auto keys = vhc::parse_key_set(read(argv[2]));
  if (!keys) {
    std::cerr << keys.error().what << '\n';
    return 1;
  }
  std::vector<vhc::IssuerKeys> issuers(1);
  issuers[0].iss = argv[1];
  issuers[0].key_set = *std::move(keys);
  const auto trust = vhc::TrustList::from_key_sets(std::move(issuers));

  std::string card = read(argv[3]);
  while (!card.empty() && card.back() == '\n') card.pop_back();
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::cout << vhc::name(vhc::verify(card, trust, {}, vhc::Now{now}).verdict) << '\n';
  return 0;
}
