#include "picture/codes.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include "picture/binarize.h"
#include "picture/corner_marks.h"
#include "picture/image_ops.h"

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

// Whitens a quadrilateral, row by row, between the outermost of the sides that the row meets.
void wipe(GreyImage& image, const ZXing::Position& corners) {
  for (int y = 0; y < image.height; ++y) {
    int left = image.width;
    int right = -1;
    for (std::size_t i = 0; i < 4; ++i) {
      const ZXing::PointI a = corners[i];
      const ZXing::PointI b = corners[(i + 1) % 4];
      if (y < std::min(a.y, b.y) || y > std::max(a.y, b.y)) continue;
      const auto [low, high] = std::minmax(a.x, b.x);
      const int x = a.y == b.y ? low : a.x + static_cast<int>(std::int64_t{b.x - a.x} * (y - a.y) / (b.y - a.y));
      left = std::min(left, x);
      right = std::max(right, a.y == b.y ? high : x);
    }
    left = std::max(left, 0);
    right = std::min(right, image.width - 1);
    if (left <= right) std::fill(image.row(y) + left, image.row(y) + right + 1, std::uint8_t{255});
  }
}

constexpr std::size_t marks_a_code = 3;

using Marks = std::vector<CornerMark>;

// The third widest of at least three marks. Noise has small false marks: the widest are those of the code.
int width_of_marks(Marks marks) {
  const auto third = marks.begin() + (marks_a_code - 1);
  std::nth_element(marks.begin(), third, marks.end(),
                   [](const CornerMark& a, const CornerMark& b) { return a.width > b.width; });
  return third->width;
}

// Leaves the marks that may belong to further codes: those outside of the ones that were read, and half as wide as
// theirs at least. Noise and print have small marks without number, and looking for codes among them takes longest.
void drop_marks_of(const ZXing::Results& codes, Marks& marks) {
  const auto outside = std::partition(marks.begin(), marks.end(), [&codes](const CornerMark& mark) {
    return std::none_of(codes.begin(), codes.end(), [&mark](const ZXing::Result& code) {
      return is_within(code.position(), {mark.x, mark.y});
    });
  });
  const Marks inside(outside, marks.end());
  marks.erase(outside, marks.end());
  if (inside.size() < marks_a_code) return;
  const int width = width_of_marks(inside);
  std::erase_if(marks, [width](const CornerMark& mark) { return mark.width * 2 < width; });
}

// Where several codes lie side by side, zxing-cpp takes marks of different codes for one and misses some: what was read
// is wiped out and the rest searched again, as long as there are marks for one more code. `codes` have been read.
void find_the_rest(const GreyImage& image, Marks marks, ZXing::Results codes, FoundCodes& found) {
  std::optional<GreyImage> rest;
  while (!codes.empty()) {
    drop_marks_of(codes, marks);
    if (marks.size() < marks_a_code) return;
    if (!rest) rest = image;
    for (const ZXing::Result& code : codes) wipe(*rest, code.position());
    codes = search(*rest, hints(), found);
  }
}

void find_in_black_and_white(const GreyImage& image, const Marks& marks, FoundCodes& found) {
  if (marks.size() > max_corner_marks) {
    found.crowded = true;
  } else if (marks.size() >= marks_a_code) {
    find_the_rest(image, marks, search(image, hints(), found), found);
  }
}

Marks marks_of(const GreyImage& black_and_white) {
  return find_corner_marks(black_and_white, max_corner_marks + 1);
}

// zxing-cpp reads no mirrored code of a larger version, so such a code is looked at from behind.
void find_from_behind(const GreyImage& black_and_white, Marks marks, FoundCodes& found) {
  for (CornerMark& mark : marks) mark.x = black_and_white.width - 1 - mark.x;
  find_in_black_and_white(mirror(black_and_white), marks, found);
}

