// Walks along one line of a list. The form is closed, so the line is compared with what may stand there rather than
// read as JSON in general: nothing else can pass.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "vhc/bytes.h"

namespace vhc {

inline constexpr std::int64_t max_list_integer = 253402300799;  // also the last second that is written

class ListCursor {
 public:
  explicit ListCursor(std::string_view line) : line_(line), rest_(line) {}

  // Each takes what it asks for, or nothing and is false.
  bool take(std::string_view literal);
  // A string with its quotes, without the characters that lists do not have. At most `max_bytes`, not empty.
  bool take_string(std::string& text, std::size_t max_bytes = 4096);
  // Digits without a leading zero, up to max_list_integer.
  bool take_integer(std::int64_t& value);
  // Base64url in quotes.
  bool take_bytes(Bytes& bytes);
  bool at_end() const noexcept { return rest_.empty(); }
  std::size_t offset() const noexcept { return line_.size() - rest_.size(); }

 private:
  std::string_view line_;
  std::string_view rest_;
};

}  // namespace vhc
