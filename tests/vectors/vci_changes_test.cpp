// One changed byte in a snapshot, its signature or its certificate is refused, wherever it is.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "../support/read_file.h"
#include "vhc/vci_directory.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;
using test::read_file;

VciFiles files_in(const fs::path& folder) {
  return {read_file(folder / "vci_snapshot.json"), read_file(folder / "vci_snapshot.sig"),
          read_file(folder / "vci_snapshot.crt"), std::nullopt};
}

struct Change {
  std::string VciFiles::*file;
  std::size_t place;
  unsigned char flipped;  // bits; not 0
};

std::vector<Change> every_place_of(std::string VciFiles::*file, const VciFiles& files, std::mt19937& random) {
  std::vector<Change> changes;
  std::uniform_int_distribution<int> bits(1, 255);
  for (std::size_t place = 0; place < (files.*file).size(); ++place) {
    changes.push_back({file, place, static_cast<unsigned char>(bits(random))});
  }
  return changes;
}

std::vector<Change> sampled(std::string VciFiles::*file, const VciFiles& files, std::size_t count,
                            std::mt19937& random) {
  std::vector<Change> changes;
  std::uniform_int_distribution<int> bits(1, 255);
  std::uniform_int_distribution<std::size_t> places(0, (files.*file).size() - 1);
  while (changes.size() < count) changes.push_back({file, places(random), static_cast<unsigned char>(bits(random))});
  return changes;
}

// How many of the changes are refused, with the error that fits. Two threads: what takes time is the signature.
std::size_t refused(const VciFiles& files, const Sha256& pin, const std::vector<Change>& changes) {
  std::atomic<std::size_t> refused = 0;
  const auto try_half = [&](std::size_t start) {
    VciFiles changed = files;
    for (std::size_t i = start; i < changes.size(); i += 2) {
      const Change& change = changes[i];
      char& byte = (changed.*change.file)[change.place];
      const char before = byte;
      byte = static_cast<char>(static_cast<unsigned char>(byte) ^ change.flipped);
      const auto result = check_vci_signature(changed, pin);
      const Errc wanted = change.file == &VciFiles::certificate ? Errc::trust_certificate : Errc::trust_signature;
      if (!result && result.error().code == wanted) ++refused;
      byte = before;
    }
    EXPECT_TRUE(check_vci_signature(changed, pin).has_value());  // and nothing else was wrong
  };
  std::jthread other(try_half, 1U);
  try_half(0);
  other.join();
  return refused;
}

void append(std::vector<Change>& changes, std::vector<Change> more) {
  changes.insert(changes.end(), more.begin(), more.end());
}

void expect_all_refused(const char* what, const VciFiles& files, const Sha256& pin,
                        const std::vector<Change>& changes) {
  const std::size_t count = refused(files, pin, changes);
  EXPECT_EQ(changes.size(), count);
  std::cout << "changed bytes refused, " << what << ": " << count << " of " << changes.size() << std::endl;
}

TEST(VciChanges, EveryByteOfASmallDirectory) {
  const fs::path folder = fs::path(VHC_TEST_VECTORS) / "directory";
  const VciFiles files = files_in(folder);
  const auto pin = parse_vci_pin(read_file(folder / "pin.txt").substr(0, 64));
  ASSERT_TRUE(pin.has_value());
  std::mt19937 random(20260822);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same places each time
  std::vector<Change> changes;
  for (const auto file : {&VciFiles::snapshot, &VciFiles::signature, &VciFiles::certificate}) {
    append(changes, every_place_of(file, files, random));
  }
  expect_all_refused("small directory", files, *pin, changes);
}

TEST(VciChanges, TenThousandPlacesOfTheRealDirectory) {
  const fs::path folder = fs::path(VHC_VECTORS) / "trust";
  if (!fs::exists(folder / "vci_snapshot.json")) GTEST_SKIP() << "no vectors at " << folder;
  const VciFiles files = files_in(folder);
  std::mt19937 random(20260822);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same places each time
  std::vector<Change> changes = sampled(&VciFiles::snapshot, files, 3500, random);
  for (int round = 0; round < 6; ++round) append(changes, every_place_of(&VciFiles::signature, files, random));
  for (int round = 0; round < 8; ++round) append(changes, every_place_of(&VciFiles::certificate, files, random));
  ASSERT_GE(changes.size(), 10'000U);
  expect_all_refused("real directory", files, vci_certificate_pin, changes);
}

}  // namespace
}  // namespace vhc
