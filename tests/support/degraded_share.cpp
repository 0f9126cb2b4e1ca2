#include "degraded_share.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include "vhc/picture.h"

namespace vhc {
namespace {

double milliseconds(const std::function<void()>& work) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

bool plain_zxing_reads(const DegradedPicture& picture) {
  const GreyImage& grey = picture.decoded;
  const ZXing::ImageView view(grey.pixels.data(), grey.width, grey.height, ZXing::ImageFormat::Lum);
  const auto codes = ZXing::ReadBarcodes(view, ZXing::DecodeHints().setFormats(ZXing::BarcodeFormat::QRCode));
  return std::any_of(codes.begin(), codes.end(),
                     [&picture](const ZXing::Result& code) { return code.text() == picture.text; });
}

}  // namespace

DegradedShare read_degraded_set(std::uint32_t set, const MissedPicture& missed) {
  DegradedShare share;
  for (std::size_t i = 0; i < num_degraded; ++i) {
    const Recipe made = recipe(i, set);
    const DegradedPicture picture = degrade(made.num_characters, made.damage, made.seed);
    ++share.num_pictures;
    share.plain_ms += milliseconds([&] { share.plain += plain_zxing_reads(picture) ? 1 : 0; });
    Result<std::vector<ReadCode>> codes = std::vector<ReadCode>{};
    share.ours_ms += milliseconds([&] { codes = read_codes(picture.file); });
    bool read = false;
    for (const ReadCode& code : codes.value_or(std::vector<ReadCode>{})) {
      read = read || code.text == picture.text;
      share.wrong += code.text == picture.text ? 0 : 1;
    }
    share.ours += read ? 1 : 0;
    if (!read && missed) missed(picture);
  }
  share.plain_ms /= share.num_pictures;
  share.ours_ms /= share.num_pictures;
  return share;
}

std::string described(const DegradedShare& share, std::uint32_t set) {
  char text[200];
  std::snprintf(text, sizeof text,
                "degraded set %u, %d pictures: zxing-cpp alone %.1f %% in %.1f ms, vhc %.1f %% in %.1f ms, %d wrong",
                set, share.num_pictures, share.plain_percent(), share.plain_ms, share.ours_percent(), share.ours_ms,
                share.wrong);
  return text;
}

}  // namespace vhc