// Where marks are that are about `width` wide, and all that can belong to their code, whichever corner they leave free.
Area area_around(const Marks& marks, int width) {
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

void find_from_both_sides(const GreyImage& image, FoundCodes& found) {
  const GreyImage plain = binarize(image);
  const Marks marks = marks_of(plain);
  find_in_black_and_white(plain, marks, found);
  if (!found.has_card) find_from_behind(plain, marks, found);
}

constexpr int large_mark = 7 * 5;  // pixels: a mark is seven modules wide

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

// A picture as it is and in black and white, and the marks that are seen in it.
struct Seen {
  const GreyImage& image;
  const GreyImage& black_and_white;
  Marks marks;

  bool has_code() const { return marks.size() >= marks_a_code && marks.size() <= max_corner_marks; }
};

ZXing::Results search_part(const GreyImage& image, const Area& area, FoundCodes& found) {
  ZXing::Results codes = search(crop(image, area), hints(), found);
  for (ZXing::Result& code : codes) {
    ZXing::Position moved = code.position();
    for (ZXing::PointI& corner : moved) corner += ZXing::PointI{std::max(area.left, 0), std::max(area.top, 0)};
    code.setPosition(moved);
  }
  return codes;
}

// Where the marks are, with all that can be made of it, if that is a good deal smaller: most of a camera's frame is
// something else. False when it is not.
bool find_around_marks(const Seen& seen, FoundCodes& found) {
  if (!seen.has_code()) return false;
  const int width = width_of_marks(seen.marks);
  const Area area = area_around(seen.marks, width);
  const GreyImage part = crop(seen.image, area);
  if (part.pixels.size() * 4 > seen.image.pixels.size() * 3) return false;
  ZXing::Results codes = search_part(seen.black_and_white, area, found);
  if (found.has_card) {
    find_the_rest(seen.black_and_white, seen.marks, std::move(codes), found);
  } else {
    find_in_what_can_be_made(part, width > large_mark, found);
    if (found.has_card) find_in_black_and_white(seen.black_and_white, seen.marks, found);
  }
  return true;
}

}  // namespace

bool is_crowd(const GreyImage& image) {
  constexpr std::size_t most_of_noise = 60;  // in a million pixels; about 20 were seen, 35 after enlarging
  constexpr int widest_of_noise = 20;        // pixels
  constexpr std::size_t enough = 100'000;    // to tell
  Marks marks = find_corner_marks(binarize(image), enough);
  if (marks.size() <= max_corner_marks) return false;
  if (marks.size() * 1'000'000 > most_of_noise * image.pixels.size()) return true;
  const auto middle = marks.begin() + static_cast<std::ptrdiff_t>(marks.size() / 2);
  std::nth_element(marks.begin(), middle, marks.end(),
                   [](const CornerMark& a, const CornerMark& b) { return a.width < b.width; });
  return middle->width >= widest_of_noise;
}

void find_codes(const GreyImage& image, FoundCodes& found) {
  const GreyImage plain = binarize(image);
  find_in_black_and_white(plain, marks_of(plain), found);
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
  const Seen dark{image, plain, marks_of(plain)};
  bool around = find_around_marks(dark, found);
  if (found.has_card) return;
  find_in_black_and_white(plain, dark.marks, found);
  if (found.has_card) return;
  const GreyImage negative_image = invert(image);
  const GreyImage negative = invert(plain);
  const Seen light{negative_image, negative, marks_of(negative)};
  around = find_around_marks(light, found) || around;
  if (found.has_card) return;
  find_in_black_and_white(negative, light.marks, found);
  if (found.has_card) return;
  find_from_behind(plain, dark.marks, found);
  if (found.has_card) return;
  // Marks that are seen in one of the two tell whether the code is dark on light, even when it cannot be read yet.
  const Seen& better = light.marks.size() >= marks_a_code && dark.marks.size() < marks_a_code ? light : dark;
  if (around) {
    find_from_both_sides(enlarge_by_half(better.image), found);
  } else {
    find_in_what_can_be_made(better.image, better.has_code() && width_of_marks(better.marks) > large_mark, found);
  }
}

}  // namespace vhc
