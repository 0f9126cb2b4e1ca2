// A code that was read well and is no card that is judged here: what it is, and what to do. A table of recognisers;
// when a family comes to be judged, its row goes.
#pragma once

#include <cstddef>
#include <string_view>

namespace vhc {

struct OtherCode {
  std::string_view kind;    // stable: "url", "hcert", "text"
  std::string_view what;    // "a web address"
  std::string_view advice;  // whole sentences: what whoever scanned it does next
};

inline constexpr std::size_t max_other_code_bytes = std::size_t{64} * 1024;

// What the text or bytes of one code are, white space around them aside. Null when that cannot be told: nothing was
// read, binary data, JSON that is broken, a piece of a card (digits, the beginning of a JWS); that has to be read
// again. The text is looked at and never kept: it may hold a secret.
const OtherCode* recognise_other_code(std::string_view code);

// A compact JWS whose header is a JSON object without "zip": a token, and never a card.
bool is_token(std::string_view compact);

}  // namespace vhc
