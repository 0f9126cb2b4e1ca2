// Dates of HL7 v2 (DTM).
#pragma once

#include <string>
#include <string_view>

namespace vhc {

// Eight digits, behind which only a time and a zone may stand and are cut off; six or four. YYYY-MM-DD, YYYY-MM or
// YYYY; empty: anything else.
std::string hl7_partial_day(std::string_view written);
// The same; empty unless it is a whole day.
std::string hl7_day(std::string_view written);

}  // namespace vhc
