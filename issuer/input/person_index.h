// Where the records of one person stand, as far as they stand apart: 16 bytes a place. `offset` is whatever orders the
// places: of bytes, or the number of a message; `line` is the reader's to read.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string_view>

namespace vhc {

class PersonIndex {
 public:
  // Offset below 2^40, line below 2^43; 44 bits of the hash. Persons who share a hash are told apart by who reads the
  // records again.
  class Place {
   public:
    Place(std::uint64_t hash, std::uint64_t offset, std::int64_t line) noexcept;
    std::uint64_t hash() const noexcept { return high_ >> 20U; }
    std::uint64_t offset() const noexcept { return (high_ & 0xFFFFFU) << 20U | low_ >> 44U; }
    std::int64_t line() const noexcept { return static_cast<std::int64_t>(low_ << 20U >> 21U); }
    bool is_taken() const noexcept { return (low_ & 1U) != 0; }
    void take() noexcept { low_ |= 1U; }
    bool is_before(const Place& other) const noexcept {
      return high_ != other.high_ ? high_ < other.high_ : low_ < other.low_;
    }

   private:
    std::uint64_t high_;
    std::uint64_t low_;
  };
  using Places = std::deque<Place>;  // grows without a copy of itself

  PersonIndex();

  // Keyed: nobody can make persons who share one. Within 44 bits.
  std::uint64_t hash(std::string_view key) const noexcept;

  void add(std::uint64_t hash, std::uint64_t offset, std::int64_t line);
  void clear() { places_.clear(); }
  // After the last add(): only places whose hash stands in several are kept.
  void finish();

  // All places of a hash, by offset; empty when there is one only.
  struct Range {
    Places::iterator first;
    Places::iterator last;
    Places::iterator begin() const { return first; }
    Places::iterator end() const { return last; }
  };
  Range places_of(std::uint64_t hash);
  bool is_taken(std::uint64_t hash, std::uint64_t offset);

 private:
  std::array<unsigned char, 16> key_{};
  Places places_;
};

}  // namespace vhc
