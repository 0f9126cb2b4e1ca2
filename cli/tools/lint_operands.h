// The artifacts on the command line, as lint takes them: bytes, or the codes of pictures and parts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vhc/lint.h"
#include "vhc/read_code.h"
#include "vhc/result.h"

namespace vhc {

class Io;

struct LintOperand {
  std::string bytes;                             // of a file that is no picture
  std::optional<std::vector<ReadCode>> codes;    // of pictures, or of the parts A+B+C
  LintKind kind_of_codes = LintKind::qrnumeric;  // qr when one of them was a picture
  std::size_t line = 0;                          // from 1; 0 for a whole file
};

// Reads one operand: a file of the whole name, else the parts A+B+C of one set. A picture without a code, or a broken
// one, is no code; a kind of picture that is not read is an error. Of standard input a line end is dropped.
Result<LintOperand> read_lint_operand(const std::string& operand, Io& io);

// The cards of a file that has one on each line, compact or as vhc issue --ndjson writes them; else the operand itself.
std::vector<LintOperand> lines_of(const LintOperand& operand);

}  // namespace vhc
