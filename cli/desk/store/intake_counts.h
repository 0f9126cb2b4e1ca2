// What was read from a pharmacy's file, in numbers.
#pragma once

#include <cstdint>
#include <string>

#include "shell/exit.h"
#include "vhc/input.h"

namespace vhc {

// The line on which a file of several begins.
struct FileStart {
  std::string file;
  std::int64_t line = 0;
};

struct IntakeCounts {
  std::int64_t persons = 0;
  std::int64_t issuable = 0;
  std::int64_t refused = 0;
  std::int64_t warnings = 0;  // persons with one
  std::int64_t deleted = 0;   // doses that the sender took back: cards that carry one are to be corrected
  bool has_errors = false;

  void add(const Intake& intake);
};

// Exit::done: everything may be issued; findings: a part; refused: nothing.
Exit exit_of(const InputSummary& summary, const IntakeCounts& counts);

}  // namespace vhc
