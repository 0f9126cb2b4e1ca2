// What a list of many keys takes in memory and how long a lookup in it is, and the same of revocation ids. The keys are
// made up, all different; "first" is a lookup that makes what the caller sees, "again" one that finds it made, the best
// of five rounds. Last: how long it takes to merge an issuer's newer revocation list into the known one.
//
//   bench_trust [KEYS [RIDS]]      default 1000, 100000 and 1000000 keys; 10000000 ids
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <malloc.h>
#include <openssl/obj_mac.h>

#include "vhc/base64url.h"
#include "vhc/internal/openssl.h"
#include "vhc/list_edit.h"
#include "vhc/trust_list.h"

namespace vhc {
namespace {

using Clock = std::chrono::steady_clock;

std::size_t bytes_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

double nanoseconds(Clock::time_point start, std::size_t times) {
  const std::chrono::duration<double, std::nano> passed = Clock::now() - start;
  return passed.count() / static_cast<double>(times);
}

void require(bool holds) {
  if (!holds) std::abort();
}

// The points G, 2G, 3G and so on: different ones, quickly.
class Points {
 public:
  Points() : group_(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)), scratch_(BN_CTX_new()) {
    const EC_POINT* const generator = EC_GROUP_get0_generator(group_.get());
    point_.reset(EC_POINT_dup(generator, group_.get()));
  }
  PublicKey next() {
    std::array<std::uint8_t, 65> encoded{};
    require(EC_POINT_point2oct(group_.get(), point_.get(), POINT_CONVERSION_UNCOMPRESSED, encoded.data(),
                               encoded.size(), scratch_.get()) == encoded.size());
    P256Coordinate x{};
    P256Coordinate y{};
    std::copy_n(encoded.begin() + 1, x.size(), x.begin());
    std::copy_n(encoded.begin() + 33, y.size(), y.begin());
    const EC_POINT* const generator = EC_GROUP_get0_generator(group_.get());
    require(EC_POINT_add(group_.get(), point_.get(), point_.get(), generator, scratch_.get()) == 1);
    return PublicKey::from_point(x, y).value();
  }

