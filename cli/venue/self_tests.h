// What `selftest` tries.
#pragma once

#include <vector>

namespace vhc {

class Io;

struct SelfTest {
  const char* name;
  bool (*passes)();
};

std::vector<SelfTest> venue_self_tests();

// Exit 0, or 70 when one fails.
Exit run_self_tests(const std::vector<SelfTest>& tests, Io& io);

}  // namespace vhc
