// The share of the degraded set that is read, beside that of zxing-cpp with its default hints.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>
#include <png.h>

#include "degraded_pictures.h"
#include "vhc/picture.h"

namespace vhc {
namespace {

std::string to_grey_png(const DegradedPicture& picture) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_GRAY;
  image.flags = PNG_IMAGE_FLAG_FAST;
  std::string out(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t size = out.size();
  EXPECT_NE(png_image_write_to_memory(&image, out.data(), &size, 0, picture.grey.data(), 0, nullptr), 0);
  out.resize(size);
  return out;
}

bool plain_zxing_reads(const DegradedPicture& picture) {
  const auto hints = ZXing::DecodeHints().setFormats(ZXing::BarcodeFormat::QRCode);
  const ZXing::ImageView view(picture.grey.data(), picture.width, picture.height, ZXing::ImageFormat::Lum);
  for (const ZXing::Result& code : ZXing::ReadBarcodes(view, hints)) {
    if (std::string(code.bytes().begin(), code.bytes().end()) == picture.text) return true;
  }
  return false;
}

enum class Reading { right, none, wrong };

Reading reading_of(const std::string& png, const std::string& text) {
  const auto codes = read_codes(as_bytes(png));
  if (!codes) return Reading::none;
  const std::string found = codes->size() == 1 ? codes->front() : std::string();
  return found == text ? Reading::right : Reading::wrong;
}

// Another set: VHC_DEGRADED_SEED=7. Each picture that is not read is named with VHC_DEGRADED_VERBOSE.
std::uint32_t seed() {
  const char* given = std::getenv("VHC_DEGRADED_SEED");
  return given == nullptr ? 1U : static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10));
}

TEST(DegradedSet, NearlyAllOfItIsReadAndNothingIsMisread) {
  int plain = 0;
  int read = 0;
  std::chrono::duration<double, std::milli> spent{};
  for (int number = 0; number < num_degraded_pictures; ++number) {
    const DegradedPicture picture = make_degraded_picture(seed(), number);
    const bool plain_reads = plain_zxing_reads(picture);
    if (plain_reads) ++plain;
    const std::string png = to_grey_png(picture);
    const auto start = std::chrono::steady_clock::now();
    const Reading reading = reading_of(png, picture.text);
    spent += std::chrono::steady_clock::now() - start;
    EXPECT_NE(reading, Reading::wrong) << number << ": " << picture.recipe;
    if (reading == Reading::right) ++read;
    if (reading != Reading::right && std::getenv("VHC_DEGRADED_VERBOSE") != nullptr)
      std::printf("not read: %d %s%s\n", number, picture.recipe.c_str(), plain_reads ? " (zxing-cpp does)" : "");
  }
  std::printf("degraded set, seed %u: read %d of %d (%.1f %%), zxing-cpp alone %d (%.1f %%), mean %.2f ms\n", seed(),
              read, num_degraded_pictures, 100.0 * read / num_degraded_pictures, plain,
              100.0 * plain / num_degraded_pictures, spent.count() / num_degraded_pictures);
  EXPECT_LE(plain * 100, num_degraded_pictures * 88) << "the set is too easy to count";
  EXPECT_GE(read * 100, num_degraded_pictures * 95);
}

}  // namespace
}  // namespace vhc
