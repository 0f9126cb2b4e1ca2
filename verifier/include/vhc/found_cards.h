// Finding the cards in what somebody hands over: text of codes, a compact JWS, a card file, an operation's answer. The
// kind is recognised from the bytes, never from a name (docs/rules/cli.md 8).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/finding.h"
#include "vhc/format.h"
#include "vhc/numeric_qr.h"
#include "vhc/other_code.h"
#include "vhc/result.h"

namespace vhc {

// One card's place in the input: its text as its family's open() takes it (of a SMART Health Card the compact JWS), or
// why there is none. Nothing is trusted yet.
struct FoundCard {
  const Format* format = &shc_format();
  bool recognised = true;  // false: not a health card at all
  Result<std::string> text;
  std::vector<Finding> findings;     // faults of the wrapping that a verifier lives with
  const OtherCode* other = nullptr;  // of a readable code that is not a card: what it is
};

inline constexpr std::size_t max_scanned_bytes = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t max_codes = 1000;  // lines or codes of one input

// The cards in a text: codes, compact JWS, links that carry a card, a card file or an operation's answer; also wrapped
// in lines by a mail or a terminal, quoted, in UTF-16, behind the identifier that a scanner puts first. Chunks of one
// set are joined; several cards give several results, and so does each line that is not a card. White space and a byte
// order mark around it are trimmed. Prose without a card is one FoundCard that says so. Fails with card_none when the
// input is empty or is a file that holds no card, with input_too_large above a ceiling.
Result<std::vector<FoundCard>> find_cards(std::string_view text, Formats families = formats());

// Whether a text, of which `head` is the beginning, has a card on each line: compact JWS, or JSON objects with a member
// "jws" (what vhc issue --ndjson writes) or of card files. Such a text may be of any length: find_cards_in_line().
bool has_card_lines(std::string_view head) noexcept;

// The card of one line; what is none says so.
FoundCard find_card_in_line(std::string_view line, Formats families = formats());

// The cards in the texts of several codes: of one picture, or of several operands. Codes of other kinds beside those of
// a card are left out, and the first card has the note card.other_code_beside.
Result<std::vector<FoundCard>> find_cards_in_codes(std::span<const std::string> codes, Formats families = formats());

// The texts of the codes in a text, for find_cards_in_codes(): extracted from lines, quotes and links.
std::vector<std::string> codes_in_text(std::string_view bytes);

class CodeLines;

// The same as find_cards() for a text that comes line by line, as from a scanner: each card is given as soon as it is
// whole. What is kept between lines is one code, one card file, and the parts of one set.
class CardReader {
 public:
  explicit CardReader(Formats families = formats());
  CardReader(const CardReader&) = delete;
  CardReader& operator=(const CardReader&) = delete;
  ~CardReader();

  // What is known after this line; often nothing yet, sometimes more than one result.
  std::vector<FoundCard> line(std::string_view text);
  // Nothing comes for a moment: a code that could have gone on is what it is. The parts of a set wait further.
  std::vector<FoundCard> pause();
  // The rest. Fails with card_none, input_too_large as find_cards().
  Result<std::vector<FoundCard>> end();

  // The text of one code, as it is taken out of a line.
  std::vector<FoundCard> add(std::string_view piece);
  // Of a set that waits: "part 2 of 3 read; scan 1 and 3". Empty when none does.
  std::string missing() const;

 private:
  void add_code(std::string_view piece, std::vector<FoundCard>& cards);
  void add_json(std::string_view piece, std::vector<FoundCard>& cards);
  void end_set(std::vector<FoundCard>& cards);
  void give_number(std::vector<FoundCard>& cards);
  static void append(std::vector<FoundCard> more, std::vector<FoundCard>& cards);

  Formats families_;
  std::unique_ptr<CodeLines> lines_;
  std::vector<QrChunk> parts_;
  std::optional<Error> empty_;  // of a file without a card
  std::size_t given_ = 0;
};

}  // namespace vhc
