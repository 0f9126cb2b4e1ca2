// The two parts of a compact table: where a row stands, and what was made of it.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace vhc {

// Open addressing over the numbers of rows that stand elsewhere: 4 bytes a slot, three quarters full at most. With the
// number stand 8 bits of the hash, so that hardly any other row is looked at.
class Slots {
 public:
  static constexpr std::uint32_t most_rows = (1U << 24U) - 2;

  explicit Slots(std::size_t num_rows = 0) : slots_(num_rows + num_rows / 3 + 2) {}

  // The row of this hash for which `is_it` holds.
  template <class IsIt>
  std::optional<std::uint32_t> find(std::size_t hash, const IsIt& is_it) const {
    for (std::size_t place = start(hash); slots_[place] != 0; place = after(place)) {
      const std::uint32_t row = (slots_[place] >> tag_bits) - 1;
      if ((slots_[place] & tag_mask) == (hash & tag_mask) && is_it(row)) return row;
    }
    return std::nullopt;
  }

  // There is always a free slot: no more rows are put in than were announced, and none beyond most_rows.
  void insert(std::size_t hash, std::uint32_t row) {
    std::size_t place = start(hash);
    while (slots_[place] != 0) place = after(place);
    slots_[place] = (row + 1) << tag_bits | static_cast<std::uint32_t>(hash & tag_mask);
  }

 private:
  static constexpr std::uint32_t tag_bits = 8;
  static constexpr std::uint32_t tag_mask = (1U << tag_bits) - 1;

  // The upper half of the mixed hash, scaled to the number of slots.
  std::size_t start(std::size_t hash) const noexcept {
    return static_cast<std::size_t>(((hash * 0x9E3779B97F4A7C15U) >> 32U) * slots_.size() >> 32U);
  }
  std::size_t after(std::size_t place) const noexcept { return place + 1 == slots_.size() ? 0 : place + 1; }

  std::vector<std::uint32_t> slots_;  // 0: free; else row + 1 and the tag
};

// A pointer that is set once; of two threads that come at once one has made its object for nothing.
template <class Made>
class SetOnce {
 public:
  SetOnce() = default;
  SetOnce(const SetOnce&) = delete;
  SetOnce& operator=(const SetOnce&) = delete;
  ~SetOnce() { const std::unique_ptr<Made> last(made_.load()); }

  // Null when `make` gives null; it is then tried again the next time.
  template <class Make>
  Made* get(const Make& make) {
    if (Made* known = made_.load(std::memory_order_acquire); known != nullptr) return known;
    std::unique_ptr<Made> made = make();
    Made* other = nullptr;
    if (made && made_.compare_exchange_strong(other, made.get(), std::memory_order_acq_rel)) return made.release();
    return other;
  }

 private:
  std::atomic<Made*> made_{nullptr};
};

// What is made of a row at first use and kept as long as the table. The pointers too are made by the page, so that
// rows nobody asks for cost nothing.
template <class Made>
class MadeRows {
 public:
  void resize(std::size_t size) { pages_ = std::vector<SetOnce<Page>>((size + page_rows - 1) / page_rows); }

  template <class Make>
  const Made* get(std::uint32_t row, const Make& make) const {
    Page* const page = pages_[row / page_rows].get([] { return std::make_unique<Page>(); });
    return (*page)[row % page_rows].get(make);
  }

 private:
  static constexpr std::size_t page_rows = 32;
  using Page = std::array<SetOnce<const Made>, page_rows>;
  mutable std::vector<SetOnce<Page>> pages_;
};

}  // namespace vhc
