#include "venue/judge_operands.h"

#include "shell/exit.h"
#include "shell/io.h"
#include "venue/card_operands.h"

namespace vhc {

Exit judge_operands(const std::vector<std::string>& operands, Io& io, const JudgeCard& judge,
                    const JudgeWhole& judge_whole) {
  const std::vector<std::string> standard_input{"-"};
  ExitOfSeveral exits;
  std::size_t num_cards = 0;
  for (const std::string& operand : operands.empty() ? standard_input : operands) {
    auto opened = CardOperand::open(operand, io);
    if (!opened) {
      exits.add_trouble(io.tell(opened.error()));
      continue;
    }
    if (const auto code = judge_whole ? judge_whole(operand, *opened) : std::nullopt) {
      if (is_trouble(*code)) {
        exits.add_trouble(*code);
      } else {
        exits.add(*code);
      }
      continue;
    }
    std::size_t index = 0;
    const auto read = opened->each_card(io, [&](const FoundCard& card) {
      exits.add(static_cast<Exit>(exit_code(judge({operand, index++, num_cards++}, card))));
    });
    if (!read) exits.add_trouble(io.tell(read.error()));
  }
  return exits.joined();
}

}  // namespace vhc
