// Rows of work measured in turn, in short rounds, so that a busy neighbour slows all of them alike: ratios hold where
// absolute times do not.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace vhc {

struct BenchRow {
  std::string name;
  std::function<void(std::size_t)> work;  // one unit of work, given its running number
  std::size_t threads = 1;                // what `work` does in parallel counts so often
  std::vector<double> rates = {};         // units a second, a round
  std::size_t next = 0;
};

inline double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Each row works for `slice` a round.
inline void run_rounds(std::vector<BenchRow>& rows, std::size_t rounds, std::chrono::milliseconds slice) {
  using Clock = std::chrono::steady_clock;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (BenchRow& row : rows) {
      const auto start = Clock::now();
      std::size_t units = 0;
      do {
        row.work(row.next++);
        ++units;
      } while (Clock::now() - start < slice);
      const std::chrono::duration<double> spent = Clock::now() - start;
      row.rates.push_back(static_cast<double>(units * row.threads) / spent.count());
    }
  }
}

// The median over rounds of `row`'s rate as a share of a rate computed from the same round.
inline double median_share(const BenchRow& row, const std::function<double(std::size_t)>& reference) {
  std::vector<double> shares;
  for (std::size_t round = 0; round < row.rates.size(); ++round) shares.push_back(row.rates[round] / reference(round));
  return median(std::move(shares));
}

}  // namespace vhc
