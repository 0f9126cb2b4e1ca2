#include "lint/qr_symbol.h"

#include <algorithm>
#include <array>

namespace vhc {
namespace {

using Capacities = std::array<std::uint16_t, max_qr_version>;

// ISO/IEC 18004 table 7: data codewords of versions 1 to 40.
constexpr Capacities level_l{19,   34,   55,   80,   108,  136,  156,  194,  232,  274,  324,  370,  428,  461,
                             523,  589,  647,  721,  795,  861,  932,  1006, 1094, 1174, 1276, 1370, 1468, 1531,
                             1631, 1735, 1843, 1955, 2071, 2191, 2306, 2434, 2566, 2702, 2812, 2956};
constexpr Capacities level_m{16,   28,   44,   64,   86,   108,  124,  154,  182,  216,  254,  290,  334,  365,
                             415,  453,  507,  563,  627,  669,  714,  782,  860,  914,  1000, 1062, 1128, 1193,
                             1267, 1373, 1455, 1541, 1631, 1725, 1812, 1914, 1992, 2102, 2216, 2334};
constexpr Capacities level_q{13,  22,  34,   48,   62,   76,   88,   110,  132,  154,  180,  206, 244, 261,
                             295, 325, 367,  397,  445,  485,  512,  568,  614,  664,  718,  754, 808, 871,
                             911, 985, 1033, 1115, 1171, 1231, 1286, 1354, 1426, 1502, 1582, 1666};
constexpr Capacities level_h{9,   16,  26,  36,  46,  60,  66,  86,   100,  122,  140,  158, 180, 197,
                             223, 253, 283, 313, 341, 385, 406, 442,  464,  514,  538,  596, 628, 661,
                             701, 745, 793, 845, 901, 961, 986, 1054, 1096, 1142, 1222, 1276};

const Capacities* capacities(char level) noexcept {
  switch (level) {
    case 'L':
      return &level_l;
    case 'M':
      return &level_m;
    case 'Q':
      return &level_q;
    case 'H':
      return &level_h;
    default:
      return nullptr;
  }
}

constexpr std::size_t mode_bits = 4;

// Table 3: bits of the character count, for versions to 9, to 26, to 40.
std::size_t count_bits(QrMode mode, int version) noexcept {
  constexpr std::array<std::array<std::size_t, 3>, 4> bits{{{10, 12, 14}, {9, 11, 13}, {8, 16, 16}, {8, 10, 12}}};
  const std::size_t size = version <= 9 ? 0 : version <= 26 ? 1 : 2;
  return bits.at(static_cast<std::size_t>(mode)).at(size);
}

std::size_t numeric_bits(std::size_t digits) noexcept {
  constexpr std::array<std::size_t, 3> of_the_rest{0, 4, 7};
  return digits / 3 * 10 + of_the_rest.at(digits % 3);
}

std::size_t data_bits(QrMode mode, std::size_t count) noexcept {
  switch (mode) {
    case QrMode::numeric:
      return numeric_bits(count);
    case QrMode::alphanumeric:
      return count / 2 * 11 + count % 2 * 6;
    case QrMode::byte:
      return count * 8;
    case QrMode::kanji:
      return count * 13;
    default:
      return 0;
  }
}

class SegmentReader {
 public:
  SegmentReader(std::string_view data, int version) : data_(data), version_(version) {}

  std::optional<std::vector<QrSegment>> read() {
    std::vector<QrSegment> segments;
    while (left() >= mode_bits) {
      const unsigned mode = take(mode_bits);
      if (mode == 0) break;  // the terminator
      auto segment = segment_of(mode);
      if (!segment) return std::nullopt;
      segments.push_back(*std::move(segment));
    }
    return segments;
  }

 private:
  std::size_t left() const { return data_.size() * 8 - at_; }

  unsigned take(std::size_t bits) {
    unsigned value = 0;
    for (; bits > 0; --bits, ++at_) {
      const auto byte = static_cast<unsigned char>(data_[at_ / 8]);
      value = value * 2 + (byte >> (7U - at_ % 8) & 1U);
    }
    return value;
  }

  std::optional<QrSegment> segment_of(unsigned mode) {
    switch (mode) {
      case 1:
        return counted(QrMode::numeric);
      case 2:
        return counted(QrMode::alphanumeric);
      case 4:
        return counted(QrMode::byte);
      case 8:
        return counted(QrMode::kanji);
      case 3:
        return skipped(QrMode::structured_append, 16);
      case 5:
        return skipped(QrMode::fnc1, 0);
      case 9:
        return skipped(QrMode::fnc1, 8);
      case 7:
        return skipped(QrMode::eci, eci_bits());
      default:
        return std::nullopt;
    }
  }

  // The first bits of a designator say how long it is.
  std::size_t eci_bits() const {
    const auto bit = [this](std::size_t offset) {
      const std::size_t at = at_ + offset;
      return at / 8 < data_.size() && (static_cast<unsigned char>(data_[at / 8]) >> (7U - at % 8) & 1U) != 0;
    };
    if (!bit(0)) return 8;
    return bit(1) ? 24 : 16;
  }

  std::optional<QrSegment> skipped(QrMode mode, std::size_t bits) {
    if (left() < bits) return std::nullopt;
    at_ += bits;
    return QrSegment{.mode = mode, .count = 0, .bytes = {}};
  }

  std::optional<QrSegment> counted(QrMode mode) {
    const std::size_t bits = count_bits(mode, version_);
    if (left() < bits) return std::nullopt;
    QrSegment segment{.mode = mode, .count = take(bits), .bytes = {}};
    if (left() < data_bits(mode, segment.count)) return std::nullopt;
    if (mode != QrMode::byte) {
      at_ += data_bits(mode, segment.count);
      return segment;
    }
    segment.bytes.reserve(segment.count);
    for (std::size_t i = 0; i < segment.count; ++i) segment.bytes += static_cast<char>(take(8));
    return segment;
  }

  std::string_view data_;
  int version_;
  std::size_t at_ = 0;  // in bits
};

}  // namespace

std::optional<int> qr_version(std::size_t data_codewords, char level) noexcept {
  const Capacities* const known = capacities(level);
  if (known == nullptr) return std::nullopt;
  const auto* const found = std::find(known->begin(), known->end(), data_codewords);
  if (found == known->end()) return std::nullopt;
  return static_cast<int>(found - known->begin()) + 1;
}

std::optional<std::vector<QrSegment>> read_segments(std::string_view data_codewords, int version) {
  return SegmentReader(data_codewords, version).read();
}

std::optional<int> smallest_version(std::size_t prefix_chars, std::size_t jws_chars) noexcept {
  for (int version = 1; version <= max_qr_version; ++version) {
    const std::size_t bits = mode_bits + count_bits(QrMode::byte, version) + data_bits(QrMode::byte, prefix_chars) +
                             mode_bits + count_bits(QrMode::numeric, version) + numeric_bits(jws_chars * 2);
    if (bits <= level_l.at(static_cast<std::size_t>(version) - 1) * std::size_t{8}) return version;
  }
  return std::nullopt;
}

}  // namespace vhc
