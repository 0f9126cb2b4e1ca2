#include "venue/judge_operands.h"

#include <algorithm>

#include "shell/io.h"
#include "venue/card_operands.h"

namespace vhc {
namespace {

bool is_trouble(int code) {
  return code > 1 && code < 10;
}

// What came of all operands so far, in bounded memory.
struct AllVerdicts {
  std::size_t num_cards = 0;
  bool all_genuine = true;
  Verdict only{};
  int error_exit = 0;
  bool has_whole = false;

  void add(Verdict verdict) {
    ++num_cards;
    only = verdict;
    all_genuine = all_genuine && verdict == Verdict::genuine;
  }
  // Trouble first, then that not all are genuine.
  void add_whole(int code) {
    has_whole = true;
    if (is_trouble(code)) error_exit = std::max(error_exit, code);
    all_genuine = all_genuine && code == 0;
  }
  int exit_code() const {
    if (error_exit != 0) return error_exit;
    if (num_cards == 1 && !has_whole) return vhc::exit_code(only);
    return all_genuine ? 0 : 1;
  }
};

}  // namespace

int judge_operands(const std::vector<std::string>& operands, Io& io, const JudgeCard& judge,
                   const JudgeWhole& judge_whole) {
  const std::vector<std::string> standard_input{"-"};
  AllVerdicts outcome;
  for (const std::string& operand : operands.empty() ? standard_input : operands) {
    auto opened = CardOperand::open(operand, io);
    if (!opened) {
      outcome.error_exit = std::max(outcome.error_exit, io.fail(opened.error()));
      continue;
    }
    if (const auto code = judge_whole ? judge_whole(operand, *opened) : std::nullopt) {
      outcome.add_whole(*code);
      continue;
    }
    std::size_t index = 0;
    const auto read = opened->each_card(io, [&](const FoundCard& card) {
      outcome.add(judge({operand, index++, outcome.num_cards}, card));
    });
    if (!read) outcome.error_exit = std::max(outcome.error_exit, io.fail(read.error()));
  }
  return outcome.exit_code();
}

}  // namespace vhc
