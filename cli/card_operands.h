// The cards in what stands on the command line: files, standard input, pictures, parts joined with '+'.
#pragma once

#include <string>
#include <vector>

#include "vhc/found_cards.h"
#include "vhc/result.h"

namespace vhc {

class Io;

bool is_picture(const std::string& bytes);

// The files that an operand names: one, or the parts of A+B+C when no file has the whole name. Fails with io.not_found
// for the text of a card, which must not come back in an error message.
Result<std::vector<std::string>> files_of_operand(const std::string& operand, const Io& io);

// Reads one operand. A file of the whole name wins; otherwise A+B+C are the parts of one set. A picture is read by the
// part that is opened on demand; one without a code, or one that is broken, is a card that has to be read again.
Result<std::vector<FoundCard>> read_cards(const std::string& operand, Io& io);

}  // namespace vhc
