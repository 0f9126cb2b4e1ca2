#include "jpeg_round_trip.h"

#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

namespace vhc {
namespace {

struct Compressed {
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
};

// libjpeg's own error handling ends the process, which is right for a test's own pictures.
Compressed compress(std::vector<std::uint8_t>& grey, int width, int height, int quality) {
  jpeg_compress_struct state{};
  jpeg_error_mgr errors{};
  state.err = jpeg_std_error(&errors);
  jpeg_create_compress(&state);
  Compressed out;
  jpeg_mem_dest(&state, &out.bytes, &out.size);
  state.image_width = static_cast<JDIMENSION>(width);
  state.image_height = static_cast<JDIMENSION>(height);
  state.input_components = 1;
  state.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&state);
  jpeg_set_quality(&state, quality, TRUE);
  jpeg_start_compress(&state, TRUE);
  while (state.next_scanline < state.image_height) {
    JSAMPROW row = grey.data() + static_cast<std::size_t>(state.next_scanline) * static_cast<std::size_t>(width);
    jpeg_write_scanlines(&state, &row, 1);
  }
  jpeg_finish_compress(&state);
  jpeg_destroy_compress(&state);
  return out;
}

}  // namespace

void jpeg_round_trip(std::vector<std::uint8_t>& grey, int width, int height, int quality) {
  const Compressed jpeg = compress(grey, width, height, quality);
  jpeg_decompress_struct state{};
  jpeg_error_mgr errors{};
  state.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&state);
  jpeg_mem_src(&state, jpeg.bytes, jpeg.size);
  jpeg_read_header(&state, TRUE);
  jpeg_start_decompress(&state);
  while (state.output_scanline < state.output_height) {
    JSAMPROW row = grey.data() + static_cast<std::size_t>(state.output_scanline) * static_cast<std::size_t>(width);
    jpeg_read_scanlines(&state, &row, 1);
  }
  jpeg_finish_decompress(&state);
  jpeg_destroy_decompress(&state);
  std::free(jpeg.bytes);
}

}  // namespace vhc
