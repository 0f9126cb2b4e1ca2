// The form of a QR code: its version and segments, from the data codewords that a reader of pictures hands over
// (ISO/IEC 18004 section 7).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vhc {

inline constexpr int max_qr_version = 40;

enum class QrMode : std::uint8_t { numeric, alphanumeric, byte, kanji, eci, structured_append, fnc1 };

struct QrSegment {
  QrMode mode{};
  std::size_t count = 0;  // characters; 0 for modes without a count
  std::string bytes;      // of byte mode
};

// The version whose symbols of this level ('L', 'M', 'Q', 'H') hold so many data codewords.
std::optional<int> qr_version(std::size_t data_codewords, char level) noexcept;

// The segments of a symbol of this version, up to the terminator; nothing when a mode is unknown or a segment runs over
// the end. At most one segment for each four bits.
std::optional<std::vector<QrSegment>> read_segments(std::string_view data_codewords, int version);

// The smallest version at level L that holds a card: `prefix_chars` in byte mode, then two digits for each of
// `jws_chars`. Nothing when none does.
std::optional<int> smallest_version(std::size_t prefix_chars, std::size_t jws_chars) noexcept;

}  // namespace vhc
