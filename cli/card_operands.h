// The cards in what stands on the command line: files, standard input, pictures, parts joined with '+'.
#pragma once

#include <string>
#include <vector>

#include "vhc/found_cards.h"
#include "vhc/result.h"

namespace vhc {

class Io;

// Reads one operand. A file of the whole name wins; otherwise A+B+C are the parts of one set. A picture is read by the
// part that is opened on demand; one without a code, or one that is broken, is a card that has to be read again.
Result<std::vector<FoundCard>> read_cards(const std::string& operand, Io& io);

}  // namespace vhc
