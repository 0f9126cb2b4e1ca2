// QR codes in a grey picture, by zxing-cpp.
#pragma once

#include <cstddef>
#include <vector>

#include "picture/grey_image.h"
#include "vhc/read_code.h"

namespace vhc {

// Above it a picture, or what was made of it, is not searched: three marks a code, and some false ones in noise.
inline constexpr std::size_t max_corner_marks = 120;

struct FoundCodes {
  std::vector<ReadCode> codes;  // in the order found, each text once
  bool has_card = false;        // one of them begins with "shc:/", in any case
  bool crowded = false;         // something was not searched because of max_corner_marks
};

// Looks once, at the picture as it is, and adds what is new to `found`.
void find_codes(const GreyImage& image, FoundCodes& found);

// Whether the picture as it is shows more marks than are searched, and they are not those of noise: false marks are
// small, and lie far from each other.
bool is_crowd(const GreyImage& image);

// Looks at the picture and then at what can be made of it, the cheap and successful first, until a card is found.
void find_codes_patiently(const GreyImage& image, FoundCodes& found);

}  // namespace vhc
