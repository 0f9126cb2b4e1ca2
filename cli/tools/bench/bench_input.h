// Files of made-up persons, read from the start again when they end.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "tools/bench/bench_material.h"
#include "vhc/input.h"

namespace vhc {

class BenchInput {
 public:
  enum class Kind : std::uint8_t { rows, messages };
  BenchInput(Kind kind, std::size_t num_persons);

  // The next person, to a compact JWS; false when anything fails.
  bool issue_next(const BenchIssuer& issuer, SelfCheck check);

 private:
  bool next(Intake& person);

  std::string bytes_;
  InputRules rules_;
  MinimiseOptions options_;
  std::optional<InputReader> reader_;
};

}  // namespace vhc
