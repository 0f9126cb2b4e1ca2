#include "vhc/deflate.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include <zlib.h>

namespace vhc {
namespace {

constexpr int raw_deflate = -15;  // a negative window size: no wrapper

// zlib counts in 32 bits, and its next_in is not const although it only reads.
void set_input(z_stream& stream, ByteView bytes) {
  stream.next_in = const_cast<Bytef*>(bytes.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  stream.avail_in = static_cast<uInt>(bytes.size());
}

bool fits_zlib(ByteView bytes) {
  return bytes.size() <= std::numeric_limits<uInt>::max() / 2;
}

// What zlib sets aside for a stream. A card needs no window larger than itself, and no room for more symbols than it
// has bytes; saving that saves clearing and mapping 260 KiB a card, which takes longer than compressing it. The bytes
// that come out are the same.
struct Memory {
  std::size_t max_bytes;  // of what is compressed
  int window_bits;
  int level;
};

constexpr std::size_t look_ahead = 262;  // zlib keeps so much of a window to itself
constexpr Memory small{2048 - look_ahead, -11, 5};
constexpr Memory medium{4096 - look_ahead, -12, 6};
constexpr Memory large{std::numeric_limits<uInt>::max() / 2, raw_deflate, 8};

// A stream, for one text after another.
class Deflater {
 public:
  explicit Deflater(const Memory& memory) {
    const int made =
        deflateInit2(&stream_, Z_BEST_COMPRESSION, Z_DEFLATED, memory.window_bits, memory.level, Z_DEFAULT_STRATEGY);
    if (made != Z_OK) std::abort();  // no memory for 256 KiB of state
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { deflateEnd(&stream_); }

  Bytes run(ByteView bytes) {
    deflateReset(&stream_);
    Bytes out(deflateBound(&stream_, static_cast<uLong>(bytes.size())));
    set_input(stream_, bytes);
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<uInt>(out.size());
    if (deflate(&stream_, Z_FINISH) != Z_STREAM_END) std::abort();  // cannot happen: the bound is enough
    out.resize(stream_.total_out);
    return out;
  }

 private:
  z_stream stream_{};
};

class Inflater {
 public:
  Inflater() : ready_(inflateInit2(&stream_, raw_deflate) == Z_OK) {}
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  // The stream, at its beginning; null when there is no memory for it.
  z_stream* begin() noexcept { return ready_ && inflateReset(&stream_) == Z_OK ? &stream_ : nullptr; }

 private:
  z_stream stream_{};
  bool ready_;
};

}  // namespace

// Each thread keeps the streams that cards go through: making and clearing one takes longer than a card needs of it.
Result<std::string> inflate_raw(ByteView deflated, std::size_t max_bytes) {
  thread_local Inflater inflater;
  if (!fits_zlib(deflated)) return fail(Errc::deflate_too_large);
  z_stream* const stream = inflater.begin();
  if (stream == nullptr) return fail(Errc::internal, "inflateInit2");
  set_input(*stream, deflated);

  // Cards inflate to two or three times their size. One byte more than allowed is asked for, to tell "full" from
  // "more".
  std::string out;
  std::size_t room = std::min(std::max<std::size_t>(deflated.size() * 4, 1024), max_bytes + 1);
  for (;;) {
    const std::size_t used = out.size();
    out.resize(std::max(room, used));
    stream->next_out = reinterpret_cast<Bytef*>(out.data() + used);
    stream->avail_out = static_cast<uInt>(out.size() - used);
    const int status = inflate(stream, Z_FINISH);  // in one call, zlib needs no window of its own
    out.resize(out.size() - stream->avail_out);
    if (out.size() > max_bytes)
      return fail(Errc::deflate_too_large, {}, "at most " + std::to_string(max_bytes) + " bytes");
    if (status == Z_STREAM_END) break;
    if (status != Z_OK && status != Z_BUF_ERROR) return fail(Errc::deflate_broken);
    if (stream->avail_out != 0) return fail(Errc::deflate_truncated);
    room = std::min(out.size() * 2, max_bytes + 1);
  }
  if (stream->avail_in != 0) {
    return fail(Errc::deflate_trailing, std::to_string(stream->avail_in) + " bytes after the end");
  }
  return out;
}

Bytes deflate_raw(ByteView bytes) {
  thread_local Deflater for_cards(small);
  if (bytes.size() <= small.max_bytes) return for_cards.run(bytes);
  if (!fits_zlib(bytes)) std::abort();  // no payload comes near
  return Deflater(bytes.size() <= medium.max_bytes ? medium : large).run(bytes);
}

}  // namespace vhc
