// ECDSA signatures over P-256: from r and s side by side, as JWS has them, to DER, as OpenSSL wants them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "vhc/bytes.h"

namespace vhc {

inline constexpr std::size_t p1363_signature_bytes = 64;  // RFC 7518 3.4: r and s, 32 bytes each

// Ecdsa-Sig-Value (RFC 3279 2.2.3): SEQUENCE { r INTEGER, s INTEGER }. By hand, since i2d_ECDSA_SIG takes 30 times as
// long, and so that nothing here can fail.
class EcdsaDer {
 public:
  explicit EcdsaDer(std::span<const std::uint8_t, p1363_signature_bytes> signature) noexcept {
    put(sequence_tag);
    put(0);  // the length, known at the end
    put_integer(signature.first<integer_bytes>());
    put_integer(signature.last<integer_bytes>());
    buffer_[1] = static_cast<std::uint8_t>(size_ - 2);  // 70 at most: one byte holds it
  }

  ByteView bytes() const noexcept { return {buffer_.data(), size_}; }

 private:
  static constexpr std::size_t integer_bytes = 32;
  static constexpr std::uint8_t sequence_tag = 0x30;
  static constexpr std::uint8_t integer_tag = 0x02;

  void put(std::uint8_t byte) noexcept { buffer_[size_++] = byte; }

  // The shortest form: no leading zeros, but for one where the first bit would make the number negative.
  void put_integer(std::span<const std::uint8_t, integer_bytes> number) noexcept {
    const auto* const begin =
        std::find_if(number.data(), number.data() + integer_bytes - 1, [](std::uint8_t byte) { return byte != 0; });
    const auto* const end = number.data() + integer_bytes;
    const bool negative = (*begin & 0x80U) != 0;
    put(integer_tag);
    put(static_cast<std::uint8_t>(end - begin + (negative ? 1 : 0)));
    if (negative) put(0);
    std::for_each(begin, end, [this](std::uint8_t byte) { put(byte); });
  }

  std::array<std::uint8_t, 2 + 2 * (2 + 1 + integer_bytes)> buffer_{};
  std::size_t size_ = 0;
};

// The way back, from what a library signed: false for anything but the one form that DER has for the pair.
inline bool read_ecdsa_der(ByteView der, std::span<std::uint8_t, p1363_signature_bytes> signature) noexcept {
  constexpr std::size_t half = p1363_signature_bytes / 2;
  const auto read_integer = [&der](std::span<std::uint8_t, half> number) {
    if (der.size() < 3 || der[0] != 0x02 || der[1] == 0 || der[1] > half + 1 || der.size() < 2U + der[1]) return false;
    ByteView digits = der.subspan(2, der[1]);
    der = der.subspan(2 + digits.size());
    const bool padded = digits.size() > 1 && digits[0] == 0;
    if ((digits[0] & 0x80U) != 0 || (padded && (digits[1] & 0x80U) == 0)) return false;
    if (padded) digits = digits.subspan(1);
    if (digits.size() > half) return false;
    std::fill(number.begin(), number.end(), std::uint8_t{0});
    std::copy(digits.begin(), digits.end(), number.end() - static_cast<std::ptrdiff_t>(digits.size()));
    return true;
  };
  if (der.size() < 2 || der[0] != 0x30 || der[1] != der.size() - 2) return false;
  der = der.subspan(2);
  return read_integer(signature.first<half>()) && read_integer(signature.last<half>()) && der.empty();
}

}  // namespace vhc