 private:
  EcGroup group_;
  BigNumCtx scratch_;
  EcPoint point_;
};

struct Wanted {
  std::string iss;
  std::string kid;
};

std::string iss_of(std::size_t issuer) {
  return "https://epicproxy.et" + std::to_string(1'000'000 + issuer) +
         ".hosted.example/FHIRProxy/api/epic/2021/Security/Open/EcKeys/32001/SHC";
}

std::vector<IssuerKeys> make_issuers(std::size_t num_keys, std::size_t keys_each) {
  Points points;
  std::vector<IssuerKeys> issuers(num_keys / keys_each);
  for (std::size_t i = 0; i < issuers.size(); ++i) {
    issuers[i].iss = iss_of(i);
    issuers[i].name = "Health System No. " + std::to_string(1'000'000 + i);
    issuers[i].network = "vci";
    for (std::size_t k = 0; k < keys_each; ++k) {
      const PublicKey key = points.next();
      issuers[i].key_set.keys.push_back({key_id(key).str(), key, {}});
    }
  }
  return issuers;
}

// Pairs of the same list, 100,000 at most, in no order.
std::vector<Wanted> make_wanted(std::size_t num_keys, std::size_t keys_each) {
  Points points;
  const std::size_t step = std::max<std::size_t>(1, num_keys / 100'000);
  std::vector<Wanted> wanted;
  for (std::size_t i = 0; i < num_keys; ++i) {
    const PublicKey key = points.next();
    if (i % step == 0) wanted.push_back({iss_of(i / keys_each), key_id(key).str()});
  }
  std::mt19937_64 random{7};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same order each time
  std::shuffle(wanted.begin(), wanted.end(), random);
  // Copied, so that they stand in memory as they are asked for: it is the list whose reach is measured.
  std::vector<Wanted> in_order;
  in_order.reserve(wanted.size());
  for (const Wanted& one : wanted) in_order.push_back(one);
  return in_order;
}

double time_lookups(const TrustList& trust, const std::vector<Wanted>& wanted) {
  const auto start = Clock::now();
  for (const Wanted& one : wanted) require(trust.find(one.iss, one.kid) != nullptr);
  return nanoseconds(start, wanted.size());
}

void measure_keys(std::size_t num_keys, std::size_t keys_each) {
  (void)Points().next();  // what the library allocates once
  const std::size_t before = bytes_in_use();
  std::vector<IssuerKeys> issuers = make_issuers(num_keys, keys_each);
  const auto start = Clock::now();
  const TrustList trust = TrustList::from_issuers(std::move(issuers), {}, {});
  const double made = nanoseconds(start, num_keys);
  issuers = std::vector<IssuerKeys>();
  const auto bytes = static_cast<double>(bytes_in_use() - before) / static_cast<double>(num_keys);
  const std::vector<Wanted> wanted = make_wanted(num_keys, keys_each);
  const double first = time_lookups(trust, wanted);
  double again = first;
  for (int round = 0; round < 5; ++round) again = std::min(again, time_lookups(trust, wanted));
  std::printf(
      "%8zu keys, %4zu an issuer: %6.1f bytes a key with the issuers, made in %.0f ns; lookup %.0f ns first, "
      "%.0f ns again\n",
      num_keys, keys_each, bytes, made, first, again);
}

std::string make_rid(std::mt19937_64& random) {
  std::array<std::uint8_t, 8> bytes{};
  const std::uint64_t number = random();
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return to_base64url(bytes);
}

// A list that an operator has, and the issuer's newer one with twice as many ids, the old ones among them.
void measure_merge(std::size_t num_rids) {
  std::mt19937_64 random{7};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same each time
  std::vector<RevocationList::Entry> entries;
  entries.reserve(num_rids);
  for (std::size_t i = 0; i < num_rids; ++i) entries.push_back({make_rid(random), {}});
  const RevocationList newer = RevocationList::from_entries("kid", 2, entries);
  entries.resize(num_rids / 2);
  IssuerLine issuer;
  issuer.crl.push_back(to_crl_line(RevocationList::from_entries("kid", 1, entries)));
  const auto start = Clock::now();
  require(merge_list(issuer, to_crl_line(newer)).where.empty());
  const double merged = nanoseconds(start, 1'000'000);
  require(issuer.crl.front().rids.size() == newer.size());
  std::printf("%8zu rids merged into %zu that were known: %.0f ms\n", newer.size(), entries.size(), merged);
}

void measure_rids(std::size_t num_rids) {
  std::mt19937_64 random{7};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same each time
  std::vector<RevocationList::Entry> entries;
  entries.reserve(num_rids);
  for (std::size_t i = 0; i < num_rids; ++i) entries.push_back({make_rid(random), {}});
  std::vector<std::string> wanted;
  for (std::size_t i = 0; i < num_rids; i += std::max<std::size_t>(1, num_rids / 1'000'000)) {
    wanted.push_back(entries[i].rid);
  }
  std::shuffle(wanted.begin(), wanted.end(), random);
  const std::size_t before = bytes_in_use();
  auto start = Clock::now();
  const RevocationList list = RevocationList::from_entries("kid", 1, entries);
  const double unsorted = nanoseconds(start, 1'000'000);
  const auto bytes = static_cast<double>(bytes_in_use() - before) / static_cast<double>(list.size());
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.rid < b.rid; });
  start = Clock::now();
  require(RevocationList::from_entries("kid", 1, entries).size() == list.size());
  const double sorted = nanoseconds(start, 1'000'000);
  double lookup = 1e9;
  for (int round = 0; round < 5; ++round) {
    start = Clock::now();
    for (const std::string& rid : wanted) require(list.revokes(rid, UnixTime{}));
    lookup = std::min(lookup, nanoseconds(start, wanted.size()));
  }
  std::printf("%8zu rids: %.1f bytes each, made in %.0f ms unsorted, %.0f ms sorted; lookup %.0f ns\n", list.size(),
              bytes, unsorted, sorted, lookup);
}

}  // namespace
}  // namespace vhc

int main(int argc, char** argv) {
  std::vector<std::size_t> sizes{1'000, 100'000, 1'000'000};
  std::size_t num_rids = 10'000'000;
  if (argc > 1) sizes = {std::strtoul(argv[1], nullptr, 10)};
  if (argc > 2) num_rids = std::strtoul(argv[2], nullptr, 10);
  for (const std::size_t num_keys : sizes) {
    for (const std::size_t each : {1U, 2U, 10U}) vhc::measure_keys(num_keys, each);
  }
  vhc::measure_rids(num_rids);
  vhc::measure_merge(std::min(num_rids, vhc::max_rids));
  return 0;
}
