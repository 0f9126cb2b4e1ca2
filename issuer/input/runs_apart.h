// Which persons of a file have rows that stand apart, and where: everybody leaves a mark, and only those who come again
// are written down.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vhc {

// 16 bytes: a file of ten million persons who all come again takes 160 MB.
struct RunPlace {
  std::uint32_t hash;  // the upper half
  std::uint32_t line;
  std::uint64_t offset;
};

class RunsApart {
 public:
  // For a file of so many bytes: two bitmaps of a 64th of it, of at most 64 MiB each.
  explicit RunsApart(std::uint64_t file_bytes);

  // The first pass: a run of this hash begins.
  void see(std::uint64_t hash);
  bool has_any() const noexcept { return has_any_; }

  // The second: where it begins, kept when the hash came again (or, in one of about ten cases, another one did).
  void note(std::uint64_t hash, std::uint64_t offset, std::int64_t line);
  void sort();

  // The runs that may be of this hash, in the order of the file; none or one: it stands together.
  std::span<const RunPlace> runs_of(std::uint64_t hash) const;

 private:
  std::vector<std::uint64_t> seen_;
  std::vector<std::uint64_t> again_;
  std::uint64_t mask_;
  std::size_t num_runs_ = 0;
  bool has_any_ = false;
  std::vector<RunPlace> runs_;
};

}  // namespace vhc
