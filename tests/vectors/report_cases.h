// What public reports of people who issue cards say should happen: the cases of inputs/reports, and how far an answer
// fits one (its README says what each member asks).
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "run_program.h"

namespace vhc::test {

using Json = nlohmann::json;
using Faults = std::vector<std::string>;

// What a check with --json --identity answered.
struct Answer {
  ProgramRun run;
  std::vector<Json> lines;  // of both outputs
};
Answer answer_of(ProgramRun run);

// Why the answer is not what the case asks; empty: it is.
Faults faults_of(const Json& wanted, const Answer& answer);
// The same for one command of "steps".
Faults faults_of_step(const Json& step, const ProgramRun& run);

}  // namespace vhc::test
