// Lines of a note's text: words with single spaces between them, in a fixed order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/result.h"
#include "vhc/sha256.h"
#include "vhc/time.h"

namespace vhc {

// Hands out the lines of a note one by one. Every failure is trust_note_form (or trust_newer_format) with the number of
// the line in Error::where.
class NoteLines {
 public:
  // Looks at every byte first: 0x20 to 0x7e and ends of line only, no empty line, no stray space, an end of line at the
  // end.
  static Result<NoteLines> read(std::string_view text);

  bool at_end() const noexcept { return next_ == lines_.size(); }
  // The values of the next line when it begins with `word`: nothing taken otherwise.
  bool next_is(std::string_view word) const;
  Result<std::vector<std::string_view>> take(std::string_view word, std::size_t min_values, std::size_t max_values);
  Result<std::string_view> take_one(std::string_view word);
  // The first line: "vhc-trust KIND v1".
  Result<void> take_header(std::string_view kind);
  Result<std::uint32_t> take_number(std::string_view word, std::uint32_t min);
  Result<UnixTime> take_time(std::string_view word);
  Result<Sha256> take_hash(std::string_view word);
  Result<std::string> take_origin();
  Result<void> take_end();

  // An error about the line that was taken last.
  tl::unexpected<Error> bad(std::string hint, Errc code = Errc::trust_note_form) const;

 private:
  std::vector<std::string_view> lines_;
  std::size_t next_ = 0;
};

// 1..4294967295 (or 0..) in decimal digits without a leading zero.
std::optional<std::uint32_t> read_note_number(std::string_view text, std::uint32_t min);
// YYYY-MM-DDTHH:MM:SSZ from 2020 to 2099.
std::optional<UnixTime> read_note_time(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

// Standard base64 with its padding, strict.
std::optional<std::string> from_base64(std::string_view text, std::size_t max_bytes);
std::string to_base64(std::string_view bytes);

}  // namespace vhc
