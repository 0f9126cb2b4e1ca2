#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

// It needs <cstdio> before it.
#include <jerror.h>
#include <jpeglib.h>

#include "picture/decode.h"

namespace vhc {
namespace {

// Each scan of a progressive picture goes over all of it once more: ordinary ones have 10, those that were optimised up
// to 60.
constexpr int max_scans = 100;
constexpr long max_scanned_blocks = 40'000'000;          // of 64 samples, all scans together: about a second
constexpr long max_library_memory = 140L * 1024 * 1024;  // bytes; a progressive picture is kept whole

enum class Trouble { none, damaged, too_many_scans, too_much_memory };

// libjpeg leaves by longjmp. What it leaves behind here is plain data.
struct Errors {
  jpeg_error_mgr base;
  std::jmp_buf out;
  Trouble trouble;
};

Errors& errors_of(j_common_ptr any) {
  return *reinterpret_cast<Errors*>(any->err);
}

[[noreturn]] void leave(j_common_ptr any, Trouble trouble) {
  errors_of(any).trouble = trouble;
  std::longjmp(errors_of(any).out, 1);  // NOLINT(cert-err52-cpp): libjpeg has no other way out
}

void on_error(j_common_ptr any) {
  const int code = any->err->msg_code;
  leave(any, code == JERR_NO_BACKING_STORE || code == JERR_OUT_OF_MEMORY ? Trouble::too_much_memory : Trouble::damaged);
}

// Cameras write some of what libjpeg warns of; what is left means that pixels are missing or made up.
void on_message(j_common_ptr any, int level) {
  constexpr std::array harmless = {JWRN_ADOBE_XFORM, JWRN_BOGUS_ICC, JWRN_EXTRANEOUS_DATA, JWRN_JFIF_MAJOR,
                                   JWRN_TOO_MUCH_DATA};
  if (level >= 0) return;
  if (std::find(harmless.begin(), harmless.end(), any->err->msg_code) != harmless.end()) return;
  leave(any, Trouble::damaged);
}

void print_nothing(j_common_ptr /*any*/) {}

long num_blocks(const jpeg_decompress_struct& jpeg) {
  return (static_cast<long>(jpeg.image_width) + 7) / 8 * ((static_cast<long>(jpeg.image_height) + 7) / 8);
}

void on_progress(j_common_ptr any) {
  const auto& jpeg = *reinterpret_cast<const jpeg_decompress_struct*>(any);
  const long scan = jpeg.input_scan_number;
  if (scan > max_scans || (scan > 12 && scan * num_blocks(jpeg) > max_scanned_blocks)) {
    leave(any, Trouble::too_many_scans);
  }
}

class Reader {
 public:
  Reader() {
    jpeg_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = on_error;
    errors_.base.emit_message = on_message;
    errors_.base.output_message = print_nothing;
    progress_.progress_monitor = on_progress;
  }
  ~Reader() { jpeg_destroy_decompress(&jpeg_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Trouble trouble() const noexcept { return errors_.trouble; }
  int width() const noexcept { return static_cast<int>(jpeg_.output_width); }
  int height() const noexcept { return static_cast<int>(jpeg_.output_height); }
  std::size_t full_width() const noexcept { return jpeg_.image_width; }
  std::size_t full_height() const noexcept { return jpeg_.image_height; }
  bool is_print() const noexcept { return jpeg_.num_components == 4; }
  bool is_print_inverted() const noexcept { return jpeg_.saw_Adobe_marker != 0; }

  // The header. No object with a destructor lives in this and the next two: libjpeg may leave them by longjmp.
  bool open(ByteView bytes) {
    if (setjmp(errors_.out) != 0) return false;  // NOLINT(cert-err52-cpp): as above
    jpeg_create_decompress(&jpeg_);
    jpeg_.progress = &progress_;
    jpeg_.mem->max_memory_to_use = max_library_memory;
    jpeg_mem_src(&jpeg_, bytes.data(), static_cast<unsigned long>(bytes.size()));
    return jpeg_read_header(&jpeg_, TRUE) == JPEG_HEADER_OK;
  }

  bool start(int factor) {
    if (setjmp(errors_.out) != 0) return false;  // NOLINT(cert-err52-cpp): as above
    jpeg_.out_color_space = is_print() ? JCS_CMYK : JCS_GRAYSCALE;
    jpeg_.scale_num = 1;
    jpeg_.scale_denom = static_cast<unsigned>(factor);
    jpeg_.dct_method = JDCT_ISLOW;
    return jpeg_start_decompress(&jpeg_) != FALSE;
  }

  // Each row into `row`, then handed to `take` with its number; `take` may not throw.
  template <class Take>
  bool read_rows(std::uint8_t* row, const Take& take) {
    if (setjmp(errors_.out) != 0) return false;  // NOLINT(cert-err52-cpp): as above
    while (jpeg_.output_scanline < jpeg_.output_height) {
      const int number = static_cast<int>(jpeg_.output_scanline);
      if (jpeg_read_scanlines(&jpeg_, &row, 1) == 1) take(number);
    }
    return jpeg_finish_decompress(&jpeg_) != FALSE;
  }

 private:
  Errors errors_{};
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct jpeg_{};
};

tl::unexpected<Error> refusal(Trouble trouble) {
  switch (trouble) {
    case Trouble::too_many_scans:
      return fail(Errc::picture_too_complex, "JPEG picture with too many scans", "save it again as an ordinary JPEG");
    case Trouble::too_much_memory:
      return fail(Errc::picture_too_large, "JPEG picture", "cut out the code, or make the picture smaller");
    case Trouble::none:
    case Trouble::damaged:
      break;
  }
  return fail(Errc::picture_unreadable, "JPEG picture", "the file is damaged or ends early; save or send it again");
}

Result<PictureSize> read_jpeg_size(ByteView jpeg, const PictureLimits& limits) {
  Reader reader;
  if (!reader.open(jpeg)) return refusal(reader.trouble());
  return checked_size(reader.full_width(), reader.full_height(), limits, jpeg_decoder.what);
}

// Four inks, which Adobe's programs write as light instead: how light the paper is under them.
void lighten(const std::uint8_t* inks, bool is_light, std::uint8_t* to, int width) {
  const int flip = is_light ? 0 : 255;
  for (int x = 0; x < width; ++x, inks += 4) {
    const int colour = (inks[0] ^ flip) + (inks[1] ^ flip) + (inks[2] ^ flip);
    to[x] = static_cast<std::uint8_t>(colour * (inks[3] ^ flip) / (3 * 255));
  }
}

Result<GreyImage> decode_jpeg(ByteView jpeg, PictureSize size, int factor) {
  Reader reader;
  if (!reader.open(jpeg) || !reader.start(factor)) return refusal(reader.trouble());
  if (reader.width() > size.width || reader.height() > size.height) return refusal(Trouble::damaged);
  GreyImage image(reader.width(), reader.height());
  std::vector<std::uint8_t> row(static_cast<std::size_t>(image.width) * (reader.is_print() ? 4 : 1));
  const bool read = reader.read_rows(row.data(), [&](int y) {
    if (reader.is_print()) {
      lighten(row.data(), reader.is_print_inverted(), image.row(y), image.width);
    } else {
      std::copy(row.begin(), row.end(), image.row(y));
    }
  });
  if (!read) return refusal(reader.trouble());
  return image;
}

}  // namespace

const Decoder jpeg_decoder{"JPEG picture", read_jpeg_size, decode_jpeg};

}  // namespace vhc
