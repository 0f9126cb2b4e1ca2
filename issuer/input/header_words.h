// A header taken apart into words, as people and mainframes write them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "input/word_list.h"

namespace vhc {

// A header in the three ways in which it is looked at.
struct Heard {
  std::string whole;               // as normal_header() writes it
  std::vector<std::string> words;  // each as normal_header() writes it; numbers stand alone

  bool sounds(std::string_view stems) const { return holds_one_of(stems, whole); }
  bool says(std::string_view list) const;
};

// "PtLast_Nm" is "pt", "last", "nm"; so is "PTLASTNM". "Dose2Date" is "dose", "2", "date".
Heard heard(std::string_view header);

// "DOB (mm/dd/yyyy)" and "DOB_YYYYMMDD" without the form of the date; other headers as they are.
std::string_view without_date_form(std::string_view header);

}  // namespace vhc
