#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "picture/decode.h"
#include "picture/image_ops.h"

namespace vhc {
namespace {

constexpr std::string_view magic = "P5";
constexpr std::string_view white_space = " \t\r\n\f\v";

tl::unexpected<Error> unreadable() {
  return fail(Errc::picture_unreadable, pgm_decoder.what, "the file is damaged or ends early; save or send it again");
}

// Numbers of the header, one after the other; comments run from '#' to the end of their line.
class Header {
 public:
  explicit Header(std::string_view rest) : rest_(rest) {}

  std::optional<std::size_t> number() {
    skip_space();
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{}) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  // What is left behind the one white space that ends the header.
  std::string_view rest() const { return rest_.substr(std::min<std::size_t>(1, rest_.size())); }

 private:
  void skip_space() {
    for (;;) {
      rest_.remove_prefix(std::min(rest_.find_first_not_of(white_space), rest_.size()));
      if (!rest_.starts_with('#')) return;
      rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
    }
  }
  std::string_view rest_;
};

struct Pgm {
  std::size_t width{};
  std::size_t height{};
  std::string_view pixels;
};

std::optional<Pgm> parse(ByteView picture) {
  Header header(as_text(picture).substr(magic.size()));
  const auto width = header.number();
  const auto height = width ? header.number() : std::nullopt;
  const auto white = height ? header.number() : std::nullopt;
  if (white != std::size_t{255}) return std::nullopt;
  return Pgm{*width, *height, header.rest()};
}

Result<PictureSize> read_pgm_size(ByteView picture, const PictureLimits& limits) {
  const auto pgm = parse(picture);
  if (!pgm) return unreadable();
  return checked_size(pgm->width, pgm->height, limits, pgm_decoder.what);
}

Result<GreyImage> decode_pgm(ByteView picture, PictureSize size, int factor) {
  const auto pgm = parse(picture);
  GreyImage image(size.width, size.height);
  if (!pgm || pgm->pixels.size() < image.pixels.size()) return unreadable();
  std::memcpy(image.pixels.data(), pgm->pixels.data(), image.pixels.size());
  if (factor > 1) return reduce(image, factor);
  return image;
}

}  // namespace

const Decoder pgm_decoder{"PGM picture", read_pgm_size, decode_pgm};

}  // namespace vhc
