// The cards in what stands on the command line: files, standard input, pictures, parts joined with '+'.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "shell/input_stream.h"
#include "vhc/found_cards.h"
#include "vhc/result.h"

namespace vhc {

class Io;

bool is_picture(const std::string& bytes);

// The files that an operand names: one, or the parts of A+B+C when no file has the whole name. Fails with io.not_found
// for the text of a card, which must not come back in an error message.
Result<std::vector<std::string>> files_of_operand(const std::string& operand, const Io& io);

using GiveCard = std::function<void(const FoundCard& card)>;

// One operand, opened once: it may be a pipe.
class CardOperand {
 public:
  // A file of the whole name wins; otherwise A+B+C are the parts of one set. Fails as InputStream::open and
  // files_of_operand().
  static Result<CardOperand> open(const std::string& operand, const Io& io);

  // Null for parts.
  InputStream* stream() noexcept { return stream_ ? &*stream_ : nullptr; }

  // Gives the cards in their order. Of text that is still being written (standard input, a pipe), each is given when it
  // is whole, and what is written to standard output is sent on. A picture is read by the part that is opened on
  // demand; one without a code, or one that is broken, is a card that has to be read again.
  Result<void> each_card(Io& io, const GiveCard& give);
  // All of them, when all has been read.
  Result<std::vector<FoundCard>> all_cards();

 private:
  CardOperand(std::vector<std::string> parts, std::optional<InputStream> stream)
      : parts_(std::move(parts)), stream_(std::move(stream)) {}
  Result<std::vector<FoundCard>> cards_in_parts() const;

  std::vector<std::string> parts_;
  std::optional<InputStream> stream_;
};

// CardOperand::all_cards() of an operand.
Result<std::vector<FoundCard>> read_cards(const std::string& operand, Io& io);

// Which pages of a document without a card were looked at, as a sentence. Empty when there is nothing to say.
std::string how_far_read(const FoundCard& card);

}  // namespace vhc
