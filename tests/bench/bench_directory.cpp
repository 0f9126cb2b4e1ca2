// How long it takes until a directory of 651 issuers can judge cards, from the bytes of its files: signature, parsing,
// every rule, the trust list. Beside it what the cryptographic library alone takes for the signature and for the
// points, so that a busy neighbour slows both alike.
//
//   bench_directory [ROUNDS [FOLDER]]      default 101 rounds over a directory made up of the size of the real one
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "../support/test_issuer.h"
#include "../support/vci_signer.h"
#include "vhc/internal/p521_signature.h"

namespace vhc {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

// As the real one: 651 issuers, 961 keys, 596 points, 737 bytes a key with what stands around it.
constexpr std::size_t num_issuers = 651;
constexpr std::size_t num_keys = 961;
constexpr std::size_t num_points = 596;

std::string jwk_text(const std::string& jwk) {
  std::string text = "                {\n                    ";
  for (const char c : jwk.substr(1, jwk.size() - 2)) {
    text += c;
    if (c == ',') text += "\n                    ";
    if (c == ':') text += ' ';
  }
  return text + "\n                }";
}

struct Made {
  VciFiles files;
  Sha256 pin;
  std::vector<PublicKey> points;
};

Made make() {
  Made made{.files = {}, .pin = {}, .points = {}};
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < num_points; ++i) {
    const TestIssuer issuer("https://issuer.example");
    keys.push_back(jwk_text(to_jwk(issuer.listed().key_set.keys[0])));
    made.points.push_back(issuer.key().public_key());
  }
  std::string entries;
  std::string listed;
  std::size_t next = 0;
  for (std::size_t i = 0; i < num_issuers; ++i) {
    const std::string named = R"("iss": "https://epicproxy.et)" + std::to_string(1000 + i) +
                              R"(.hosted.example/FHIRProxy/api/epic/2021/Security/Open/EcKeys/32001/SHC",)"
                              "\n                \"name\": \"Health System Number " +
                              std::to_string(i % 600) + R"(", "website": "https://www.system.example/")";
    entries += (i == 0 ? "\n" : ",\n") + std::string("        {\n            \"issuer\": {\n                ") + named;
    entries += "\n            },\n            \"keys\": [\n";
    for (std::size_t k = 0; k < (i < num_keys - num_issuers ? 2U : 1U); ++k) {
      entries += (k == 0 ? "" : ",\n") + keys[next++ % num_points];
    }
    entries += "\n            ],\n            \"lastRetrieved\": \"2026-08-22T04:43:50Z\"\n        }";
    listed += (i == 0 ? "" : ",\n") + ("    {" + named + "}");
  }
  const VciSigner signer;
  made.files =
      signer.files(R"({"directory": "https://directory.example/", "time": "2026-08-22T04:43:50Z", "issuerInfo": [)" +
                       entries + "\n]}",
                   "{\"participating_issuers\": [\n" + listed + "\n]}");
  made.pin = signer.pin();
  return made;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Made read(const std::string& folder) {
  Made made{.files = {read_file(folder + "/vci_snapshot.json"), read_file(folder + "/vci_snapshot.sig"),
                      read_file(folder + "/vci_snapshot.crt"), read_file(folder + "/vci-issuers.json")},
            .pin = vci_certificate_pin,
            .points = {}};
  while (made.points.size() < num_points) {
    made.points.push_back(TestIssuer("https://issuer.example").key().public_key());
  }
  return made;
}

struct Row {
  const char* what;
  std::vector<double> times = {};

  double median() {
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
  }
  double best() const { return *std::min_element(times.begin(), times.end()); }
};

template <class Work>
void time(Row& row, const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  row.times.push_back(Milliseconds(std::chrono::steady_clock::now() - start).count());
}

void require(bool holds) {
  if (!holds) std::abort();
}

int run(std::size_t rounds, const Made& made) {
  Row ready{"bytes to a trust list, ready"};
  Row signature{"of these, the signature"};
  Row raw{"library alone: P-521 with SHA-512, 596 points"};
  const auto certificate = P521Certificate::parse(*certificate_der(as_bytes(made.files.certificate)));
  for (std::size_t round = 0; round < rounds; ++round) {
    VciFiles files = made.files;
    time(ready, [&] { require(open_vci_directory(std::move(files), made.pin).has_value()); });
    time(signature, [&] { require(check_vci_signature(made.files, made.pin).has_value()); });
    time(raw, [&] {
      require(certificate->verifies(as_bytes(made.files.snapshot), as_bytes(made.files.signature)));
      for (const PublicKey& point : made.points) require(PublicKey::from_point(point.x(), point.y()).has_value());
    });
  }
  std::printf("snapshot of %zu bytes, %zu rounds; milliseconds, median and best\n", made.files.snapshot.size(), rounds);
  for (Row* row : {&ready, &signature, &raw}) std::printf("%-46s %6.2f %6.2f\n", row->what, row->median(), row->best());
  return 0;
}

}  // namespace
}  // namespace vhc

int main(int argc, char** argv) {
  const std::size_t rounds = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 101;
  return vhc::run(rounds, argc > 2 ? vhc::read(argv[2]) : vhc::make());
}
