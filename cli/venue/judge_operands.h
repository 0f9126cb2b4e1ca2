// The cards of a command line, one after the other, and the exit code for all of them.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shell/exit.h"
#include "vhc/found_cards.h"
#include "vhc/report.h"

namespace vhc {

class CardOperand;
class Io;

struct CardPlace {
  const std::string& operand;
  std::size_t index = 0;       // of the card in its operand
  std::size_t num_before = 0;  // cards of all operands before this one
};

using JudgeCard = std::function<Verdict(const CardPlace& place, const FoundCard& card)>;

// What judges an operand in a way of its own, and gives what came of it; nothing when it leaves the operand alone.
using JudgeWhole = std::function<std::optional<Exit>(const std::string& operand, CardOperand& opened)>;

// Reads each operand ("-" when there is none) and has its cards judged; what cannot be read is reported and the rest
// goes on. The code of the worst error; else that of the verdict on the only card; else 0 when all are genuine, 1 when
// not.
Exit judge_operands(const std::vector<std::string>& operands, Io& io, const JudgeCard& judge,
                    const JudgeWhole& judge_whole = {});

}  // namespace vhc
