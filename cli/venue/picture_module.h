// Reading pictures, by a module that is opened when the first picture comes.
#pragma once

#include <string>
#include <vector>

#include "shell/modules.h"
#include "vhc/bytes.h"
#include "vhc/finding.h"
#include "vhc/picture_kind.h"
#include "vhc/read_code.h"
#include "vhc/result.h"

namespace vhc {

// As read_codes() of vhc/picture.h, with its errors; or module.missing. An SVG, and the pages of a PDF document, are
// drawn first, with the errors of drawn_picture.h. Ask picture_kind() first whether it is a picture. `findings`: which
// pages of a document were not looked at.
Result<std::vector<ReadCode>> read_codes_on_demand(ByteView picture, const std::string& folder = module_folder(),
                                                   std::vector<Finding>* findings = nullptr);

}  // namespace vhc
