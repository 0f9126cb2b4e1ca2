// The character sets that messages come in, made UTF-8 (docs/rules/inputs.md 3.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vhc {

// Parts of ISO 8859 have their number; there is no part 12.
enum class Hl7Charset : std::uint8_t {
  utf8 = 0,
  iso_8859_1 = 1,
  iso_8859_2,
  iso_8859_3,
  iso_8859_4,
  iso_8859_5,
  iso_8859_6,
  iso_8859_7,
  iso_8859_8,
  iso_8859_9,
  iso_8859_10,
  iso_8859_11,
  iso_8859_13 = 13,
  iso_8859_14,
  iso_8859_15,
  iso_8859_16,
  ascii,
};

// As HL7 names it (MSH-18, table 0211), compared whole: nothing, "ASCII", "UNICODE UTF-8", "8859/15", and "ISO-8859-15"
// or "8859-15", which mean the same. Nothing for a set that is not known.
std::optional<Hl7Charset> charset_of(std::string_view stated);

// Whether all bytes are characters of the set.
bool is_in(Hl7Charset set, std::string_view bytes);

// Nothing when a byte is not in the set.
std::optional<std::string> to_utf8(Hl7Charset set, std::string_view bytes);

}  // namespace vhc
