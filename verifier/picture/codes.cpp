#include "codes.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include "image_ops.h"

namespace vhc {
namespace {

constexpr int wide_pixels = 2000;  // above it a picture is halved first: faster, and more often successful

bool is_card(const std::string& text) {
  constexpr std::string_view scheme = "shc:/";
  return text.size() > scheme.size() && std::equal(scheme.begin(), scheme.end(), text.begin(), [](char a, char b) {
           return a == std::tolower(static_cast<unsigned char>(b));
         });
}

void add(std::vector<std::string>& texts, const ZXing::ByteArray& bytes) {
  std::string text(bytes.begin(), bytes.end());
  if (!text.empty() && std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
}

}  // namespace

bool find_codes(const GreyImage& image, std::vector<std::string>& texts) {
  // zxing-cpp throws at pictures it does not like. What it cannot read holds no code.
  try {
    const ZXing::ImageView view(image.pixels.data(), image.width, image.height, ZXing::ImageFormat::Lum);
    const auto hints = ZXing::DecodeHints().setFormats(ZXing::BarcodeFormat::QRCode);
    for (const ZXing::Result& code : ZXing::ReadBarcodes(view, hints)) add(texts, code.bytes());
  } catch (...) {
    return false;
  }
  return std::any_of(texts.begin(), texts.end(), is_card);
}

bool find_codes_patiently(const GreyImage& image, std::vector<std::string>& texts) {
  constexpr double smoothing = 1.0;
  if (std::max(image.width, image.height) > wide_pixels) {
    return find_codes_patiently(reduce(image, 2), texts) || find_codes(image, texts);
  }
  return find_codes(image, texts) || find_codes(enlarge_by_half(image), texts) ||
         find_codes(blur(image, smoothing), texts) || find_codes(sharpen(image), texts) ||
         find_codes(invert(image), texts);
}

}  // namespace vhc
