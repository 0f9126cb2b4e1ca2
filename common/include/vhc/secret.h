// Bytes that must not leak.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace vhc {

// Holds bytes in guarded, locked memory, wiped on release. Never copied, never compared with ==, never printed.
// Reading a passphrase or a key goes straight into one, with no std::string on the way.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::size_t size);  // zeroed; ends the process when the system gives no guarded memory
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }

  // Grep for this word in review.
  std::span<std::uint8_t> expose() noexcept { return {data_.get(), size_}; }
  std::span<const std::uint8_t> expose() const noexcept { return {data_.get(), size_}; }

  // Keeps the first `size` bytes; `size` is at most size().
  void shrink(std::size_t size) noexcept;

 private:
  struct Wipe {
    void operator()(std::uint8_t* bytes) const noexcept;
  };
  std::unique_ptr<std::uint8_t[], Wipe> data_;
  std::size_t size_ = 0;
};

// Overwrites a buffer in a way that the compiler keeps.
void wipe(std::span<std::uint8_t> bytes) noexcept;

}  // namespace vhc
