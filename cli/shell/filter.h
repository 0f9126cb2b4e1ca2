// Other programs that turn bytes into bytes: run on private pipes, without a shell, with limits on what they may take.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/result.h"

namespace vhc {

struct FilterLimits {
  std::size_t max_output_bytes = 0;
  unsigned processor_seconds = 1;
  std::chrono::seconds patience{10};  // by the clock on the wall, for a program that only waits
  std::size_t memory_bytes = 0;       // of its own data; 0 for no limit
  bool confined = false;              // no network, no files, no new rights: confine_to_program() of confinement.h
};

struct FilterAnswer {
  enum class End { exited, too_slow, crashed };
  End end{};
  int exit_code = 0;
  std::string output;  // what it wrote to standard output; what it says on standard error is dropped
};

// Runs `program`, a path with a slash, without environment, and gives it `input` on standard input. It ends with this
// process, and is killed at a limit. SIGPIPE has to be ignored, as harden_process() does: a program need not read.
// Fails with module.missing when it cannot be run, with picture.too_large when it writes more than it may.
Result<FilterAnswer> run_filter(const std::string& program, const std::vector<std::string>& arguments,
                                std::string_view input, const FilterLimits& limits);

// The first of these programs that is there and may be run; empty when none is.
std::string first_program(const std::vector<std::string>& paths);

}  // namespace vhc
