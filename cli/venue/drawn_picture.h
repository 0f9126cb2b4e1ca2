// Pictures that another program has to draw before a code can be read in them: SVG, and pages of a PDF document.
#pragma once

#include <string>
#include <vector>

#include "shell/modules.h"
#include "vhc/bytes.h"
#include "vhc/result.h"

namespace vhc {

// By vhc-draw-svg, which lies beside the modules in `folder`; a binary PGM. Fails as draw_svg() of vhc/svg.h does, with
// picture.too_slow, or with module.missing.
Result<std::string> draw_svg_aside(ByteView svg, const std::string& folder = module_folder());

// Where pdftoppm of poppler may lie. The path of the environment is not asked.
std::vector<std::string> places_of_pdftoppm();

// One page, by pdftoppm; a binary PGM of 2,400 pixels on the longer side, empty when the document has no such page.
// Fails with picture.no_drawer, saying how to convert the page, picture.too_slow, picture.unreadable.
Result<std::string> draw_pdf_page(ByteView pdf, int page,
                                  const std::vector<std::string>& places = places_of_pdftoppm());

}  // namespace vhc
