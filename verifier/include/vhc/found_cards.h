// Finding the cards in what somebody hands over: text of codes, a compact JWS, a card file, an operation's answer. The
// kind is recognised from the bytes, never from a name (cli.md 8).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/finding.h"
#include "vhc/other_code.h"
#include "vhc/result.h"

namespace vhc {

// How cards are recognised and named in reports; other families follow.
enum class FormatId : std::uint8_t { shc };

std::string_view name(FormatId format) noexcept;

// One card's place in the input: its compact JWS, or why there is none. Nothing is believed yet.
struct FoundCard {
  FormatId format = FormatId::shc;
  bool recognised = true;  // false: not a health card at all
  Result<std::string> jws;
  std::vector<Finding> findings;     // faults of the wrapping that a verifier lives with
  const OtherCode* other = nullptr;  // of what is no card and was read well: what it is
};

inline constexpr std::size_t max_scanned_bytes = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t max_codes = 1000;  // lines or codes of one input

// The cards in a text: lines with codes (chunks of one set are joined, several whole codes are several cards), a
// compact JWS, a card file or an operation's answer. White space and a byte order mark around it are trimmed. What is
// no card gives one FoundCard that says so. Fails with card_none when the input is empty or is a file that holds no
// card, with input_too_large above a ceiling.
Result<std::vector<FoundCard>> find_cards(std::string_view text);

// Whether a text, of which `head` is the beginning, has a card on each line: compact JWS, or JSON objects with a member
// "jws" (what vhc issue --ndjson writes) or of card files. Such a text may be of any length: find_cards_in_line().
bool has_card_lines(std::string_view head) noexcept;

// The card of one line; what is none says so.
FoundCard find_card_in_line(std::string_view line);

// The cards in the texts of several codes: of one picture, or of several operands.
Result<std::vector<FoundCard>> find_cards_in_codes(std::span<const std::string> codes);

}  // namespace vhc
