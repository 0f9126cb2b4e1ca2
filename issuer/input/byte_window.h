// The bytes of a file from a position on, of which only a part is in memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "vhc/input.h"

namespace vhc {

// Sees every byte of a first pass.
using ByteWatch = std::function<void(std::string_view bytes)>;

class ByteWindow {
 public:
  static constexpr std::size_t sequential = std::size_t{256} * 1024;
  static constexpr std::size_t random = std::size_t{4} * 1024;

  // `file` must outlive it. Reads `chunk` bytes at a time.
  ByteWindow(const InputFile& file, std::size_t chunk, ByteWatch watch = {});

  // What lies ahead: at least `wanted` bytes, fewer only when the file ends there. Valid until the next call.
  std::string_view ahead(std::size_t wanted) {
    if (end_ - begin_ < wanted) load(wanted);
    return {buffer_.data() + begin_, end_ - begin_};
  }
  void skip(std::size_t count) noexcept { begin_ += count; }  // of what was ahead
  void seek(std::uint64_t position) noexcept;
  std::uint64_t position() const noexcept { return loaded_ - (end_ - begin_); }

  // Why bytes were missing, when it was not the end of the file.
  const std::optional<Error>& fault() const noexcept { return fault_; }

 private:
  void load(std::size_t wanted);

  const InputFile& file_;
  std::size_t chunk_;
  ByteWatch watch_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t loaded_ = 0;  // position of the file at end_
  std::optional<Error> fault_;
};

}  // namespace vhc
