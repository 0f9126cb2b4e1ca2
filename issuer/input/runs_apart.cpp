#include "runs_apart.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace vhc {
namespace {

constexpr std::uint64_t bits_per_word = 64;

std::size_t words_for(std::uint64_t file_bytes) {
  constexpr std::uint64_t least = 1024;
  constexpr std::uint64_t most = std::uint64_t{8} * 1024 * 1024;
  return std::bit_ceil(std::clamp(file_bytes / 64 / sizeof(std::uint64_t), least, most));
}

std::uint32_t upper(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash >> 32);
}

bool comes_before(const RunPlace& a, const RunPlace& b) {
  return std::tie(a.hash, a.offset) < std::tie(b.hash, b.offset);
}

}  // namespace

RunsApart::RunsApart(std::uint64_t file_bytes)
    : seen_(words_for(file_bytes)), again_(seen_.size()), mask_(seen_.size() * bits_per_word - 1) {}

void RunsApart::see(std::uint64_t hash) {
  const std::uint64_t bit = hash & mask_;
  const std::uint64_t flag = std::uint64_t{1} << (bit % bits_per_word);
  std::uint64_t& word = seen_[bit / bits_per_word];
  if ((word & flag) != 0) {
    again_[bit / bits_per_word] |= flag;
    has_any_ = true;
  }
  word |= flag;
  ++num_runs_;
}

void RunsApart::note(std::uint64_t hash, std::uint64_t offset, std::int64_t line) {
  if (!seen_.empty()) {
    std::vector<std::uint64_t>().swap(seen_);
    runs_.reserve(num_runs_);  // what is not used of it takes no memory
  }
  const std::uint64_t bit = hash & mask_;
  if ((again_[bit / bits_per_word] >> (bit % bits_per_word) & 1) == 0) return;
  runs_.push_back({upper(hash), static_cast<std::uint32_t>(line), offset});
}

void RunsApart::sort() {
  std::vector<std::uint64_t>().swap(again_);
  std::sort(runs_.begin(), runs_.end(), comes_before);
}

std::span<const RunPlace> RunsApart::runs_of(std::uint64_t hash) const {
  const auto begin = std::lower_bound(runs_.begin(), runs_.end(), RunPlace{upper(hash), 0, 0}, comes_before);
  auto end = begin;
  while (end != runs_.end() && end->hash == upper(hash)) ++end;
  return {begin, end};
}

}  // namespace vhc
