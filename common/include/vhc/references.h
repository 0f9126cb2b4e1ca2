// Where the sections that errors and rules name are to be read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vhc {

// For "RFC 7515 4.1.11; SHC 3 KEY-11" the address of each: a public one, or a page of docs/rules/ with its heading, as
// it is installed. Empty for an empty text; what is not known has no address.
std::vector<std::string> reference_addresses(std::string_view sections);

}  // namespace vhc
