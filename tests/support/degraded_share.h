// How much of a degraded set is read, beside what zxing-cpp reads of it with its default hints.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "degraded_pictures.h"

namespace vhc {

struct DegradedShare {
  int num_pictures{};
  int plain{};  // read by ZXing::ReadBarcodes, QR codes only, default hints
  int ours{};   // read by read_codes(), from the file
  int wrong{};  // texts that no code of the picture has
  double plain_ms{};
  double ours_ms{};  // the mean of a picture, decoding included

  double plain_percent() const { return 100.0 * plain / num_pictures; }
  double ours_percent() const { return 100.0 * ours / num_pictures; }
};

using MissedPicture = std::function<void(const DegradedPicture&)>;

DegradedShare read_degraded_set(std::uint32_t set, const MissedPicture& missed = {});

// "degraded set 1: zxing-cpp alone 73.4 % ..."
std::string described(const DegradedShare& share, std::uint32_t set);

}  // namespace vhc
