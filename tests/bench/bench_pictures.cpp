// How fast pictures are read and cards drawn, and how much of the degraded sets is read.
//
//   bench_pictures [ROUNDS [MILLISECONDS [SET...]]]      default 11 rounds of 100 ms a row, set 1; -v names what is
//   missed
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "../support/degraded_share.h"
#include "../support/test_issuer.h"
#include "tools/bench/rounds.h"
#include "vhc/numeric_qr.h"
#include "vhc/picture.h"
#include "vhc/print.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

constexpr std::size_t num_cards = 200;
constexpr Now today{UnixTime{std::chrono::seconds{1796083200}}};

struct Material {
  TestIssuer issuer{"https://pharmacy.example/shc"};
  TrustList list;
  std::vector<std::string> cards;
  std::vector<Bytes> pictures;
};

Bytes drawn(const std::string& jws) {
  return to_png(draw_qr(jws).value(), default_pixels_per_module).value();
}

Material prepare() {
  Material material;
  material.list = trust(material.issuer.listed());
  for (std::size_t i = 0; i < num_cards; ++i) {
    material.cards.push_back(
        material.issuer.card(material.issuer.payload("\"nbf\":" + std::to_string(1767225600 + i))));
    material.pictures.push_back(drawn(material.cards.back()));
  }
  return material;
}

void judge(const Material& material, std::size_t number) {
  auto codes = read_codes(material.pictures[number % num_cards]);
  if (!codes) std::abort();
  const auto cards = find_cards_in_codes(texts_of(*std::move(codes)));
  if (!cards || verify(cards->front(), material.list, {}, today).verdict != Verdict::genuine) std::abort();
}

// What `vhc issue --qr card.png` does with a card once it is signed and verified.
void draw_and_read_back(const Material& material, std::size_t number) {
  const std::string& jws = material.cards[number % num_cards];
  const auto codes = read_codes(drawn(jws));
  if (!codes || codes->front().text != to_numeric(jws)) std::abort();
}

void print(const BenchRow& row) {
  const double rate = median(row.rates);
  std::printf("%-44s %9.0f /s   %6.2f ms\n", row.name.c_str(), rate, 1000.0 / rate);
}

void run_rows(std::size_t rounds, std::chrono::milliseconds slice) {
  const Material material = prepare();
  std::vector<BenchRow> rows{
      {"clean QR PNG to verdict", [&](std::size_t n) { judge(material, n); }},
      {"signed card to PNG, read back", [&](std::size_t n) { draw_and_read_back(material, n); }},
      {"of it: the modules",
       [&](std::size_t n) {
         if (!draw_qr(material.cards[n % num_cards])) std::abort();
       }},
      {"of it: modules and PNG", [&](std::size_t n) { drawn(material.cards[n % num_cards]); }},
  };
  run_rounds(rows, rounds, slice);
  std::printf("JWS of %zu characters, %zu rounds of %lld ms\n", material.cards.front().size(), rounds,
              static_cast<long long>(slice.count()));
  std::for_each(rows.begin(), rows.end(), print);
}

int run(std::vector<std::string> words) {
  const auto verbose = std::find(words.begin(), words.end(), "-v");
  const bool tell = verbose != words.end();
  if (tell) words.erase(verbose);
  const auto number = [&words](std::size_t index, unsigned long otherwise) {
    return index < words.size() ? std::strtoul(words[index].c_str(), nullptr, 10) : otherwise;
  };
  run_rows(number(0, 11), std::chrono::milliseconds{number(1, 100)});
  for (std::size_t i = 2; i < std::max<std::size_t>(words.size(), 3); ++i) {
    const auto set = static_cast<std::uint32_t>(number(i, 1));
    if (set == 0) continue;
    const auto share = read_degraded_set(set, [tell](const DegradedPicture& picture) {
      if (tell) std::printf("  missed: %s\n", picture.name.c_str());
    });
    std::printf("%s\n", described(share, set).c_str());
  }
  return 0;
}

}  // namespace
}  // namespace vhc

int main(int argc, char** argv) {
  return vhc::run({argv + 1, argv + argc});
}
