// A code as it was read from a picture: its text, and what lint needs to know about its form.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace vhc {

struct ReadCode {
  std::string text;            // byte for byte
  std::string data_codewords;  // after error correction, before the segments are taken apart; empty when not known
  char level = 0;              // of error correction: 'L', 'M', 'Q' or 'H'; 0 when not known
};

// The texts alone, in the same order.
inline std::vector<std::string> texts_of(std::vector<ReadCode> codes) {
  std::vector<std::string> texts;
  texts.reserve(codes.size());
  for (ReadCode& code : codes) texts.push_back(std::move(code.text));
  return texts;
}

}  // namespace vhc
