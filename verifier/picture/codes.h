// QR codes in a grey picture, by zxing-cpp.
#pragma once

#include <string>
#include <vector>

#include "grey_image.h"

namespace vhc {

// Adds the texts of the codes that can be read to `texts`, each text once. True when one of all texts begins with
// "shc:/", in any case.
bool find_codes(const GreyImage& image, std::vector<std::string>& texts);

// Tries find_codes() on the picture and on what can be made of it, the cheapest and most successful first, until it
// gives true.
bool find_codes_patiently(const GreyImage& image, std::vector<std::string>& texts);

}  // namespace vhc
