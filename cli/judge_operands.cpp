#include "judge_operands.h"

#include <algorithm>

#include "card_operands.h"
#include "io.h"

namespace vhc {

int judge_operands(const std::vector<std::string>& operands, Io& io, const JudgeCard& judge) {
  const std::vector<std::string> standard_input{"-"};
  int error_exit = 0;
  std::vector<Verdict> verdicts;
  for (const std::string& operand : operands.empty() ? standard_input : operands) {
    const auto cards = read_cards(operand, io);
    if (!cards) {
      error_exit = std::max(error_exit, io.fail(cards.error()));
      continue;
    }
    for (std::size_t i = 0; i < cards->size(); ++i) {
      verdicts.push_back(judge({operand, i, verdicts.size()}, (*cards)[i]));
    }
  }
  if (error_exit != 0) return error_exit;
  if (verdicts.size() == 1) return exit_code(verdicts.front());
  const auto is_genuine = [](Verdict verdict) { return verdict == Verdict::genuine; };
  return std::all_of(verdicts.begin(), verdicts.end(), is_genuine) ? 0 : 1;
}

}  // namespace vhc
