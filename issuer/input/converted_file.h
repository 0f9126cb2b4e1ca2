// A file in another character set as if it were in UTF-8, in bounded memory: 8 bytes for each 4 KiB of it.
#pragma once

#include <optional>
#include <string_view>

#include "input/byte_window.h"
#include "vhc/input.h"

namespace vhc {

enum class Encoding : std::uint8_t { utf16_little, utf16_big, windows1252, latin1 };

// UTF-16, by the byte order mark with which a file begins.
std::optional<Encoding> marked_encoding(std::string_view beginning);
// UTF-16 without one, as far as its first characters are of the Latin alphabet.
std::optional<Encoding> unmarked_utf16(std::string_view beginning);

// That of a file which is not in UTF-8: by its mark, else as was stated.
std::optional<Encoding> encoding_of(std::string_view beginning, const std::optional<FileCharset>& stated);

// Whether what is not UTF-8 is probably of Windows-1252: all its bytes are characters there, and those above 7F stand
// alone or in twos between plain letters, as accents do.
bool looks_like_windows1252(std::string_view bytes) noexcept;

// Reads the whole file once; `watch` sees its bytes as they are. A byte order mark is left out. Fails with in_not_utf8
// for what the set does not have, half a character or a surrogate that stands alone, and as `file` does.
Result<InputFile> as_utf8(InputFile file, Encoding encoding, const ByteWatch& watch);

}  // namespace vhc
