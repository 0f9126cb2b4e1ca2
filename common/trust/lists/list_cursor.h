// Walks along one line of a list. The form is closed, so the line is compared with what may stand there rather than
// read as JSON in general: nothing else can pass.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "vhc/bytes.h"
#include "vhc/revocation_list.h"
#include "vhc/time.h"
#include "vhc/trust_lines.h"

namespace vhc {

inline constexpr std::int64_t max_list_integer = max_list_counter;  // also the last second that is written
static_assert(max_list_integer == max_time.time_since_epoch().count());

class ListCursor {
 public:
  explicit ListCursor(std::string_view line) : line_(line), rest_(line) {}

  // Each takes what it asks for, or nothing and is false.
  bool take(std::string_view literal);
  // A string with its quotes, without the characters that lists do not have. At most `max_bytes`, not empty.
  bool take_string(std::string& text, std::size_t max_bytes = max_list_string_bytes);
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
