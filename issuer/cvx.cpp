#include "cvx.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace vhc {
namespace {

struct Range {
  int first;
  int last;
};

// Facts of the code set, by number. Codes that were never active, and 998 and 999, which are no vaccines, are left out.
constexpr std::array known{Range{1, 56},    Range{62, 62},   Range{66, 66},   Range{69, 69},
                           Range{71, 71},   Range{74, 116},  Range{118, 123}, Range{125, 144},
                           Range{146, 153}, Range{155, 198}, Range{200, 208}, Range{210, 224},
                           Range{227, 231}, Range{300, 334}, Range{500, 521}, Range{801, 801}};
constexpr std::array covid{Range{207, 208}, Range{210, 213}, Range{217, 219}, Range{221, 221}, Range{225, 230},
                           Range{300, 302}, Range{308, 313}, Range{334, 334}, Range{500, 521}};
// "Unspecified formulation", and 99, which is reserved.
constexpr std::array unspecified{Range{14, 14},   Range{17, 17},   Range{26, 26},   Range{31, 31},   Range{45, 45},
                                 Range{82, 82},   Range{85, 85},   Range{88, 92},   Range{98, 99},   Range{107, 109},
                                 Range{112, 112}, Range{122, 122}, Range{129, 129}, Range{137, 137}, Range{139, 139},
                                 Range{147, 147}, Range{151, 152}, Range{159, 159}, Range{164, 164}, Range{167, 167},
                                 Range{179, 179}, Range{182, 182}, Range{184, 184}, Range{188, 188}, Range{194, 194},
                                 Range{196, 196}, Range{213, 214}, Range{222, 222}, Range{304, 304}, Range{314, 315},
                                 Range{319, 319}, Range{323, 323}, Range{325, 325}, Range{330, 330}, Range{500, 500}};

template <std::size_t count>
bool is_in(const std::array<Range, count>& ranges, std::string_view code) {
  int number = 0;
  const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), number);
  if (error != std::errc{} || end != code.data() + code.size()) return false;
  return std::any_of(ranges.begin(), ranges.end(), [number](Range r) { return number >= r.first && number <= r.last; });
}

}  // namespace

Result<std::string> normal_cvx(std::string_view text) {
  constexpr std::size_t most_digits = 3;
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || text.size() > most_digits || !digits) return fail(Errc::in_unknown_code);
  std::string code(text);
  while (code.size() > 2 && code.front() == '0') code.erase(0, 1);
  if (code.size() == 1) code.insert(0, "0");
  return code;
}

bool is_known_cvx(std::string_view code) {
  return is_in(known, code);
}
bool is_covid_cvx(std::string_view code) {
  return is_in(covid, code);
}
bool is_unspecified_cvx(std::string_view code) {
  return is_in(unspecified, code);
}

}  // namespace vhc
