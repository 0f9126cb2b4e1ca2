#include "result_value.h"

#include <algorithm>
#include <array>

#include "vaccine_tables.h"

namespace vhc {
namespace {

struct ResultWord {
  std::string_view text;
  std::string_view code;
};

constexpr std::array words{ResultWord{"DETECTED", "260373001"},     ResultWord{"NOT DETECTED", "260415000"},
                           ResultWord{"POSITIVE", "10828004"},      ResultWord{"NEGATIVE", "260385009"},
                           ResultWord{"REACTIVE", "11214006"},      ResultWord{"NON REACTIVE", "131194007"},
                           ResultWord{"NONREACTIVE", "131194007"},  ResultWord{"INCONCLUSIVE", "419984006"},
                           ResultWord{"INDETERMINATE", "82334004"}, ResultWord{"INVALID", "455371000124106"},
                           ResultWord{"UNDETECTED", "260415000"}};

// Qualifier values of the guide's value set; organisms and the like say nothing on their own.
constexpr std::array<std::string_view, 13> codes{"10828004",  "11214006",        "125154007", "131194007", "260373001",
                                                 "260385009", "260415000",       "415684004", "419984006", "42425007",
                                                 "82334004",  "455371000124106", "720735008"};

}  // namespace

bool is_result_code(std::string_view snomed) noexcept {
  return std::find(codes.begin(), codes.end(), snomed) != codes.end();
}

std::string_view result_of_text(std::string_view text) {
  const std::string name = table_name(text);
  const auto found =
      std::find_if(words.begin(), words.end(), [&](const ResultWord& word) { return word.text == name; });
  return found == words.end() ? std::string_view{} : found->code;
}

}  // namespace vhc
