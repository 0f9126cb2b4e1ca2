// Runs a program with given arguments and standard input, and keeps what it printed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace vhc::test {

struct ProgramRun {
  int exit_code = -1;  // 128 + N for signal N; -1: it could not be started or took too long
  std::string out;
  std::string err;
};

// In the folder `work`, which also holds the outputs while it runs. `seconds`: longest time.
ProgramRun run_program(const std::vector<std::string>& command, const std::filesystem::path& work,
                       const std::string& input, int seconds);

}  // namespace vhc::test
