#include "codes.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include "binarize.h"
#include "corner_marks.h"
#include "image_ops.h"

namespace vhc {
namespace {

constexpr int wide_pixels = 2000;  // above it a picture is halved first: faster, and more often successful

bool is_card(std::string_view text) {
  constexpr std::string_view scheme = "shc:/";
  return text.size() > scheme.size() && std::equal(scheme.begin(), scheme.end(), text.begin(), [](char a, char b) {
           return a == std::tolower(static_cast<unsigned char>(b));
         });
}

// The only way to the data codewords: zxing-cpp has marked it as going away, and has nothing in its place.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
const ZXing::ByteArray& data_codewords(const ZXing::Result& code) {
  return code.rawBytes();
}
#pragma GCC diagnostic pop

std::string string_of(const ZXing::ByteArray& bytes) {
  return {bytes.begin(), bytes.end()};
}

char level_of(const ZXing::Result& code) {
  const std::string level = code.ecLevel();
  return level.size() == 1 ? level.front() : '\0';
}

void add(const ZXing::Result& code, FoundCodes& found) {
  std::string text = string_of(code.bytes());
  const auto is_same = [&text](const ReadCode& known) { return known.text == text; };
  if (text.empty() || std::any_of(found.codes.begin(), found.codes.end(), is_same)) return;
  found.has_card = found.has_card || is_card(text);
  found.codes.push_back({std::move(text), string_of(data_codewords(code)), level_of(code)});
}

// zxing-cpp gets pictures that are black and white already, and makes no smaller ones of its own.
ZXing::DecodeHints hints() {
  return ZXing::DecodeHints()
      .setFormats(ZXing::BarcodeFormat::QRCode)
      .setBinarizer(ZXing::Binarizer::FixedThreshold)
      .setTryDownscale(false);
}

// zxing-cpp throws at pictures it does not like. What it cannot read holds no code.
ZXing::Results search(const GreyImage& image, const ZXing::DecodeHints& how, FoundCodes& found) {
  try {
    const ZXing::ImageView view(image.pixels.data(), image.width, image.height, ZXing::ImageFormat::Lum);
    ZXing::Results codes = ZXing::ReadBarcodes(view, how);
    for (const ZXing::Result& code : codes) add(code, found);
    return codes;
  } catch (const std::exception&) {
    return {};
  }
}

// A picture of one upright code and nothing else, as programs draw it: no search is needed, in a third of the time.
void read_drawn_code(const GreyImage& image, FoundCodes& found) {
  search(image, hints().setIsPure(true), found);
}

bool is_within(const ZXing::Position& corners, ZXing::PointI p) {
  bool left = false;
  bool right = false;
  for (int i = 0; i < 4; ++i) {
    const ZXing::PointI a = corners[static_cast<std::size_t>(i)];
    const ZXing::PointI b = corners[static_cast<std::size_t>((i + 1) % 4)];
    const std::int64_t side = std::int64_t{b.x - a.x} * (p.y - a.y) - std::int64_t{b.y - a.y} * (p.x - a.x);
    left = left || side < 0;
    right = right || side > 0;
  }
  return !(left && right);
}

void wipe(GreyImage& image, const ZXing::Position& corners) {
  const auto [left, right] = std::minmax({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
  const auto [top, bottom] = std::minmax({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
  for (int y = std::max(top, 0); y <= std::min(bottom, image.height - 1); ++y) {
    for (int x = std::max(left, 0); x <= std::min(right, image.width - 1); ++x) {
      if (is_within(corners, {x, y})) image.row(y)[x] = 255;
    }
  }
}

// Where several codes lie side by side, zxing-cpp takes marks of different codes for one and misses some: what was read
// is wiped out and the rest searched again.
void find_in_black_and_white(GreyImage image, FoundCodes& found) {
  constexpr int marks_a_code = 3;
  int marks = count_corner_marks(image, max_corner_marks + 1);
  if (marks > max_corner_marks) {
    found.crowded = true;
    return;
  }
  while (marks >= marks_a_code) {
    const ZXing::Results codes = search(image, hints(), found);
    if (codes.empty()) return;
    for (const ZXing::Result& code : codes) wipe(image, code.position());
    marks -= marks_a_code * static_cast<int>(codes.size());
  }
}

}  // namespace

void find_codes(const GreyImage& image, FoundCodes& found) {
  find_in_black_and_white(binarize(image), found);
}

void find_codes_patiently(const GreyImage& image, FoundCodes& found) {
  if (std::max(image.width, image.height) > wide_pixels) {
    find_codes_patiently(reduce(image, 2), found);
    if (!found.has_card) find_codes(image, found);
    return;
  }
  read_drawn_code(image, found);
  if (found.has_card) return;
  const GreyImage plain = binarize(image);
  find_in_black_and_white(plain, found);
  if (found.has_card) return;
  find_codes(reduce(image, 2), found);
  if (found.has_card) return;
  const GreyImage large = enlarge_by_half(image);
  find_codes(large, found);
  if (found.has_card) return;
  find_codes(blur(image, 1.0), found);
  if (found.has_card) return;
  find_codes(blur(large, 1.5), found);
  if (found.has_card) return;
  find_codes(sharpen(image), found);
  if (found.has_card) return;
  find_in_black_and_white(invert(plain), found);
}

}  // namespace vhc
