#include "codes.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <optional>
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

constexpr std::size_t marks_a_code = 3;

// Where several codes lie side by side, zxing-cpp takes marks of different codes for one and misses some: what was read
// is wiped out and the rest searched again.
void find_in_black_and_white(GreyImage image, std::size_t num_marks, FoundCodes& found) {
  if (num_marks > max_corner_marks) {
    found.crowded = true;
    return;
  }
  while (num_marks >= marks_a_code) {
    const ZXing::Results codes = search(image, hints(), found);
    if (codes.empty()) return;
    for (const ZXing::Result& code : codes) wipe(image, code.position());
    num_marks -= std::min(num_marks, marks_a_code * codes.size());
  }
}

std::vector<CornerMark> marks_of(const GreyImage& black_and_white) {
  return find_corner_marks(black_and_white, max_corner_marks + 1);
}

// The third widest of at least three marks. Noise has small false marks: the widest are those of the code.
int width_of_marks(std::vector<CornerMark> marks) {
  const auto third = marks.begin() + (marks_a_code - 1);
  std::nth_element(marks.begin(), third, marks.end(),
                   [](const CornerMark& a, const CornerMark& b) { return a.width > b.width; });
  return third->width;
}

// Where marks are that are about `width` wide, and all that can belong to their code, whichever corner they leave free.
Area area_around(const std::vector<CornerMark>& marks, int width) {
  std::optional<Area> area;
  for (const CornerMark& mark : marks) {
    if (mark.width * 3 < width * 2) continue;
    if (!area) area = Area{mark.x, mark.y, mark.x, mark.y};
    area = {std::min(area->left, mark.x), std::min(area->top, mark.y), std::max(area->right, mark.x),
            std::max(area->bottom, mark.y)};
  }
  const int side = std::max(area->right - area->left, area->bottom - area->top);
  const int margin = 2 * width + side / 3;
  return {area->left - margin, area->top - margin, area->right + margin, area->bottom + margin};
}

// zxing-cpp reads no mirrored code of a larger version, so such a code is looked at from behind.
void find_from_both_sides(const GreyImage& image, FoundCodes& found) {
  GreyImage plain = binarize(image);
  const std::size_t num_marks = marks_of(plain).size();
  find_in_black_and_white(plain, num_marks, found);
  if (!found.has_card) find_in_black_and_white(mirror(std::move(plain)), num_marks, found);
}

// What can be made of a picture to make a code readable, the successful first. The picture shows dark on light. Where
// modules are large, a larger picture shows no more.
void find_in_what_can_be_made(const GreyImage& image, bool large_modules, FoundCodes& found) {
  const GreyImage large = large_modules ? image : enlarge_by_half(image);
  find_from_both_sides(large_modules ? reduce(image, 2) : large, found);
  const std::array<std::function<GreyImage()>, 6> steps{
      [&] { return large_modules ? reduce(image, 3) : reduce(image, 2); },
      [&] { return blur(image, 1.0); },
      [&] { return blur(large, 1.5); },
      [&] { return sharpen(large); },
      [&] { return large_modules ? blur(image, 3.0) : blur(enlarge_by_half(large), 2.0); },
      [&] { return sharpen(image); },
  };
  for (const auto& make : steps) {
    if (found.has_card) return;
    find_codes(make(), found);
  }
}

// The same for a picture in which marks were seen: first where they are, if that is a good deal smaller.
void find_around_marks(const GreyImage& image, const std::vector<CornerMark>& marks, FoundCodes& found) {
  constexpr int large_mark = 7 * 5;  // pixels: a mark is seven modules wide
  const bool seen = marks.size() >= marks_a_code && marks.size() <= max_corner_marks;
  const int width = seen ? width_of_marks(marks) : 0;
  if (seen) {
    const GreyImage part = crop(image, area_around(marks, width));
    const bool smaller = part.pixels.size() * 4 < image.pixels.size() * 3;
    if (smaller) find_in_what_can_be_made(part, width > large_mark, found);
  }
  if (!found.has_card) find_in_what_can_be_made(image, width > large_mark, found);
}

}  // namespace

void find_codes(const GreyImage& image, FoundCodes& found) {
  const GreyImage plain = binarize(image);
  find_in_black_and_white(plain, marks_of(plain).size(), found);
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
  const std::vector<CornerMark> marks = marks_of(plain);
  find_in_black_and_white(plain, marks.size(), found);
  if (found.has_card) return;
  const GreyImage negative = invert(plain);
  const std::vector<CornerMark> marks_of_negative = marks_of(negative);
  find_in_black_and_white(negative, marks_of_negative.size(), found);
  if (found.has_card) return;
  find_in_black_and_white(mirror(plain), marks.size(), found);
  if (found.has_card) return;
  // Marks that are seen in one of the two tell whether the code is dark on light, even when it cannot be read yet.
  const bool is_negative = marks_of_negative.size() >= marks_a_code && marks.size() < marks_a_code;
  find_around_marks(is_negative ? invert(image) : image, is_negative ? marks_of_negative : marks, found);
}

}  // namespace vhc
