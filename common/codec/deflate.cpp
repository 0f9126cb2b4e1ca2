#include "vhc/deflate.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <memory>

#include <zlib.h>

namespace vhc {
namespace {

constexpr int raw_deflate = -15;  // a negative window size: no wrapper

// What zlib sets aside for a stream. A card needs no window larger than itself, and no room for more symbols than it
// has bytes; saving that saves clearing and mapping 260 KiB a card, which takes longer than compressing it. The bytes
// that come out are the same.
struct Memory {
  int window_bits;
  int level;
};

constexpr Memory memory_for(std::size_t size) {
  constexpr std::size_t look_ahead = 262;  // zlib keeps so much of a window to itself
  if (size + look_ahead <= 2048) return {-11, 5};
  if (size + look_ahead <= 4096) return {-12, 6};
  return {raw_deflate, 8};
}

template <auto end>
struct StreamEnd {
  void operator()(z_stream* stream) const noexcept { end(stream); }
};

// zlib counts in 32 bits, and its next_in is not const although it only reads.
void set_input(z_stream& stream, ByteView bytes) {
  stream.next_in = const_cast<Bytef*>(bytes.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  stream.avail_in = static_cast<uInt>(bytes.size());
}

bool fits_zlib(ByteView bytes) {
  return bytes.size() <= std::numeric_limits<uInt>::max() / 2;
}

}  // namespace

Result<std::string> inflate_raw(ByteView deflated, std::size_t max_bytes) {
  if (!fits_zlib(deflated)) return fail(Errc::deflate_too_large);
  z_stream stream{};
  if (inflateInit2(&stream, raw_deflate) != Z_OK) return fail(Errc::internal, "inflateInit2");
  const std::unique_ptr<z_stream, StreamEnd<inflateEnd>> guard(&stream);
  set_input(stream, deflated);

  // Cards inflate to two or three times their size. One byte more than allowed is asked for, to tell "full" from
  // "more".
  std::string out;
  std::size_t room = std::min(std::max<std::size_t>(deflated.size() * 4, 1024), max_bytes + 1);
  for (;;) {
    const std::size_t used = out.size();
    out.resize(std::max(room, used));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + used);
    stream.avail_out = static_cast<uInt>(out.size() - used);
    const int status = inflate(&stream, Z_FINISH);  // in one call, zlib needs no window of its own
    out.resize(out.size() - stream.avail_out);
    if (out.size() > max_bytes)
      return fail(Errc::deflate_too_large, {}, "at most " + std::to_string(max_bytes) + " bytes");
    if (status == Z_STREAM_END) break;
    if (status != Z_OK && status != Z_BUF_ERROR) return fail(Errc::deflate_broken);
    if (stream.avail_out != 0) return fail(Errc::deflate_truncated);
    room = std::min(out.size() * 2, max_bytes + 1);
  }
  if (stream.avail_in != 0) {
    return fail(Errc::deflate_trailing, std::to_string(stream.avail_in) + " bytes after the end");
  }
  return out;
}

Bytes deflate_raw(ByteView bytes) {
  z_stream stream{};
  const Memory memory = memory_for(bytes.size());
  if (!fits_zlib(bytes) || deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, memory.window_bits, memory.level,
                                        Z_DEFAULT_STRATEGY) != Z_OK) {
    std::abort();  // no memory for 256 KiB of state
  }
  const std::unique_ptr<z_stream, StreamEnd<deflateEnd>> guard(&stream);
  Bytes out(deflateBound(&stream, static_cast<uLong>(bytes.size())));
  set_input(stream, bytes);
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();  // cannot happen: the bound is enough
  out.resize(stream.total_out);
  return out;
}

}  // namespace vhc
