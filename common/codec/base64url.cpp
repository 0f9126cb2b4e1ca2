#include "vhc/base64url.h"

#include <array>
#include <cstddef>

namespace vhc {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t no_digit = 0xff;

constexpr std::array<std::uint8_t, 256> make_digits() {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    digits.at(static_cast<unsigned char>(alphabet[i])) = static_cast<std::uint8_t>(i);
  return digits;
}

constexpr std::array<std::uint8_t, 256> digits = make_digits();

std::uint8_t digit(char c) {
  return digits[static_cast<unsigned char>(c)];
}

tl::unexpected<Error> fail_at(Errc code, std::size_t offset) {
  return fail(code, "offset " + std::to_string(offset));
}

tl::unexpected<Error> bad_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (digit(text[i]) == no_digit)
      return fail_at(text[i] == '=' ? Errc::base64url_padding : Errc::base64url_alphabet, i);
  }
  return fail_at(Errc::base64url_alphabet, text.size());
}

}  // namespace

Result<Bytes> from_base64url(std::string_view text) {
  const std::size_t tail = text.size() % 4;
  const std::size_t whole = text.size() - tail;
  Bytes bytes(text.size() / 4 * 3 + (tail == 0 ? 0 : tail - 1));
  std::uint8_t* out = bytes.data();
  std::uint32_t seen = 0;  // every digit is below 64, so a bit above tells that one was none
  for (std::size_t i = 0; i < whole; i += 4) {
    const std::uint32_t a = digit(text[i]);
    const std::uint32_t b = digit(text[i + 1]);
    const std::uint32_t c = digit(text[i + 2]);
    const std::uint32_t d = digit(text[i + 3]);
    seen |= a | b | c | d;
    const std::uint32_t group = a << 18U | b << 12U | c << 6U | d;
    *out++ = static_cast<std::uint8_t>(group >> 16U);
    *out++ = static_cast<std::uint8_t>(group >> 8U);
    *out++ = static_cast<std::uint8_t>(group);
  }
  if (tail != 0) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::uint32_t value = i < tail ? digit(text[whole + i]) : 0;
      seen |= value;
      group = group << 6U | (value & 0x3fU);
    }
    if (seen < alphabet.size() && tail == 1) return fail_at(Errc::base64url_length, text.size());
    const std::uint32_t stray = tail == 2 ? 0xffffU : 0xffU;
    if (seen < alphabet.size() && (group & stray) != 0) return fail_at(Errc::base64url_stray_bits, text.size() - 1);
    for (std::size_t i = 1; i < tail; ++i)
      *out++ = static_cast<std::uint8_t>(group >> (24U - 8U * static_cast<unsigned>(i)));
  }
  if (seen >= alphabet.size()) return bad_character(text);
  return bytes;
}

std::string to_base64url(ByteView bytes) {
  std::string text((bytes.size() * 4 + 2) / 3, '\0');
  char* out = text.data();
  const auto digit_of = [](std::uint32_t value) { return alphabet[value & 0x3fU]; };
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3, out += 4) {
    const std::uint32_t group = std::uint32_t{bytes[i]} << 16U | std::uint32_t{bytes[i + 1]} << 8U | bytes[i + 2];
    out[0] = digit_of(group >> 18U);
    out[1] = digit_of(group >> 12U);
    out[2] = digit_of(group >> 6U);
    out[3] = digit_of(group);
  }
  if (const std::size_t rest = bytes.size() - i; rest != 0) {
    const std::uint32_t group = std::uint32_t{bytes[i]} << 16U | (rest == 2 ? std::uint32_t{bytes[i + 1]} << 8U : 0U);
    out[0] = digit_of(group >> 18U);
    out[1] = digit_of(group >> 12U);
    if (rest == 2) out[2] = digit_of(group >> 6U);
  }
  return text;
}

}  // namespace vhc
