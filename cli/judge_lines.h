// Files with a card on each line, of any length: judged on all cores, told in their order, in bounded memory.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "vhc/found_cards.h"
#include "vhc/report.h"

namespace vhc {

class Io;

struct JudgedLine {
  Verdict verdict{};
  std::string text;  // what is printed of it, with its end of line
};
// Called from several threads. `number`: of the line, from 1.
using JudgeLine = std::function<JudgedLine(std::int64_t number, const FoundCard& card)>;

// Whether the operand is such a file; standard input is not.
bool is_card_lines(const std::string& operand, const Io& io);

// 0 when all are genuine, 1 when not; counts on standard error. A line of above 1 MiB ends it, with an error.
int judge_lines(const std::string& operand, std::size_t jobs, Io& io, const JudgeLine& judge);

}  // namespace vhc
