#include "vhc/secret.h"

#include <cassert>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <sodium.h>

namespace vhc {

Secret::Secret(std::size_t size) : size_(size) {
  if (size == 0) return;
  void* memory = sodium_init() < 0 ? nullptr : sodium_malloc(size);
  if (memory == nullptr) {
    std::fputs("vhc: error: the system gives no guarded memory\n", stderr);
    std::abort();
  }
  data_.reset(static_cast<std::uint8_t*>(memory));
  sodium_memzero(data_.get(), size);
}

Secret::Secret(Secret&& other) noexcept : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  data_ = std::move(other.data_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

void Secret::shrink(std::size_t size) noexcept {
  assert(size <= size_);
  sodium_memzero(data_.get() + size, size_ - size);
  size_ = size;
}

void Secret::Wipe::operator()(std::uint8_t* bytes) const noexcept {
  sodium_free(bytes);
}

void wipe(std::span<std::uint8_t> bytes) noexcept {
  sodium_memzero(bytes.data(), bytes.size());
}

}  // namespace vhc
