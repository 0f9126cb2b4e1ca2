#include <csetjmp>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <png.h>

#include "picture/decode.h"
#include "picture/image_ops.h"

namespace vhc {
namespace {

constexpr std::size_t header_bytes = 8 + 8 + 13;       // signature, length and name of IHDR, its content
constexpr png_uint_32 max_chunk_memory = 1024 * 1024;  // bytes, of any chunk but the pixels

std::uint32_t big_endian(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

struct Source {
  ByteView rest;
};

void read_bytes(png_structp png, png_bytep data, std::size_t size) {
  auto& source = *static_cast<Source*>(png_get_io_ptr(png));
  if (size > source.rest.size()) png_error(png, "ends early");
  std::memcpy(data, source.rest.data(), size);
  source.rest = source.rest.subspan(size);
}

// libpng's own handlers print to standard error. issuer/print/png.cpp has the same: nobody who reads a card links what
// draws one, and two lines are no reason for a component that both do.
[[noreturn]] void jump_out(png_structp png, png_const_charp /*message*/) {
  png_longjmp(png, 1);
}
void ignore_warning(png_structp /*png*/, png_const_charp /*message*/) {}

class Reader {
 public:
  Reader()
      : png_(png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, jump_out, ignore_warning)),
        info_(png_ != nullptr ? png_create_info_struct(png_) : nullptr) {}
  ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  bool ready() const noexcept { return info_ != nullptr; }
  png_structp png() const noexcept { return png_; }
  png_infop info() const noexcept { return info_; }

 private:
  png_structp png_;
  png_infop info_;
};

// Only what makes the pixels is looked at: no text, no colour profile, no unknown chunk is unpacked or kept.
void limit(png_structp png, const PictureSize& size) {
  png_set_user_limits(png, static_cast<png_uint_32>(size.width), static_cast<png_uint_32>(size.height));
  png_set_chunk_cache_max(png, 16);
  png_set_chunk_malloc_max(png, max_chunk_memory);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
}

void ask_for_grey(png_structp png, png_infop info) {
  const bool deep = png_get_bit_depth(png, info) == 16;
  const bool transparent =
      (png_get_color_type(png, info) & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  png_set_expand(png);
  if (transparent) {
    const png_uint_16 white = deep ? 0xFFFF : 0xFF;
    const png_color_16 ground = {0, white, white, white, white};
    png_set_background(png, &ground, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
  }
  if (deep) png_set_strip_16(png);
  if ((png_get_color_type(png, info) & PNG_COLOR_MASK_COLOR) != 0) {
    png_set_rgb_to_gray(png, PNG_ERROR_ACTION_NONE, PNG_RGB_TO_GRAY_DEFAULT, PNG_RGB_TO_GRAY_DEFAULT);
  }
}

// Up to the first row. False when libpng sees another size than read_png_size() did: its rows would not fit.
bool read_header(png_structp png, png_infop info, const PictureSize& size, Source& source, bool whole) {
  limit(png, size);
  png_set_read_fn(png, &source, read_bytes);
  png_read_info(png, info);
  ask_for_grey(png, info);
  if (whole) png_set_interlace_handling(png);
  png_read_update_info(png, info);
  const auto width = static_cast<std::size_t>(size.width);
  return png_get_image_width(png, info) == width && png_get_rowbytes(png, info) == width &&
         png_get_image_height(png, info) == static_cast<png_uint_32>(size.height);
}

// No object with a destructor lives in this and the next: libpng leaves by longjmp when the file is broken.
bool read_whole(png_structp png, png_infop info, const PictureSize& size, Source& source, png_bytepp rows) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;  // NOLINT(cert-err52-cpp): libpng has no other way out
  if (!read_header(png, info, size, source, true)) return false;
  png_read_image(png, rows);
  png_read_end(png, nullptr);
  return true;
}

// Row by row, of an interlaced picture pass by pass: each has every eighth, fourth or second pixel.
bool read_reduced(png_structp png, png_infop info, const PictureSize& size, Source& source, png_bytep row,
                  Reducer& reducer) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;  // NOLINT(cert-err52-cpp): as above
  if (!read_header(png, info, size, source, false)) return false;
  const bool interlaced = png_get_interlace_type(png, info) == PNG_INTERLACE_ADAM7;
  for (int pass = 0; pass < (interlaced ? PNG_INTERLACE_ADAM7_PASSES : 1); ++pass) {
    const int left = interlaced ? PNG_PASS_START_COL(pass) : 0;
    const int top = interlaced ? PNG_PASS_START_ROW(pass) : 0;
    const int step_x = interlaced ? 1 << PNG_PASS_COL_SHIFT(pass) : 1;
    const int step_y = interlaced ? 1 << PNG_PASS_ROW_SHIFT(pass) : 1;
    if (left >= size.width) continue;  // a pass without pixels has no rows
    for (int y = top; y < size.height; y += step_y) {
      png_read_row(png, row, nullptr);
      reducer.add(row, y, left, step_x);
    }
  }
  png_read_end(png, nullptr);
  return true;
}

tl::unexpected<Error> unreadable(std::string hint) {
  return fail(Errc::picture_unreadable, png_decoder.what, std::move(hint));
}

Result<PictureSize> read_png_size(ByteView png, const PictureLimits& limits) {
  if (png.size() < header_bytes || as_text(png.subspan(12, 4)) != "IHDR") return unreadable("the file ends early");
  return checked_size(big_endian(&png[16]), big_endian(&png[20]), limits, png_decoder.what);
}

tl::unexpected<Error> damaged() {
  return unreadable("the file is damaged or ends early; save or send it again");
}

Result<GreyImage> decode_reduced(const Reader& reader, PictureSize size, Source& source, int factor) {
  Reducer reducer(size.width, size.height, factor);
  Bytes row(static_cast<std::size_t>(size.width));
  if (!read_reduced(reader.png(), reader.info(), size, source, row.data(), reducer)) return damaged();
  return reducer.reduced();
}

Result<GreyImage> decode_png(ByteView png, PictureSize size, int factor) {
  Source source{png};
  const Reader reader;
  if (!reader.ready()) return unreadable("there is too little memory");
  if (factor > 1) return decode_reduced(reader, size, source, factor);
  GreyImage image(size.width, size.height);
  std::vector<std::uint8_t*> rows;
  rows.reserve(static_cast<std::size_t>(size.height));
  for (int y = 0; y < size.height; ++y) rows.push_back(image.row(y));
  if (!read_whole(reader.png(), reader.info(), size, source, rows.data())) return damaged();
  return image;
}

}  // namespace

const Decoder png_decoder{"PNG picture", read_png_size, decode_png};

}  // namespace vhc
