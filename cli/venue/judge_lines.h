// Files with a card on each line, of any length: judged on all cores, told in their order, in bounded memory.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "shell/exit.h"
#include "vhc/found_cards.h"
#include "vhc/report.h"

namespace vhc {

class Io;
class InputStream;

struct JudgedLine {
  Verdict verdict{};
  std::string text;  // what is printed of it, with its end of line
};
// Called from several threads. `number`: of the line, from 1.
using JudgeLine = std::function<JudgedLine(std::int64_t number, const FoundCard& card)>;

// Whether it is such a file, from its first bytes, which stay to be read; standard input and pipes are not.
bool is_card_lines(InputStream& stream);

// What vhc issue --json prints beside its cards: whoever gets none, and counts.
inline bool is_beside_cards(std::string_view line) {
  return line.starts_with(R"({"schema":"vhc.check)");
}

// Exit::findings when not all are genuine; counts on standard error. A line of above 1 MiB ends it, with an error.
Exit judge_lines(InputStream& stream, std::size_t jobs, Io& io, const JudgeLine& judge);

}  // namespace vhc
